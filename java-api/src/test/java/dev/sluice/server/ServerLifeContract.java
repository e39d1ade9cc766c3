package dev.sluice.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.Async;
import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.UnixEndpoint;
import dev.sluice.loop.ConnectionHandler;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How servers begin and end, on every model. */
abstract class ServerLifeContract extends ServerHandlerContract {
  private static final long SOON = TimeUnit.SECONDS.toNanos(15);

  @TempDir Path directory;

  private StreamServer open(Endpoint local) throws IOException {
    return StreamServer.open(local, model(), new EchoHandler(), ServerSettings.STANDARD);
  }

  /** Sends without an end, reads what comes back until the other end closes; returns how much. */
  private static long pipeline(StreamSocket client) throws IOException {
    client.setBlocking(false);
    long sent = 0;
    long got = 0;
    try (IoBuffer out = IoBuffer.allocate(8_192);
        IoBuffer in = IoBuffer.allocate(65_536)) {
      boolean sending = true;
      while (true) {
        if (sending && sent - got < 500_000) {
          sending = sendPart(client, out, sent);
          sent += 8_192 - out.readable();
        }
        client.fd().awaitReadable(TimeUnit.MILLISECONDS.toNanos(10));
        int received = client.recv(in.clear());
        if (received == dev.sluice.IoStatus.END_OF_STREAM) {
          return got;
        }
        for (int i = 0; i < received; i++, got++) {
          if (in.get() != got % 251) {
            throw new AssertionError("byte " + got + " is another");
          }
        }
      }
    }
  }

  /** Byte n of the stream is n mod 251. */
  private static boolean sendPart(StreamSocket client, IoBuffer out, long sent) {
    out.clear();
    for (int i = 0; i < 8_192; i++) {
      out.put((byte) ((sent + i) % 251));
    }
    try {
      client.send(out);
      return true;
    } catch (IOException closed) {
      return false; // and what came before is still to be read
    }
  }

  @Test
  void shutdownUnderLoad_losesNoByteThatItHandled() throws Exception {
    List<Async.Task<Long>> clients = new ArrayList<>();
    try (Serve serve = serve(new Handlers.Witness());
        Reports reports = Reports.of(async, serve)) {
      for (int i = 0; i < 4; i++) {
        clients.add(
            async.start(
                () -> {
                  try (StreamSocket client = serve.connect()) {
                    return pipeline(client);
                  }
                }));
      }
      await().until(() -> reports.sum("received") > 1_000_000);
      await().until(() -> serve.server.counted().sentBytes() > 1_000_000);
      serve.server.shutdown(SOON);
      long got = 0;
      for (Async.Task<Long> client : clients) {
        got += client.join();
      }
      serve.awaitEnd();
      reports.finish();
      assertThat(got).isEqualTo(reports.sum("received"));
      assertThat(serve.server.counted().handlerFailures()).isZero();
    }
  }

  @Test
  void shutdown_deadline_abortsWhatIsLeft() throws Exception {
    try (Serve serve = serve(new Handlers.PausesForEver());
        StreamSocket client = serve.connect()) {
      assertThat(exchange(client, "x")).isEqualTo("x");
      send(client, "never received");
      serve.server.shutdown(TimeUnit.MILLISECONDS.toNanos(100));
      serve.awaitEnd();
      assertThat(ended(client)).isTrue();
    }
  }

  @Test
  void shutdown_atTheLimit_letsInWhoWaits() throws Exception {
    ServerSettings settings = ServerSettings.STANDARD.maxConnections(1);
    List<StreamSocket> clients = new ArrayList<>();
    try (Serve serve = Serve.on(async, local(), model(), new EchoHandler(), settings)) {
      for (int i = 0; i < 4; i++) {
        clients.add(serve.connect());
        send(clients.get(i), "hello");
      }
      assertThat(receive(clients.getFirst(), 5)).isEqualTo("hello");
      serve.server.shutdown(SOON);
      clients.getFirst().close();
      for (StreamSocket client : clients.subList(1, 4)) {
        assertThat(new String(readAll(client), UTF_8)).isEqualTo("hello");
        client.close();
      }
      serve.awaitEnd();
    } finally {
      clients.forEach(StreamSocket::close);
    }
  }

  /** Comes, is answered, and comes again, until nobody listens any more. */
  private static void comeAgainAndAgain(Endpoint server) throws IOException {
    while (true) {
      try (StreamSocket client = StreamSocket.open(server.family())) {
        client.setTimeout(Async.DEADLINE_MILLIS);
        client.connect(server);
        send(client, "hello");
        receive(client, 5);
      } catch (ErrnoException | EOFException refused) {
        return;
      }
    }
  }

