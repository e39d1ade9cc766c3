package dev.sluice.loop;

import dev.sluice.Family;
import dev.sluice.Pollable;
import dev.sluice.event.Interest;
import dev.sluice.event.Mechanism;
import dev.sluice.event.Poller;
import dev.sluice.net.DatagramSocket;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.Message;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One thread that serves many connections: it waits until something is ready, lets it have its
 * turn, runs the tasks of other threads and what its timers ask for. Its life: {@link #openEdge} or
 * one of its siblings → {@link #listen}, {@link #add}, {@link #watch} → {@link #run} → {@link
 * #shutdown} → {@link #close}.
 *
 * <p>The rule people trip over: whatever blocks in a handler, a watcher, a timer or a task blocks
 * everybody. Hand it to another thread, and its result back by {@link #execute}.
 *
 * <p>Confined to the thread that runs it, and until then to the one that opened it; {@link
 * #execute}, {@link #shutdown}, {@link #close} and {@link #counted} may be called by any.
 */
public final class EventLoop implements Executor, AutoCloseable {
  static final Recorder RECORDER =
      ModuleLayer.boot().findModule("jdk.jfr").isPresent()
          ? new FlightRecorder()
          : new Recorder.None();

  private final Readiness readiness;
  private final boolean edge;
  private final Buffers buffers;
  private final Tasks tasks;
  private final TimerHeap timers = new TimerHeap();
  private final Counters counters = new Counters();
  private final LoopLog log = new LoopLog(counters);
  private final Sources sources = new Sources(counters.sources);
  private final ArrayDeque<ServedConnection> deferred = new ArrayDeque<>();
  private final Ending ending = new Ending(this);
  private final Transfers transfers = new Transfers();
  private @Nullable Message message;
  private boolean wasBusy;
  private long now = System.nanoTime();
  private volatile Thread thread = Thread.currentThread();

  private EventLoop(Readiness readiness, Buffers buffers) {
    this.readiness = readiness;
    this.edge = readiness.isEdge();
    this.buffers = buffers;
    this.tasks = new Tasks(readiness);
  }

  /**
   * Opens a level-triggered loop.
   *
   * @param mechanism what it asks; sockets of the NIO backend need {@link Mechanism#NIO}
   * @throws dev.sluice.ErrnoException {@code EMFILE}, {@code ENFILE} if no descriptor is left
   * @throws UnsupportedOperationException for a mechanism of Linux where Linux cannot be called
   */
  public static EventLoop open(Mechanism mechanism) throws IOException {
    return new EventLoop(new PollerReadiness(Poller.open(mechanism)), new Buffers.Own());
  }

  /**
   * Opens an edge-triggered loop over epoll, the one with the fewest system calls.
   *
   * @throws dev.sluice.ErrnoException {@code EMFILE}, {@code ENFILE} if no descriptor is left
   */
  public static EventLoop openEdge() throws IOException {
    return new EventLoop(EdgeReadiness.open(), new Buffers.Own());
  }

  /**
   * Opens a loop that asks nobody: it tries every source, and pauses, for 20 µs to 5 ms, while none
   * has something to do. To see what readiness is good for.
   */
  public static EventLoop openPolling() {
    return new EventLoop(new AskingReadiness(), new Buffers.Own());
  }

  /**
   * Opens a loop for one socket at a time, whose thread blocks in its wait as a thread of its own
   * does, and parks if it is virtual. It has no descriptor of its own. An interrupt wakes it and
   * means nothing else.
   */
  public static EventLoop openBlocking() {
    return new EventLoop(new BlockingReadiness(), Buffers.Shared.INSTANCE);
  }

  // ---- what it serves

  /**
   * Accepts connections from now on, and serves them itself.
   *
   * @param socket listens already; the listener closes it
   * @param handler serves the connections
   * @param limits what each of them may take
   * @param maxConnections how many there may be at a time; further clients wait in the backlog
   * @throws IOException if the mechanism cannot watch it; the socket stays open
   */
  public Listener listen(
      ListeningSocket socket,
      ConnectionHandler handler,
      ConnectionLimits limits,
      int maxConnections)
      throws IOException {
    boolean isUnix = socket.localEndpoint().family() == Family.UNIX;
    return listen(
        socket,
        maxConnections,
        (connection, over) -> begin(connection, handler, limits, over, isUnix));
  }

  /**
   * Accepts connections from now on, for somebody else to serve.
   *
   * @param socket listens already; the listener closes it
   * @param maxConnections how many there may be at a time; further clients wait in the backlog
   * @param acceptor takes them over
   * @throws IOException if the mechanism cannot watch it; the socket stays open
   */
  public Listener listen(ListeningSocket socket, int maxConnections, Acceptor acceptor)
      throws IOException {
    checkInLoop();
    if (maxConnections < 1) {
      throw new IllegalArgumentException("at least 1 connection, not " + maxConnections);
    }
    socket.setBlocking(false);
    Listener listener = new Listener(this, socket, maxConnections, acceptor);
    listener.begin();
    return listener;
  }

  /**
   * Serves a connection from now on.
   *
   * @param socket is connected; the connection closes it
   * @param handler serves it
   * @param limits what it may take
   * @return the connection, which is not open if the handler refused it or failed
   * @throws IOException if the mechanism cannot watch it; the socket is closed
   */
  public Connection add(StreamSocket socket, ConnectionHandler handler, ConnectionLimits limits)
      throws IOException {
    checkInLoop();
    return begin(socket, handler, limits, null, SendingConnection.isUnix(socket));
  }

  /**
   * Serves a connection from now on, and tells when it has ended: for an {@link Acceptor}.
   *
   * @param socket is connected; the connection closes it
   * @param handler serves it
   * @param limits what it may take
   * @param over what to run when it has ended, in this loop's thread; not if this throws
   * @return the connection, which is not open if the handler refused it or failed
   * @throws IOException if the mechanism cannot watch it; the socket is closed
   */
  public Connection add(
      StreamSocket socket, ConnectionHandler handler, ConnectionLimits limits, Runnable over)
      throws IOException {
    checkInLoop();
    return begin(socket, handler, limits, over, SendingConnection.isUnix(socket));
  }

  Connection begin(
      StreamSocket socket,
      ConnectionHandler handler,
      ConnectionLimits limits,
      @Nullable Runnable over,
      boolean isUnix)
      throws IOException {
    ServedConnection connection = new ServedConnection(this, socket, handler, limits, over);
    connection.open(isUnix);
    if (ending.isShuttingDown()) {
      connection.wind();
    }
    return connection;
  }

  /**
   * Serves a datagram socket from now on.
   *
   * @param socket is bound; the port closes it
   * @param handler takes its datagrams
   * @param maxBytes room for the longest one, in bytes, at least 1
   * @throws IOException if the mechanism cannot watch it; the socket stays open
   */
  public DatagramPort add(DatagramSocket socket, DatagramHandler handler, int maxBytes)
      throws IOException {
    checkInLoop();
    if (maxBytes < 1) {
      throw new IllegalArgumentException("room for at least 1 byte, not " + maxBytes);
    }
    socket.setBlocking(false);
    DatagramPort port = new DatagramPort(this, socket, handler, maxBytes);
    readiness.add(port, Readiness.READ);
    sources.add(port);
    return port;
  }

  /**
   * Watches a source of any kind from now on.
   *
   * @param source what to watch, non-blocking; it stays its owner's
   * @param interest {@link Interest#READ}, {@link Interest#WRITE} or both
   * @param watcher is called while it is ready
   * @throws IllegalArgumentException for another interest
   * @throws IOException if the mechanism cannot watch it
   */
  public Watch watch(Pollable source, Interest interest, Watcher watcher) throws IOException {
    checkInLoop();
    int wanted =
        (interest.containsAll(Interest.READ) ? Readiness.READ : 0)
            | (interest.containsAll(Interest.WRITE) ? Readiness.WRITE : 0);
    if (wanted == 0 || !Interest.READ_WRITE.containsAll(interest)) {
      throw new IllegalArgumentException("a loop watches for READ and WRITE, not " + interest);
    }
    Watch watch = new Watch(this, source, watcher);
    readiness.add(watch, wanted);
    sources.add(watch);
    return watch;
  }

  /**
   * Makes a timer that does not run yet.
   *
   * @param task what to do when its time has come, in the loop's thread
   */
  public LoopTimer newTimer(Runnable task) {
    return new LoopTimer(this, task);
  }

  /**
   * Runs a task in the loop's thread, after those that were handed over before; from any thread.
   *
   * @throws RejectedExecutionException if the loop has ended
   */
  @Override
  public void execute(Runnable task) {
    if (!offer(task)) {
      throw new RejectedExecutionException(this + " has ended");
    }
  }

  /** Hands a task over, unless the loop has ended. */
  boolean offer(Runnable task) {
    return tasks.offer(task);
  }

  // ---- running

  /**
   * Serves, in the calling thread, until {@link #shutdown} or {@link #close}; returns at once if
   * that has closed it already.
   *
   * @throws IllegalStateException if it runs, or has run
   * @throws IOException if the mechanism fails; everything is closed then
   */
  public void run() throws IOException {
    if (!ending.begin()) {
      return;
    }
    try {
      while (!ending.isOver()) {
        iterate();
      }
    } finally {
      end();
    }
  }

  /**
   * Serves, in the calling thread, until nothing is left to serve: no connection, listener, port or
   * watch. The loop can run again afterwards.
   *
   * @throws IllegalStateException if it runs, or has ended
   * @throws IOException if the mechanism fails
   */
  public void runUntilEmpty() throws IOException {
    checkInLoop();
    if (!ending.begin()) {
      return;
    }
    try {
      while (!sources.isEmpty() && !ending.isOver()) {
        iterate();
      }
    } finally {
      if (ending.isOver()) {
        end();
      } else {
        ending.pause();
      }
    }
  }

  private void iterate() throws IOException {
    boolean busy = !deferred.isEmpty();
    long timeout = busy ? 0 : timers.isEmpty() ? -1 : timers.nanosToNext(System.nanoTime());
    int count = readiness.await(tasks.beforeWait() ? timeout : 0, wasBusy);
    tasks.afterWait();
    now = System.nanoTime();
    counters.iterations.add(1);
    if (RECORDER.isOn()) {
      Recorder.Span span = RECORDER.iteration(this);
      serveReady(count, busy);
      span.end(count);
    } else {
      serveReady(count, busy);
    }
  }

  private void serveReady(int count, boolean isBusy) {
    boolean busy = isBusy;
    for (int i = 0; i < count; i++) {
      Source source = readiness.source(i);
      if (source != null) {
        busy |= source.ready(readiness.ready(i));
      }
    }
    busy |= runDeferred();
    busy |= tasks.run(this);
    busy |= runTimers();
    wasBusy = busy;
    log.newIteration();
  }

  private boolean runDeferred() {
    int turns = deferred.size();
    for (int i = 0; i < turns; i++) {
      deferred.remove().resume();
    }
    return turns > 0;
  }

  private boolean runTimers() {
    boolean any = false;
    for (LoopTimer timer = timers.takeExpired(now);
        timer != null;
        timer = timers.takeExpired(now)) {
      any = true;
      runTask(timer.task());
    }
    return any;
  }

  void runTask(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      log.failed(task, e);
    }
  }

  /**
   * Ends the loop in order, from any thread: listeners take who waits in the backlog and close,
   * connections get answers to what has arrived and are closed; what is left when the time is over
   * is aborted. {@link #run} returns then.
   *
   * @param withinNanos the time, in nanoseconds; 0 aborts everything at once
   */
  public void shutdown(long withinNanos) {
    boolean _ = offer(() -> ending.shutdown(withinNanos));
  }

  private void end() throws IOException {
    ending.atOnce();
    try {
      tasks.end(this);
      sources.end();
      deferred.clear();
      if (message != null) {
        message.close();
      }
      buffers.close();
    } finally {
      readiness.close();
      ending.ended();
    }
  }

  /** Tells whether there is memory that only the loop's own thread can free. */
  boolean hasMemory() {
    return counters.iterations.get() > 0 || message != null || buffers.areUsed();
  }

  /** Makes the calling thread the one that it is confined to. */
  void belongsToCaller() {
    thread = Thread.currentThread();
  }

  /** Takes no more tasks if there are none; the last connections may be on their way as tasks. */
  boolean endIfIdle() {
    return tasks.endIfEmpty();
  }

  /**
   * Ends the loop, from any thread: everything is aborted and closed. Returns when {@link #run} has
   * done so, unless it is called by the loop's own thread.
   *
   * @throws IllegalStateException if the loop does not run now, but has transferred something, and
   *     another thread than its own calls this: that could not free its memory
   */
  @Override
  public void close() throws IOException {
    if (ending.isEndedWithoutRun()) {
      end();
      return;
    }
    shutdown(0);
    if (!isInLoop()) {
      ending.awaitEnd();
    }
  }

  // ---- for its sources

  Readiness readiness() {
    return readiness;
  }

  boolean isEdge() {
    return edge;
  }

  Sources sources() {
    return sources;
  }

  Buffers buffers() {
    return buffers;
  }

  Transfers transfers() {
    return transfers;
  }

  TimerHeap timers() {
    return timers;
  }

  Counters counters() {
    return counters;
  }

  /** Returns when this iteration began, by {@link System#nanoTime}. */
  long now() {
    return now;
  }

  void defer(ServedConnection connection) {
    deferred.add(connection);
  }

  /** Returns the message to send several buffers by. */
  Message message() {
    Message current = message;
    if (current == null) {
      current = Message.allocate(OutputQueue.VECTOR, 0);
      message = current;
    }
    return current;
  }

  LoopLog log() {
    return log;
  }

  /** Tells whether the calling thread is the loop's. */
  public boolean isInLoop() {
    return Thread.currentThread().equals(thread);
  }

  void checkInLoop() {
    if (!isInLoop()) {
      throw new IllegalStateException(
          this + " belongs to " + thread + ": hand the work over by execute()");
    }
  }

  /** Returns what the loop has done so far; from any thread. */
  public LoopCounters counted() {
    return counters.snapshot();
  }

  /** Returns for instance {@code EPOLL edge loop}. */
  @Override
  public String toString() {
    return readiness + " loop";
  }
}
