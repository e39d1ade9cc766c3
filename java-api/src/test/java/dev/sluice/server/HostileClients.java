package dev.sluice.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.Async;
import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.net.SocketOptions;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Clients that mean harm, of a server with a {@link FrameEchoHandler}; and one that does not. */
final class HostileClients implements AutoCloseable {
  private static final int CHUNK_BYTES = 64 * 1024;
  private static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Endpoint server;
  private final List<StreamSocket> held = new ArrayList<>();
  private final IoBuffer buffer = IoBuffer.allocate(CHUNK_BYTES);

  HostileClients(Endpoint server) {
    this.server = server;
  }

  private StreamSocket connect() throws IOException {
    StreamSocket client = StreamSocket.connectTo(server);
    client.setTimeout(Async.DEADLINE_MILLIS);
    return client;
  }

  /** Has a frame echoed, as others have who mean well. */
  void beServed() throws IOException {
    try (StreamSocket client = connect()) {
      int bytes = FrameEchoHandler.HEADER_BYTES + 100;
      putHeader(100);
      client.sendAll(buffer.filled(100));
      client.recvExactly(buffer.clear(), bytes);
    }
  }

  private void putHeader(int length) {
    buffer.clear().put(length >>> 24).put(length >>> 16).put(length >>> 8).put(length);
  }

  // ---- slow loris

  /** Begins a long frame on each of so many connections, which are held. */
  void beginFrames(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      StreamSocket client = connect();
      held.add(client);
      putHeader(FrameEchoHandler.MAX_BYTES);
      client.sendAll(buffer);
      client.setBlocking(false);
    }
  }

  /** Sends one more byte on each, and forgets those that the server has ended. */
  void dripOnce() {
    held.removeIf(
        client -> {
          try {
            client.send(buffer.clear().put('x'));
            if (client.recv(buffer.clear()) == IoStatus.WOULD_BLOCK) {
              return false;
            }
          } catch (IOException reset) {
            // That is how the server ends it.
          }
          client.close();
          return true;
        });
  }

  // ---- who never reads

  /** Sends frames on each of so many connections until the server takes no more of any. */
  void sendWithoutReading(int count) throws IOException {
    List<StreamSocket> sending = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StreamSocket client = StreamSocket.open(server.family());
      held.add(client);
      sending.add(client);
      client.set(SocketOptions.SO_RCVBUF, 1); // as little as the kernel allows
      client.set(SocketOptions.SO_SNDBUF, 1);
      client.connect(server);
      client.setBlocking(false);
    }
    while (!sending.isEmpty()) {
      for (StreamSocket client : List.copyOf(sending)) {
        try {
          do {
            putHeader(FrameEchoHandler.MAX_BYTES);
            buffer.filled(FrameEchoHandler.MAX_BYTES);
          } while (client.send(buffer) == FrameEchoHandler.MAX_BYTES + 4);
          if (!client.awaitWritable(STUCK_NANOS / count)) {
            sending.remove(client);
          }
        } catch (IOException endedByTheServer) {
          sending.remove(client);
        }
      }
    }
  }

  // ---- who lies

  /** Announces 2 GiB, and waits for the reset. */
  void announceTwoGibibytes() throws IOException {
    try (StreamSocket client = connect()) {
      putHeader(Integer.MAX_VALUE);
      client.sendAll(buffer.put("and nothing like it", US_ASCII));
      int received = client.recv(buffer.clear());
      throw new AssertionError("the server goes on: " + received);
    } catch (ErrnoException reset) {
      // As it should be.
    }
  }

  // ---- who comes and goes

  /** Connects, is served or not, and goes, in order or by a reset. */
  void comeAndGo(int number) throws IOException {
    if (number % 2 == 0) {
      beServed();
      return;
    }
    try (StreamSocket client = connect()) {
      client.set(SocketOptions.SO_LINGER, Optional.of(Duration.ZERO));
      if (number % 4 == 1) {
        client.send(buffer.clear().put('x'));
      }
    }
  }

  int held() {
    return held.size();
  }

  void release() {
    held.forEach(StreamSocket::close);
    held.clear();
  }

  @Override
  public void close() {
    release();
    buffer.close();
  }
}
