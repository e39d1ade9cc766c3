package dev.sluice.server;

import dev.sluice.UnixEndpoint;
import dev.sluice.loop.EventLoop;
import dev.sluice.loop.LoopCounters;
import dev.sluice.loop.LoopTimer;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.PeerCredentials;
import dev.sluice.net.SocketOptions;
import dev.sluice.net.SocketPair;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The worker processes of a server: starts them, replaces those that end, and sees to the end of
 * all. Confined to the thread of the server's loop, except {@link #latest} and {@link #failure}.
 */
final class Workers {
  private static final Logger LOG = System.getLogger("dev.sluice.server");

  /** Beyond its deadline a worker has so long to report and to exit. */
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Who ends sooner than that is replaced after a pause, which doubles each time. */
  private static final long QUICK_END_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int MAX_DOUBLINGS = 7;

  private static final int NAME_BYTES = 16;
  private static final int STRANGERS = 16;

  private final EventLoop loop;
  private final ListeningSocket listening;
  private final List<WorkerMessage.Start> starts;
  private final WorkerCommand command;
  private final int count;
  private final String name;
  private final PeerCredentials self;
  private final Map<Long, Worker> workers = new HashMap<>();
  private final Census census = new Census();
  private final LoopTimer restart;
  private final LoopTimer deadline;
  private boolean begun;
  private boolean anyReady;
  private int quickEnds;
  private boolean shuttingDown;
  private long shutdownBy;
  private LoopCounters ended = LoopCounters.NONE;
  private volatile LoopCounters latest = LoopCounters.NONE;
  private volatile @Nullable IOException failure;

  private Workers(
      EventLoop loop,
      ListeningSocket listening,
      List<WorkerMessage.Start> starts,
      WorkerCommand command)
      throws IOException {
    this.loop = loop;
    this.listening = listening;
    this.starts = starts;
    this.command = command;
    this.count = starts.size();
    this.name = unguessableName();
    this.self = ownCredentials();
    this.restart = loop.newTimer(this::fill);
    this.deadline = loop.newTimer(this::killAll);
  }

  /** Opens what the workers will connect to, one for each start; none is started yet. */
  static Workers open(
      EventLoop loop,
      ListeningSocket listening,
      List<WorkerMessage.Start> starts,
      WorkerCommand command)
      throws IOException {
    Workers workers = new Workers(loop, listening, starts, command);
    int most = workers.count + STRANGERS;
    ListeningSocket control =
        ListeningSocket.listenOn(UnixEndpoint.abstractName(workers.name), most);
    try {
      loop.listen(control, most, workers::accepted);
      return workers;
    } catch (IOException | RuntimeException | Error e) {
      control.close();
      throw e;
    }
  }

  private static String unguessableName() {
    byte[] random = new byte[NAME_BYTES];
    new SecureRandom().nextBytes(random);
    return "sluice-prefork-" + HexFormat.of().formatHex(random);
  }

  /** Returns who the kernel says that this process is. */
  static PeerCredentials ownCredentials() throws IOException {
    try (SocketPair<StreamSocket> pair = SocketPair.stream()) {
      return pair.first().get(SocketOptions.SO_PEERCRED);
    }
  }

  EventLoop loop() {
    return loop;
  }

  // ---- beginning

  void begin() {
    begun = true;
    fill();
    endIfOver();
  }

  /** During a shutdown one is enough: it takes who waits in the backlog. */
  private void fill() {
    int wanted = !shuttingDown ? count : shutdownBy - System.nanoTime() > 0 ? 1 : 0;
    while (workers.size() < wanted) {
      try {
        startOne();
      } catch (IOException e) {
        notStarted(e);
        return;
      }
    }
  }

  private void startOne() throws IOException {
    WorkerMessage.Start start = vacancy();
    Process process = command.start(name, self.pid());
    Worker worker = new Worker(this, process, start);
    workers.put(process.pid(), worker);
    // After the end of the loop nobody needs to know.
    var _ = process.onExit().thenRun(() -> loop.execute(worker::exited));
  }

  /** Returns what nobody does now: two may differ in how many connections they may have. */
  private WorkerMessage.Start vacancy() {
    List<WorkerMessage.Start> vacant = new ArrayList<>(starts);
    workers.values().forEach(worker -> vacant.remove(worker.start()));
    return vacant.getFirst();
  }

