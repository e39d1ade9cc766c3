package dev.sluice.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.Async;
import dev.sluice.Child;
import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.UnixEndpoint;
import dev.sluice.event.ProcessFd;
import dev.sluice.event.Signal;
import dev.sluice.loop.Connection;
import dev.sluice.loop.ConnectionHandler;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What processes add to what every model does. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class PreforkTest {
  private static final long SOON = TimeUnit.SECONDS.toNanos(20);
  private static final Duration DEADLINE = Duration.ofNanos(SOON);

  @RegisterExtension final Async async = new Async();
  @TempDir Path directory;

  @AfterEach
  void noProcessIsLeft() {
    assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
  }

  private static Endpoint local() {
    return InetEndpoint.loopback(Family.INET4, 0);
  }

  private Serve serve(int workers, ConnectionHandler handler, ServerSettings settings)
      throws IOException {
    return Serve.on(async, local(), ServerModel.prefork(workers), handler, settings);
  }

  private Serve serve(int workers) throws IOException {
    return serve(workers, new PidHandler(), ServerSettings.STANDARD);
  }

  /** Asks for the number of the process that serves a client. */
  static long workerOf(StreamSocket client) throws IOException {
    try (IoBuffer buffer = IoBuffer.allocate(PidHandler.ANSWER_BYTES)) {
      client.sendAll(buffer.put('?'));
      client.recvExactly(buffer.clear(), PidHandler.ANSWER_BYTES);
      return Long.parseLong(buffer.getAll(UTF_8).strip());
    }
  }

  private static long workerOfNew(Serve serve) throws IOException {
    try (StreamSocket client = serve.connect()) {
      return workerOf(client);
    }
  }

  private static void send(long pid, Signal signal) throws IOException {
    try (ProcessFd process = ProcessFd.open(pid)) {
      process.send(signal);
    }
  }

  // ---- workers

  @Test
  void connections_areServedByOtherProcesses_byAllOfThem() throws Exception {
    try (Serve serve = serve(2)) {
      Set<Long> seen = ConcurrentHashMap.newKeySet();
      await()
          .atMost(DEADLINE)
          .until(
              () -> {
                seen.add(workerOfNew(serve));
                return seen.size() == 2;
              });
      assertThat(seen).doesNotContain(ProcessHandle.current().pid());
    }
  }

  @Test
  void socketFile_isServedByWorkers_andDeletedByTheServer() throws Exception {
    Path file = directory.resolve("socket");
    UnixEndpoint local = UnixEndpoint.path(file.toString());
    try (Serve serve =
        Serve.on(async, local, ServerModel.prefork(1), new PidHandler(), ServerSettings.STANDARD)) {
      long worker = workerOfNew(serve);
      assertThat(worker).isNotEqualTo(ProcessHandle.current().pid());
      send(worker, Signal.KILL);
      assertThat(workerOfNew(serve)).isNotEqualTo(worker);
      assertThat(file).exists();
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void connectionLimit_belowTheNumberOfWorkers_holds() throws Exception {
    ServerSettings one = ServerSettings.STANDARD.maxConnections(1);
    try (Serve serve = serve(2, new Handlers.Witness(), one);
        Reports reports = Reports.of(async, serve)) {
      for (int i = 0; i < 5; i++) {
        try (StreamSocket client = serve.connect();
            StreamSocket next = serve.connect()) {
          assertThat(ServerModelContract.exchange(client, "a")).isEqualTo("a");
          client.close();
          assertThat(ServerModelContract.exchange(next, "b")).isEqualTo("b");
        }
      }
      assertThat(reports.mostAtATime()).isEqualTo(1);
    }
  }

  @Test
  void workerThatIsKilled_losesNoClientOfTheBacklog() throws Exception {
    ServerSettings oneAtATime = ServerSettings.STANDARD.maxConnections(1);
    try (Serve serve = serve(1, new PidHandler(), oneAtATime);
        StreamSocket accepted = serve.connect()) {
      long first = workerOf(accepted);
      List<StreamSocket> waiting = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        waiting.add(serve.connect());
      }
      send(first, Signal.KILL);
      assertThat(ServerModelContract.ended(accepted)).isTrue();
      // listen(2): who is in the backlog belongs to the listening socket, not to a process.
      for (StreamSocket client : waiting) {
        assertThat(workerOf(client)).isNotEqualTo(first);
        client.close();
      }
    }
  }

  @Test
  void workerThatIsKilledUnderLoad_losesWhatItHad_andIsReplaced() throws Exception {
    int clients = 4;
    try (Serve serve = serve(2)) {
      Set<Long> seen = ConcurrentHashMap.newKeySet();
      AtomicInteger lost = new AtomicInteger();
      long victim = workerOfNew(serve);
      List<Async.Task<Void>> load = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        load.add(async.start(() -> connectUntilReplaced(serve, seen, lost)));
      }
      await().atMost(DEADLINE).until(() -> seen.size() >= 2);
      send(victim, Signal.KILL);
      for (Async.Task<Void> task : load) {
        task.join(SOON);
      }
      // Each client has one connection at a time, which may have been the victim's.
      assertThat(lost.get()).isLessThanOrEqualTo(clients);
      assertThat(seen).contains(victim).hasSizeGreaterThanOrEqualTo(3);
    }
  }

  private static Void connectUntilReplaced(Serve serve, Set<Long> seen, AtomicInteger lost) {
    long deadline = System.nanoTime() + SOON;
    while (seen.size() < 3 && System.nanoTime() < deadline) {
      try {
        seen.add(workerOfNew(serve));
      } catch (IOException e) {
        lost.incrementAndGet();
      }
    }
    return null;
  }

  @Test
  void counters_ofKilledWorker_arePartOfTheSum() throws Exception {
    try (Serve serve = serve(1)) {
      long first = workerOfNew(serve);
      assertThat(serve.server.counted().accepted()).isEqualTo(1);
      send(first, Signal.KILL);
      assertThat(workerOfNew(serve)).isNotEqualTo(first);
      assertThat(serve.server.counted().accepted()).isEqualTo(2);
    }
  }

  @Test
  void pause_beforeASuccessor_doublesUpToABound() {
    assertThat(
            LongStream.of(0, 1, 2, 3, 9, 1_000).map(n -> Workers.pauseNanos((int) n) / 1_000_000))
        .containsExactly(0L, 0L, 100L, 200L, 12_800L, 12_800L);
  }

  // ---- the end

  @Test
  void serverThatIsKilled_takesItsWorkersWithIt_evenOneThatBlocks() throws Exception {
    Child.Result result = Child.run(List.of(), OrphanMain.class);
    String line =
        result.output().lines().filter(s -> s.startsWith("workers ")).findFirst().orElseThrow();
    List<Long> workers = Stream.of(line.split(" ", -1)).skip(1).map(Long::valueOf).toList();
    assertThat(workers).hasSize(2);
    for (long worker : workers) {
      assertThat(hasEndedSoon(worker)).as("worker %d", worker).isTrue();
    }
  }

  private static boolean hasEndedSoon(long pid) throws IOException {
    try (ProcessFd process = ProcessFd.open(pid)) {
      return process.fd().awaitReadable(SOON);
    } catch (ErrnoException e) {
      return e.errno().equals(Errno.ESRCH);
    }
  }

  @Test
  void shutdown_whileAHandlerBlocks_killsItsWorkerAtTheDeadline() throws Exception {
    try (Serve serve = serve(1);
        StreamSocket client = serve.connect();
        IoBuffer buffer = IoBuffer.allocate(1)) {
      assertThat(workerOf(client)).isPositive();
      client.sendAll(buffer.put('!'));
      serve.server.shutdown(TimeUnit.MILLISECONDS.toNanos(100));
      serve.awaitEnd();
      assertThat(ServerModelContract.ended(client)).isTrue();
    }
  }

  @Test
  void shutdown_whileWorkersStart_letsInWhoWaits() throws Exception {
    try (Serve serve = serve(2);
        StreamSocket client = serve.connect();
        IoBuffer buffer = IoBuffer.allocate(1)) {
      client.sendAll(buffer.put('?'));
      serve.server.shutdown(SOON);
      assertThat(ServerModelContract.readAll(client)).hasSize(PidHandler.ANSWER_BYTES);
      client.close();
      serve.awaitEnd();
    }
  }

  /** Ctrl-C in a terminal is sent to all processes at once, and the server decides. */
  @Test
  void interruptedWorker_servesOn_untilTheServerShutsDown() throws Exception {
    try (Serve serve = serve(1);
        StreamSocket client = serve.connect()) {
      long worker = workerOf(client);
      send(worker, Signal.INT);
      assertThat(workerOf(client)).isEqualTo(worker);
      serve.server.shutdown(SOON);
      assertThat(ServerModelContract.readAll(client)).isEmpty();
      client.close();
      serve.awaitEnd();
    }
  }

  @Test
  void close_beforeServing_leavesNothing_andServeReturnsAtOnce() throws Exception {
    try (StreamServer server =
        StreamServer.open(
            local(), ServerModel.prefork(2), new PidHandler(), ServerSettings.STANDARD)) {
      server.close();
      server.serve();
      assertThat(server.counted().accepted()).isZero();
    }
  }

  // ---- what cannot be

  /** Cannot be made. */
  public static final class FailingHandler implements ConnectionHandler {
    public FailingHandler() {
      throw new IllegalStateException("no database today");
    }

    @SuppressWarnings("unused") // tells which constructor it is
    FailingHandler(String here) {}

    @Override
    public void received(Connection connection, IoBuffer input) {}
  }

  @Test
  void handlerWhoseConstructorThrows_failsServe_withItsMessage() throws Exception {
    try (StreamServer server =
        StreamServer.open(
            local(),
            ServerModel.prefork(2),
            new FailingHandler("fine in this process"),
            ServerSettings.STANDARD)) {
      assertThatThrownBy(server::serve)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no worker process could start")
          .hasMessageContaining("no database today");
    }
  }

  /** Not public. */
  static final class HiddenHandler implements ConnectionHandler {
    @Override
    public void received(Connection connection, IoBuffer input) {}
  }

  /** Has an outer object. */
  public final class InnerHandler implements ConnectionHandler {
    @Override
    public void received(Connection connection, IoBuffer input) {
      assertThat(async).isNotNull();
    }
  }

  /** Has parameters. */
  public static final class HandlerOfText implements ConnectionHandler {
    public HandlerOfText(String text) {
      assertThat(text).isNotEmpty();
    }

    @Override
    public void received(Connection connection, IoBuffer input) {}
  }

  /** Answers what it was made with. */
  public record Configured(String text, int number, long large) implements ConnectionHandler {
    @Override
    public void received(Connection connection, IoBuffer input) {
      input.skip(input.readable());
      connection.send(this + "\n", UTF_8);
      connection.close();
    }
  }

  @Test
  void handlerThatIsARecord_isMadeOfEqualComponents() throws Exception {
    Configured handler = new Configured("fünf \u20ac", Integer.MIN_VALUE, 1L << 40);
    try (Serve serve = serve(1, handler, ServerSettings.STANDARD);
        StreamSocket client = serve.connect();
        IoBuffer question = IoBuffer.allocate(1)) {
      client.sendAll(question.put('?'));
      assertThat(new String(ServerModelContract.readAll(client), UTF_8)).isEqualTo(handler + "\n");
    }
  }

  /** Cannot be sent. */
  public record Unsendable(Object anything) implements ConnectionHandler {
    @Override
    public void received(Connection connection, IoBuffer input) {}
  }

  private static void assertRefused(ConnectionHandler handler, String why) {
    assertThatThrownBy(
            () ->
                StreamServer.open(
                    local(), ServerModel.prefork(2), handler, ServerSettings.STANDARD))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("public constructor without parameters");
    assertThat(ProcessHandle.current().children()).isEmpty();
  }

  @Test
  void handlerThatAWorkerCannotMake_isRefused_withAdvice() {
    assertRefused((connection, input) -> connection.send(input), "lambda");
    assertRefused(
        new ConnectionHandler() {
          @Override
          public void received(Connection connection, IoBuffer input) {}
        },
        "the method that declares it");
    assertRefused(new HiddenHandler(), "not public");
    assertRefused(new InnerHandler(), "make it static");
    assertRefused(new HandlerOfText("here"), "no public constructor");
    assertRefused(new Unsendable("here"), "no record to be sent may have a java.lang.Object");
  }

  @Test
  void strangerAtTheControlSocket_isTurnedAway_andNobodyElseMinds() throws Exception {
    try (Serve serve = serve(1)) {
      long worker = workerOfNew(serve);
      try (StreamSocket stranger = StreamSocket.connectTo(controlSocket())) {
        assertThat(ServerModelContract.ended(stranger)).isTrue();
      }
      assertThat(workerOfNew(serve)).isEqualTo(worker);
    }
  }

  private static UnixEndpoint controlSocket() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/net/unix"))) {
      String name =
          lines
              .filter(line -> line.contains("@sluice-prefork-"))
              .findFirst()
              .map(line -> line.substring(line.indexOf('@') + 1))
              .orElseThrow();
      return UnixEndpoint.abstractName(name);
    }
  }
}
