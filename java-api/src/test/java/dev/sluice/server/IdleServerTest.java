package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.Async;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.SystemCalls;
import dev.sluice.loop.Connection;
import dev.sluice.loop.ConnectionHandler;
import dev.sluice.net.Shutdown;
import dev.sluice.net.SocketOptions;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server with nothing to do does nothing, although there is much that a poller could report:
 * input that nobody wants now, room that nobody needs, ends, resets and waiting clients. What
 * happens out of descriptors, {@link dev.sluice.loop.ShortageTest} looks at.
 */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class IdleServerTest {
  private static final int WAITING = 3;
  private static final long WINDOW_MILLIS = 200;

  /** The pauses of the model that asks nobody grow to 5 ms. */
  private static final long ASKING = 2 * WINDOW_MILLIS / 5;

  /** To attach interrupts a call, which is made again. */
  private static final int OF_STRACE = 4;

  @RegisterExtension final Async async = new Async();
  private final List<StreamSocket> clients = new ArrayList<>();

  /** Is told by the first byte what kind of idle connection this is. */
  public static final class Idles implements ConnectionHandler {
    @Override
    public void received(Connection connection, IoBuffer input) {
      switch (input.peek(0)) {
        case 'p' -> connection.pauseReading(); // and leaves the input lying
        case 'q' -> {
          connection.send(new byte[Handlers.AnswersMuch.BYTES], 0, Handlers.AnswersMuch.BYTES);
          connection.send(input);
        }
        default -> connection.send(input);
      }
    }

    @Override
    public void endOfInput(Connection connection) {
      // Stays, and has nothing to say.
    }
  }

  static List<ServerModel> models() {
    // One thread for all serves only the first of these connections; those with a count are edge
    // loops, and share the limit out.
    return ServerModel.all().stream()
        .filter(model -> !model.equals(ServerModel.SEQUENTIAL) && model.count() == 1)
        .toList();
  }

  private StreamSocket client(StreamServer server, String says) throws IOException {
    StreamSocket client = StreamSocket.connectTo(server.endpoint());
    clients.add(client);
    client.setTimeout(Async.DEADLINE_MILLIS);
    ServerTransferContract.send(client, says);
    return client;
  }

  private StreamSocket answered(StreamServer server) throws IOException {
    StreamSocket client = client(server, "i");
    assertThat(ServerTransferContract.receive(client, 1)).isEqualTo("i");
    return client;
  }

  /** Brings all of it about, and returns how many connections there are then. */
  private int idle(StreamServer server) throws IOException {
    for (int i = 0; i < 3; i++) {
      answered(server);
    }
    client(server, "p");
    await().until(() -> server.counted().receivedBytes() == 4);
    ServerTransferContract.send(clients.getLast(), "is not received");
    client(server, "p");
    await().until(() -> server.counted().receivedBytes() == 5);
    clients.getLast().set(SocketOptions.SO_LINGER, Optional.of(Duration.ZERO));
    clients.removeLast().close(); // a reset, which is reported whether one asks or not: poll(2)
    client(server, "q"); // and does not read
    await().until(() -> server.counted().readPauses() == 1);
    answered(server).shutdown(Shutdown.WRITE);
    client(server, "q").shutdown(Shutdown.WRITE);
    await().until(() -> server.counted().readPauses() == 2);
    return 8;
  }

  @ParameterizedTest
  @MethodSource("models")
  void serverWithNothingToDo_doesNothing(ServerModel model) throws Exception {
    ServerSettings settings = ServerSettings.STANDARD.maxConnections(8);
    try (StreamServer server =
        StreamServer.open(InetEndpoint.loopback(Family.INET4, 0), model, new Idles(), settings)) {
      CompletableFuture<Long> thread = new CompletableFuture<>();
      Async.Task<Void> serving =
          async.start(
              () -> {
                thread.complete(SystemCalls.thread());
                server.serve();
                return null;
              });
      int connections = idle(server);
      for (int i = 0; i < WAITING; i++) {
        client(server, "at the limit");
      }
      checkIdle(server);
      if (!model.equals(ServerModel.NON_BLOCKING_POLLING)) {
        assertThat(SystemCalls.count(thread.get(), WINDOW_MILLIS)).isLessThanOrEqualTo(OF_STRACE);
      }
      assertThat(server.counted().accepted()).isGreaterThanOrEqualTo(connections);
      server.close();
      serving.join();
    } finally {
      clients.forEach(StreamSocket::close);
    }
  }

  /** Waits until no loop has turned for a while; one that spins always has. */
  private static void checkIdle(StreamServer server) {
    long allowed = server.model().equals(ServerModel.NON_BLOCKING_POLLING) ? ASKING : 0;
    await()
        .until(
            () -> {
              long before = server.counted().iterations();
              TimeUnit.MILLISECONDS.sleep(WINDOW_MILLIS);
              return server.counted().iterations() - before <= allowed;
            });
  }
}
