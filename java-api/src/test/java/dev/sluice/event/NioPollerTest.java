package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.Family;
import dev.sluice.Fd;
import dev.sluice.Pollable;
import dev.sluice.Portable;
import dev.sluice.backend.Backend;
import dev.sluice.net.DatagramSocket;
import dev.sluice.net.Sockets;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import org.junit.jupiter.api.Test;

/** Over NIO's selector. */
@Portable
class NioPollerTest extends PollerLifeContract {
  @Override
  Mechanism mechanism() {
    return Mechanism.NIO;
  }

  @Override
  Sockets sockets() {
    return Backend.nio().sockets();
  }

  /** A channel that is none of our sockets. */
  private record Foreign(SelectableChannel channel) implements Pollable {
    @Override
    public Fd fd() {
      throw new UnsupportedOperationException("fd");
    }
  }

  @Test
  void descriptor_register_isRefused() throws Exception {
    assumeTrue(Backend.linux().isAvailable(), "needs a descriptor");
    try (DatagramSocket socket = DatagramSocket.open(Family.INET4)) {
      assertThatThrownBy(() -> poller.register(socket, Interest.READ, "descriptor"))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("NIO backend only");
    }
  }

  @Test
  void interestsThatNioLacks_register_isRefusedNamingThem() throws Exception {
    Connection connection = new Connection();
    assertThatThrownBy(() -> poller.register(connection.server, Interest.PRIORITY, "server"))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("PRIORITY");
    assertThatThrownBy(() -> poller.register(connection.server, Interest.READ_CLOSED, "server"))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("READ_CLOSED");
    assertThat(poller.size()).isZero();
    poller.register(connection.server, Interest.READ, "server");
    assertThatThrownBy(() -> poller.modify(connection.server, Interest.PRIORITY, "server"))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("PRIORITY");
  }

  @Test
  void foreignChannel_nonBlocking_isASourceLikeOthers() throws Exception {
    Pipe pipe = Pipe.open();
    opened(pipe.source());
    opened(pipe.sink());
    Foreign source = new Foreign(pipe.source());
    assertThatThrownBy(() -> poller.register(source, Interest.READ, "pipe"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("configureBlocking(false)");
    pipe.source().configureBlocking(false);
    poller.register(source, Interest.READ, "pipe");
    assertThat(poller.await(0)).isZero();
    pipe.sink().write(java.nio.ByteBuffer.allocate(1));
    awaitOne();
    assertThat(poller.isReadable(0)).isTrue();
    pipe.source().close();
    assertThat(poller.await(0)).isZero();
    assertThat(poller.unregister(source)).isTrue();
  }
}