  /** No memory for a process, for instance. */
  private void notStarted(IOException e) {
    if (!anyReady && workers.isEmpty()) {
      fail(e.toString());
    } else if (anyReady && !shuttingDown) {
      quickEnds++;
      long pause = pauseNanos(quickEnds);
      LOG.log(Level.WARNING, "a worker could not be started; next try in " + millis(pause), e);
      restart.startAfter(pause);
    }
  }

  /** Takes a connection to the abstract name, which anybody can find and connect to. */
  private void accepted(StreamSocket socket, Runnable over) throws IOException {
    PeerCredentials peer = socket.get(SocketOptions.SO_PEERCRED);
    Worker worker = workers.get((long) peer.pid());
    if (worker == null || worker.isWelcomed() || peer.uid() != self.uid()) {
      throw new IOException(peer + " is no worker of this server");
    }
    worker.welcome(socket, over, listening);
  }

  void ready(Worker worker) {
    anyReady = true;
    if (shuttingDown) {
      worker.shutdown(shutdownBy - System.nanoTime());
      closeListeningIfAllKnow();
    } else if (workers.size() < count && !restart.isRunning()) {
      restart.startAfter(pauseNanos(quickEnds));
    }
  }

  // ---- ending

  void over(Worker worker) {
    workers.remove(worker.pid());
    ended = ended.plus(worker.counters().withoutSources());
    update();
    census.gone(worker);
    if (shuttingDown) {
      closeListeningIfAllKnow();
      endIfOver();
    } else if (anyReady) {
      replace(worker);
    } else if (workers.isEmpty()) {
      fail(worker.reason());
    }
  }

  private void replace(Worker worker) {
    quickEnds = worker.ageNanos() < QUICK_END_NANOS ? quickEnds + 1 : 0;
    long pause = pauseNanos(quickEnds);
    LOG.log(
        Level.WARNING,
        worker + " has ended (" + worker.reason() + "); its successor starts in " + millis(pause));
    restart.startAfter(pause);
  }

  /** The first one is replaced at once: it was an accident. */
  static long pauseNanos(int quickEnds) {
    return quickEnds <= 1 ? 0 : FIRST_PAUSE_NANOS << Math.min(quickEnds - 2, MAX_DOUBLINGS);
  }

  private static String millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos) + " ms";
  }

  private void fail(String why) {
    failure = new IOException("no worker process could start, so nobody serves: " + why);
    loop.shutdown(0);
  }

  /** Ends all; who waits in the backlog is let in first, unless there is no time. */
  void shutdown(long by) {
    shuttingDown = true;
    shutdownBy = by;
    restart.cancel();
    long left = by - System.nanoTime();
    deadline.startAfter(Math.clamp(left, 0, Long.MAX_VALUE / 2) + GRACE_NANOS);
    for (Worker worker : workers.values()) {
      worker.shutdown(left);
    }
    closeListeningIfAllKnow();
    endIfOver();
  }

  /** Only then no client can be left in the backlog for whom nobody will look. */
  private void closeListeningIfAllKnow() {
    if (begun && workers.values().stream().allMatch(Worker::isTold)) {
      listening.close();
    }
  }

  private void endIfOver() {
    if (begun && shuttingDown && workers.isEmpty()) {
      loop.shutdown(0);
    }
  }

  private void killAll() {
    for (Worker worker : workers.values()) {
      LOG.log(Level.WARNING, worker + " does not end in time, and is killed");
      worker.kill();
    }
  }

  /** The loop has ended: without them, unless waiting itself has failed, or none could start. */
  void ended() {
    workers.values().forEach(Worker::killAndWait);
  }

  @Nullable IOException failure() {
    return failure;
  }

  // ---- counting

  void ask(CompletableFuture<@Nullable Void> answered) {
    census.ask(List.copyOf(workers.values()), answered);
  }

  void counted(Worker worker, long question) {
    update();
    census.answered(worker, question);
  }

  private void update() {
    LoopCounters sum = ended;
    for (Worker worker : workers.values()) {
      sum = sum.plus(worker.counters());
    }
    latest = sum;
  }

  /** Returns the sums of what was reported last; from any thread. */
  LoopCounters latest() {
    return latest;
  }
}
