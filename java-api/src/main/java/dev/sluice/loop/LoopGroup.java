package dev.sluice.loop;

import dev.sluice.net.StreamSocket;
import dev.sluice.spi.Uninterruptibly;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Several loops, each with a thread of its own. Its life: {@link #open} → {@link #start} → {@link
 * #shutdown} → {@link #close}.
 *
 * <p>They get connections in one of two ways: each has a listener of its own on a socket with
 * {@code SO_REUSEPORT}, and the kernel distributes; or one listener's acceptor is {@link
 * #acceptor}, which hands them round.
 *
 * <p>Thread-safe once it is open.
 */
public final class LoopGroup implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.sluice.loop");

  private final List<EventLoop> loops;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();

  private LoopGroup(List<EventLoop> loops) {
    this.loops = List.copyOf(loops);
  }

  /** Opens one loop of a group. */
  @FunctionalInterface
  public interface Opener {
    /** Opens it, for instance {@code EventLoop::openEdge}. */
    EventLoop open() throws IOException;
  }

  /**
   * Opens loops, which do not run yet.
   *
   * @param count how many, at least 1; for each processor one is usual
   * @param opener opens each of them
   * @throws IllegalArgumentException if the number is smaller
   * @throws IOException as the opener does; nothing is left open
   */
  public static LoopGroup open(int count, Opener opener) throws IOException {
    if (count < 1) {
      throw new IllegalArgumentException("a group has at least 1 loop, not " + count);
    }
    List<EventLoop> loops = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        loops.add(opener.open());
      }
      return new LoopGroup(loops);
    } catch (IOException | RuntimeException | Error e) {
      for (EventLoop loop : loops) {
        loop.close();
      }
      throw e;
    }
  }

  /** Returns the loops; until {@link #start} they are their opener's. */
  public List<EventLoop> loops() {
    return loops;
  }

  /**
   * Runs the loops, each in a thread.
   *
   * @param name the threads' name, before their number
   */
  public synchronized void start(String name) {
    for (EventLoop loop : loops) {
      threads.add(Thread.ofPlatform().name(name + "-" + threads.size()).start(() -> run(loop)));
    }
  }

  private static void run(EventLoop loop) {
    try {
      loop.run();
    } catch (IOException e) {
      LOG.log(Level.ERROR, loop + " has ended", e);
    }
  }

  /**
   * Returns what hands connections to one loop after the other.
   *
   * @param handler serves them, on several threads
   * @param limits what each of them may take
   */
  public Acceptor acceptor(ConnectionHandler handler, ConnectionLimits limits) {
    return (connection, over) -> hand(connection, handler, limits, over);
  }

  private void hand(
      StreamSocket connection, ConnectionHandler handler, ConnectionLimits limits, Runnable over)
      throws IOException {
    int turn = next.getAndIncrement();
    // During a shutdown those that have nothing left to serve have ended before the others.
    for (int i = 0; i < loops.size(); i++) {
      EventLoop loop = loops.get(Math.floorMod(turn + i, loops.size()));
      if (loop.offer(() -> serve(loop, connection, handler, limits, over))) {
        return;
      }
    }
    throw new IOException("all loops have ended");
  }

  private static void serve(
      EventLoop loop,
      StreamSocket connection,
      ConnectionHandler handler,
      ConnectionLimits limits,
      Runnable over) {
    try {
      loop.begin(connection, handler, limits, over, SendingConnection.isUnix(connection));
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      loop.counters().refused.add(1);
      loop.log().warnOnce(loop, "a connection was refused: " + e.getMessage());
      over.run();
    }
  }

  /**
   * Ends the loops in order, as {@link EventLoop#shutdown} does each, without waiting for them.
   *
   * @param withinNanos the time, in nanoseconds
   */
  public void shutdown(long withinNanos) {
    loops.forEach(loop -> loop.shutdown(withinNanos));
  }

  /** Waits until all threads have ended; an interrupt is kept for later. */
  public void join() {
    List<Thread> running;
    synchronized (this) {
      running = List.copyOf(threads);
    }
    for (Thread thread : running) {
      Uninterruptibly.await(thread::join);
    }
  }

  /** Returns what the loops have done so far, together. */
  public LoopCounters counted() {
    return loops.stream().map(EventLoop::counted).reduce(LoopCounters.NONE, LoopCounters::plus);
  }

  /**
   * Ends the loops at once, and returns when all have closed what they had; called by one of their
   * threads, as by a handler, it does not wait.
   */
  @Override
  public void close() throws IOException {
    shutdown(0);
    synchronized (this) {
      if (threads.contains(Thread.currentThread())) {
        return;
      }
    }
    for (EventLoop loop : loops) {
      loop.close();
    }
  }
}
