package dev.sluice.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Async;
import dev.sluice.Endpoint;
import dev.sluice.IoBuffer;
import dev.sluice.NoLeakedDescriptors;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What stream sockets do, whatever carries them. A subclass says where to listen and, for another
 * backend, how sockets are made.
 */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
abstract class StreamSocketContract {
  @RegisterExtension final Async async = new Async();

  /** Returns an address to listen on that nobody else uses. */
  protected abstract Endpoint freshLocal() throws IOException;

  /** Opens a socket that listens. */
  protected ListeningSocket listen(Endpoint local, int backlog) throws IOException {
    return ListeningSocket.listenOn(local, backlog);
  }

  /** Opens a socket that is not connected to anything, fit to reach {@code peer}. */
  protected StreamSocket open(Endpoint peer) throws IOException {
    return StreamSocket.open(peer.family());
  }

  /** Opens a socket and connects it. */
  protected StreamSocket connectTo(Endpoint peer) throws IOException {
    return StreamSocket.connectTo(peer);
  }

  /** A connection: the socket that listened for it, and both ends. */
  protected final class Connection implements AutoCloseable {
    final ListeningSocket listener;
    final StreamSocket client;
    final StreamSocket server;

    Connection() throws IOException {
      listener = listen(freshLocal(), 8);
      client = connectTo(listener.localEndpoint());
      server = requireNonNull(listener.accept());
    }

    @Override
    public void close() {
      client.close();
      server.close();
      listener.close();
    }
  }

  @Test
  void send_peerReceives_sameBytesBothWays() throws Exception {
    try (Connection connection = new Connection();
        IoBuffer out = IoBuffer.allocate(64);
        IoBuffer in = IoBuffer.allocate(64)) {
      out.put("ping", UTF_8);
      assertThat(connection.client.send(out)).isEqualTo(4);
      assertThat(connection.server.recv(in)).isEqualTo(4);
      assertThat(connection.server.send(in)).isEqualTo(4);
      assertThat(connection.client.recv(out)).isEqualTo(4);
      assertThat(out.getAll(UTF_8)).isEqualTo("ping");
    }
  }
}
