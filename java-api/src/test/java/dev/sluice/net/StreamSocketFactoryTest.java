package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.NoLeakedDescriptors;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** How clients make the factory. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class StreamSocketFactoryTest {
  /** pgjdbc takes the constructor with a text whenever there is one, with null for no argument. */
  @Test
  void textConstructor_withoutText_makesAFactoryThatConnectsWhereItIsTold() throws Exception {
    SocketFactory factory =
        StreamSocketFactory.class.getConstructor(String.class).newInstance((Object) null);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client =
            factory.createSocket(InetAddress.getLoopbackAddress(), server.getLocalPort());
        Socket accepted = server.accept()) {
      assertThat(accepted.getPort()).isEqualTo(client.getLocalPort());
    }
  }
}