  @Test
  void shutdown_whileClientsGoOnComing_endsBeforeItsDeadline() throws Exception {
    long deadline = TimeUnit.SECONDS.toNanos(15);
    ServerSettings settings = ServerSettings.STANDARD.maxConnections(1).backlog(64);
    List<Async.Task<Void>> clients = new ArrayList<>();
    try (Serve serve = Serve.on(async, local(), model(), new EchoHandler(), settings)) {
      for (int i = 0; i < 24; i++) {
        clients.add(
            async.start(
                () -> {
                  comeAgainAndAgain(serve.server.endpoint());
                  return null;
                }));
      }
      await().until(() -> serve.server.counted().accepted() > 20);
      long begin = System.nanoTime();
      serve.server.shutdown(deadline);
      serve.awaitEnd();
      assertThat(System.nanoTime() - begin).isLessThan(deadline);
      for (Async.Task<Void> client : clients) {
        client.join();
      }
    }
  }

  @Test
  void shutdown_ofAnAfUnixServer_letsInWhoWaits() throws Exception {
    Endpoint local = UnixEndpoint.path(directory.resolve("waiting").toString());
    StreamServer server = open(local);
    List<StreamSocket> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        clients.add(StreamSocket.connectTo(server.endpoint()));
        send(clients.get(i), "hello");
      }
      server.shutdown(SOON);
      try (Serve serve = Serve.on(async, server)) {
        for (StreamSocket client : clients) {
          client.setTimeout(Async.DEADLINE_MILLIS);
          assertThat(new String(readAll(client), UTF_8)).isEqualTo("hello");
          client.close();
        }
        serve.awaitEnd();
      }
    } finally {
      clients.forEach(StreamSocket::close);
    }
  }

  @Test
  void shutdown_beforeServe_servesNobody_andReturns() throws Exception {
    try (StreamServer server = open(local())) {
      server.shutdown(SOON);
      server.serve();
      assertThat(server.counted().accepted()).isZero();
    }
  }

  @Test
  void close_beforeServe_fromAnotherThread_returnsAtOnce() throws Exception {
    StreamServer server = open(local());
    async
        .start(
            () -> {
              server.close();
              server.close();
              return null;
            })
        .join();
    server.serve();
    assertThatThrownBy(() -> StreamSocket.connectTo(server.endpoint()).close())
        .isInstanceOf(ErrnoException.class)
        .hasMessageContaining("ECONNREFUSED");
  }

  @Test
  void serve_again_isRefusedWithAdvice() throws Exception {
    try (Serve serve = serve(new EchoHandler())) {
      try (StreamSocket client = serve.connect()) {
        assertThat(exchange(client, "x")).isEqualTo("x");
      }
      assertThatThrownBy(serve.server::serve)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("open another one");
    }
  }

  @Test
  void close_twice_doesNoHarm_andLeavesNoConnection() throws Exception {
    try (Serve serve = serve(new EchoHandler());
        StreamSocket client = serve.connect()) {
      assertThat(exchange(client, "x")).isEqualTo("x");
      serve.server.close();
      assertThat(serve.server.counted().sources()).isZero();
      serve.server.close();
      serve.awaitEnd();
      assertThat(ended(client)).isTrue();
    }
  }

  @Test
  void close_fromTheHandler_endsTheServer() throws Exception {
    assumeFalse(model().isPrefork(), "a handler in a worker process has no server to close");
    AtomicReference<StreamServer> server = new AtomicReference<>();
    ConnectionHandler handler =
        (_, input) -> {
          input.skip(input.readable());
          requireNonNull(server.get()).close();
        };
    try (Serve serve = serve(handler);
        StreamSocket client = serve.connect()) {
      server.set(serve.server);
      send(client, "end");
      serve.awaitEnd();
      assertThat(ended(client)).isTrue();
    }
  }

  @Test
  void address_whereAServerListens_isInUse() throws Exception {
    try (Serve serve = serve(new EchoHandler())) {
      assertThatThrownBy(() -> open(serve.server.endpoint()).close())
          .isInstanceOfSatisfying(
              ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EADDRINUSE));
      try (StreamSocket client = serve.connect()) {
        assertThat(exchange(client, "mine")).isEqualTo("mine");
      }
    }
  }

  /** Several listening sockets: a client may be with any of them. */
  private boolean refusesHandleOne() throws IOException {
    if (!model().isLoopGroup()) {
      return false;
    }
    try (StreamServer server = open(local())) {
      assertThatThrownBy(server::handleOne)
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("epoll-edge");
    }
    return true;
  }

  @Test
  void handleOne_servesOne_andCounts() throws Exception {
    if (refusesHandleOne()) {
      return;
    }
    try (StreamServer server = open(local());
        StreamSocket client = StreamSocket.connectTo(server.endpoint());
        StreamSocket next = StreamSocket.connectTo(server.endpoint())) {
      client.setTimeout(Async.DEADLINE_MILLIS);
      Async.Task<Void> one =
          async.start(
              () -> {
                server.handleOne();
                return null;
              });
      assertThat(exchange(client, "only me")).isEqualTo("only me");
      client.close();
      one.join();
      assertThat(server.counted().accepted()).isEqualTo(1);
      assertThat(server.counted().receivedBytes()).isEqualTo(7);
      assertThat(next.fd().awaitReadable(0)).isFalse();
    }
  }

  @Test
  void handleOne_closedByAnotherThread_ends() throws Exception {
    if (refusesHandleOne()) {
      return;
    }
    try (StreamServer server = open(local());
        StreamSocket client = StreamSocket.connectTo(server.endpoint())) {
      Async.Task<Void> one =
          async.start(
              () -> {
                server.handleOne();
                return null;
              });
      client.setTimeout(Async.DEADLINE_MILLIS);
      assertThat(exchange(client, "x")).isEqualTo("x");
      server.close();
      one.join();
      assertThat(ended(client)).isTrue();
    }
  }

  // ---- addresses

  @Test
  void socketFile_isThereWhileTheServerIs_andDeletedAtItsEnd() throws Exception {
    Path file = directory.resolve("server");
    Endpoint local = UnixEndpoint.path(file.toString());
    try (Serve serve = Serve.on(async, open(local));
        StreamSocket client = serve.connect()) {
      assertThat(file).exists();
      assertThat(exchange(client, "x")).isEqualTo("x");
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void socketFile_ofADeadServer_isReplaced() throws Exception {
    Path file = directory.resolve("dead");
    UnixEndpoint local = UnixEndpoint.path(file.toString());
    // A socket that is closed, as by the death of its process, leaves its file: unix(7).
    ListeningSocket.listenOn(local, 1).close();
    assertThat(file).exists();
    try (Serve serve = Serve.on(async, open(local));
        StreamSocket client = serve.connect()) {
      assertThat(exchange(client, "x")).isEqualTo("x");
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void socketFile_ofALiveServer_isLeftAlone() throws Exception {
    UnixEndpoint local = UnixEndpoint.path(directory.resolve("live").toString());
    try (Serve serve = Serve.on(async, open(local))) {
      assertThatThrownBy(() -> open(local).close())
          .isInstanceOfSatisfying(
              ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EADDRINUSE));
      try (StreamSocket client = serve.connect()) {
        assertThat(exchange(client, "x")).isEqualTo("x");
      }
    }
  }

  @Test
  void fileThatIsNoSocket_isLeftAlone() throws Exception {
    Path file = Files.writeString(directory.resolve("precious"), "data");
    assertThatThrownBy(() -> open(UnixEndpoint.path(file.toString())).close())
        .isInstanceOf(ErrnoException.class)
        .hasMessageContaining("EADDRINUSE");
    assertThat(file).hasContent("data");
  }

  @Test
  void abstractName_serves() throws Exception {
    Endpoint local = UnixEndpoint.abstractName("sluice-contract-" + System.nanoTime());
    if (model().equals(ServerModel.NIO)) {
      assertThatThrownBy(() -> open(local).close())
          .isInstanceOf(UnsupportedOperationException.class);
      return;
    }
    try (Serve serve = Serve.on(async, open(local));
        StreamSocket client = serve.connect()) {
      assertThat(exchange(client, "x")).isEqualTo("x");
    }
  }

  private static boolean hasIpv6() {
    try (ListeningSocket probe =
        ListeningSocket.listenOn(InetEndpoint.loopback(Family.INET6, 0), 1)) {
      return probe.fd().isOpen();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void ipv6_serves() throws Exception {
    assumeTrue(hasIpv6(), "there is no IPv6 loopback address");
    try (Serve serve = Serve.on(async, open(InetEndpoint.loopback(Family.INET6, 0)));
        StreamSocket client = serve.connect()) {
      assertThat(exchange(client, "six")).isEqualTo("six");
    }
  }
}
