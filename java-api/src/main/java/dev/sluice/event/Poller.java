package dev.sluice.event;

import dev.sluice.FdClosedException;
import dev.sluice.Pollable;
import dev.sluice.spi.PollerBackend;
import dev.sluice.spi.PollerCalls;
import dev.sluice.spi.Watch;
import java.io.IOException;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Waits for many sources at once, over any mechanism, level-triggered: what is ready is reported by
 * every wait until the cause is gone. Its life: {@link #open} or {@link #best} → {@link #register},
 * {@link #modify}, {@link #unregister} and {@link #await} → {@link #close}.
 *
 * <p>The rule people trip over: readiness is a hint. Data may be gone, or a connection dead, by the
 * time you ask; keep sources non-blocking and take {@code WOULD_BLOCK} for an answer. An error or a
 * hang-up counts as readiness for everything that the source is registered for: the next transfer
 * says what happened.
 *
 * <table>
 *   <caption>What is defined for every mechanism</caption>
 *   <tr><th>case</th><th>answer</th></tr>
 *   <tr><td>a second registration of a source</td><td>{@link IllegalStateException}</td></tr>
 *   <tr><td>a registered source is closed, by any thread</td><td>that ends its registration; no
 *     event of it is reported any more</td></tr>
 *   <tr><td>register, modify, unregister while a thread waits</td><td>counts in that wait</td></tr>
 *   <tr><td>unregistered or closed between {@code await} and looking at the event</td><td>the event
 *     says that nothing is ready; {@link #attachment} is still there</td></tr>
 *   <tr><td>registered again meanwhile</td><td>the same: events belong to a registration, not to a
 *     number</td></tr>
 *   <tr><td>{@link #wake}, several times</td><td>ends one wait, the one under way or the
 *     next</td></tr>
 *   <tr><td>{@link Thread#interrupt}</td><td>ends no wait, the status stays set; wake
 *     instead</td></tr>
 *   <tr><td>{@code await} returns 0</td><td>the time is over, or {@link #wasWoken}; never
 *     otherwise</td></tr>
 *   <tr><td>more sources ready than fit into one wait</td><td>the next waits report them; none
 *     starves</td></tr>
 * </table>
 *
 * <p>{@link Epoll} is no {@code Poller}, so that code for an edge trigger is not run under this
 * contract by mistake.
 *
 * <p>Thread-safe, but one thread waits at a time, and the events are its own.
 *
 * @param <A> what is attached to a registration: a connection, a handler
 */
public final class Poller<A> implements AutoCloseable {
  /** The timeout that never ends. */
  public static final long FOREVER = -1;

  private static final int INITIAL_CAPACITY = 64;

  private final Mechanism mechanism;
  private final PollerCalls calls;
  private final Events events = new Events();
  private final AtomicBoolean waiting = new AtomicBoolean();

  /** Registrations by descriptor or channel; the lock of everything that changes. */
  private final IdentityHashMap<Object, Watch> watches = new IdentityHashMap<>();

  /** Registrations whose sources were closed, until someone has the lock. */
  private final ConcurrentLinkedQueue<Watch> ended = new ConcurrentLinkedQueue<>();

  private int sweepAt = INITIAL_CAPACITY;
  private volatile boolean closed;
  private boolean woken;

  private Poller(Mechanism mechanism, PollerCalls calls) {
    this.mechanism = mechanism;
    this.calls = calls;
  }

  /**
   * Opens a poller over a certain mechanism.
   *
   * @param mechanism which; sockets of the NIO backend need {@link Mechanism#NIO}, descriptors one
   *     of the others
   * @throws dev.sluice.ErrnoException {@code EMFILE}, {@code ENFILE} if no descriptor is left
   * @throws UnsupportedOperationException for a mechanism of Linux where Linux cannot be called
   */
  public static <A> Poller<A> open(Mechanism mechanism) throws IOException {
    return new Poller<>(
        mechanism,
        mechanism == Mechanism.NIO ? backend().openNio() : LinuxPollerCalls.open(mechanism));
  }

  /**
   * Opens a poller for the sockets of {@code Backend.best()}: {@link Mechanism#linux} on Linux,
   * else NIO.
   *
   * @throws IOException if no descriptor is left
   */
  public static <A> Poller<A> best() throws IOException {
    return open(backend().prefersNio() ? Mechanism.NIO : Mechanism.linux());
  }

  private static PollerBackend backend() {
    return ServiceLoader.load(PollerBackend.class, Poller.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no service " + PollerBackend.class.getName() + ": the jar is incomplete"));
  }

  /** Returns what the poller asks. */
  public Mechanism mechanism() {
    return mechanism;
  }

  /**
   * Starts watching a source. A connection attempt is watched for {@link Interest#WRITE}.
   *
   * @param source what to watch, non-blocking
   * @param interest what for; {@link Interest#PRIORITY} and {@link Interest#READ_CLOSED} are not
   *     known to every mechanism
   * @param attachment what its events carry
   * @throws IllegalStateException if the source is registered here
   * @throws FdClosedException if this or the source is closed
   * @throws UnsupportedOperationException naming an interest, or a kind of source, that the
   *     mechanism does not know
   * @throws IllegalArgumentException from select, for a descriptor of {@code FD_SETSIZE} or more
   * @throws dev.sluice.ErrnoException from epoll, {@code EPERM} for a regular file, {@code ENOSPC}
   *     beyond {@code /proc/sys/fs/epoll/max_user_watches}
   */
  public void register(Pollable source, Interest interest, A attachment) throws IOException {
    Object key = calls.keyOf(source);
    synchronized (watches) {
      checkOpen();
      removeEnded();
      Watch former = watches.get(key);
      if (former != null && !former.isOver()) {
        throw new IllegalStateException(
            source + " is registered with " + this + ": modify or unregister it");
      }
      Watch watch = new Watch(source, key, interest.bits(), attachment);
      calls.add(watch, ended::add);
      watches.put(key, watch);
    }
  }

  /**
   * Watches a source for something else, or attaches something else.
   *
   * @param source what is registered
   * @param interest what for, from now on
   * @param attachment what its events carry from now on, those already reported included
   * @throws IllegalStateException if the source is not registered here
   * @throws FdClosedException if this or the source is closed
   * @throws UnsupportedOperationException as {@link #register} does
   */
  public void modify(Pollable source, Interest interest, A attachment) throws IOException {
    Object key = calls.keyOf(source);
    synchronized (watches) {
      checkOpen();
      removeEnded();
      if (!calls.isOpen(key)) {
        throw new FdClosedException(source + " is closed, which ended its registration");
      }
      Watch watch = watches.get(key);
      if (watch == null) {
        throw new IllegalStateException(
            source + " is not registered with " + this + ": register it first");
      }
      calls.modify(watch, interest.bits());
      watch.modify(interest.bits(), attachment);
    }
  }

  /**
   * Stops watching a source. Closing it does the same.
   *
   * @param source what is registered, open or closed
   * @return whether it was registered
   * @throws FdClosedException if this is closed
   */
  public boolean unregister(Pollable source) throws IOException {
    Object key = calls.keyOf(source);
    synchronized (watches) {
      checkOpen();
      removeEnded();
      Watch watch = watches.remove(key);
      if (watch == null) {
        return false;
      }
      watch.end();
      calls.delete(watch);
      return true;
    }
  }

  /** Returns how many sources are registered. */
  public int size() {
    synchronized (watches) {
      removeEnded();
      return watches.size();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new FdClosedException(this + " is closed: open a new one");
    }
  }

  private void removeEnded() {
    for (Watch watch = ended.poll(); watch != null; watch = ended.poll()) {
      watches.remove(watch.key(), watch);
    }
    // Channels that are none of our sockets do not tell when they are closed.
    if (watches.size() >= sweepAt) {
      watches.keySet().removeIf(key -> !calls.isOpen(key));
      sweepAt = Math.max(INITIAL_CAPACITY, 2 * watches.size());
    }
  }

  /**
   * Waits until a source is ready, {@link #wake} is called, or the time is over. It is never short,
   * and allocates nothing but what NIO does.
   *
   * @param timeoutNanos the longest wait in nanoseconds, rounded up to what the mechanism can; 0
   *     asks and returns, {@link #FOREVER} or any negative number waits without end
   * @return the number of events, which {@link #attachment} and its neighbours tell by index
   * @throws FdClosedException if this is closed, before or meanwhile
   * @throws IllegalStateException if another thread is waiting
   * @throws IOException if the mechanism fails
   */
  public int await(long timeoutNanos) throws IOException {
    if (!waiting.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "another thread is waiting in " + this + ": one at a time, others may wake it");
    }
    try {
      events.clear();
      woken = false;
      checkOpen();
      awaitEvents(timeoutNanos);
      return events.count;
    } catch (FdClosedException e) {
      throw closed
          ? new FdClosedException(this + " is closed, or was by another thread during the wait")
          : e;
    } finally {
      waiting.set(false);
    }
  }

  private void awaitEvents(long timeoutNanos) throws IOException {
    long start = timeoutNanos > 0 ? System.nanoTime() : 0;
    long leftNanos = timeoutNanos;
    do {
      woken = calls.await(events, leftNanos);
      checkOpen();
      if (timeoutNanos > 0) {
        leftNanos = Math.max(0, timeoutNanos - (System.nanoTime() - start));
      }
    } while (events.count == 0 && !woken && leftNanos != 0);
  }

  /** Returns how many events the last wait reported. */
  public int count() {
    return events.count;
  }

  /** Tells whether the last wait took wake-ups; it may have found events as well. */
  public boolean wasWoken() {
    return woken;
  }

  /**
   * Returns the source of an event.
   *
   * @param index 0 to {@link #count} − 1
   * @throws IndexOutOfBoundsException for another index
   */
  public Pollable source(int index) {
    return events.watch(index).source();
  }

  /**
   * Returns what is attached to the source of an event, its registration ended or not.
   *
   * @param index 0 to {@link #count} − 1
   * @throws IndexOutOfBoundsException for another index
   */
  @SuppressWarnings("unchecked") // only register and modify attach
  public A attachment(int index) {
    return (A) events.watch(index).attachment();
  }

  /**
   * Tells whether there is data to receive, a connection to accept, the end of the stream, or an
   * error.
   *
   * @param index 0 to {@link #count} − 1
   */
  public boolean isReadable(int index) {
    return events.isReady(index, Watch.READ);
  }

  /**
   * Tells whether there is room to send, a connection attempt has ended, or an error.
   *
   * @param index 0 to {@link #count} − 1
   */
  public boolean isWritable(int index) {
    return events.isReady(index, Watch.WRITE);
  }

  /**
   * Tells whether there is exceptional data, or an error. Not under NIO.
   *
   * @param index 0 to {@link #count} − 1
   */
  public boolean isPriority(int index) {
    return events.isReady(index, Watch.PRIORITY);
  }

  /**
   * Tells whether the peer has shut down its sending side, or an error. By epoll and poll only.
   *
   * @param index 0 to {@link #count} − 1
   */
  public boolean isReadClosed(int index) {
    return events.isReady(index, Watch.READ_CLOSED);
  }

  /**
   * Ends the wait under way, or if there is none the next, from any thread. Wake-ups that no wait
   * has taken are one. After {@link #close} it does nothing.
   */
  public void wake() {
    calls.wake();
  }

  /**
   * Closes the poller, from any thread; only the first call does something. A waiting thread wakes
   * with an {@link FdClosedException}. The sources stay open.
   */
  @Override
  public void close() throws IOException {
    synchronized (watches) {
      if (closed) {
        return;
      }
      closed = true;
      watches.values().forEach(Watch::end);
      watches.clear();
      ended.clear();
      calls.close();
    }
  }

  /** Returns for instance {@code EPOLL poller}. */
  @Override
  public String toString() {
    return mechanism + " poller";
  }

  /** What a wait found; grows to the most that it ever was. */
  private static final class Events implements PollerCalls.Ready {
    private Watch[] watches = new Watch[INITIAL_CAPACITY];
    private int[] readiness = new int[INITIAL_CAPACITY];
    private int count;

    @Override
    public void add(Watch watch, int ready) {
      if (count == watches.length) {
        watches = Arrays.copyOf(watches, 2 * count);
        readiness = Arrays.copyOf(readiness, 2 * count);
      }
      watches[count] = watch;
      readiness[count] = ready;
      count++;
    }

    @SuppressWarnings("NullAway") // places behind `count` are never read
    void clear() {
      Arrays.fill(watches, 0, count, null);
      count = 0;
    }

    Watch watch(int index) {
      if (index < 0 || index >= count) {
        throw new IndexOutOfBoundsException(
            "index " + index + ", and the last wait reported " + count + " events");
      }
      return watches[index];
    }

    boolean isReady(int index, int kind) {
      return !watch(index).isOver() && (readiness[index] & kind) != 0;
    }
  }
}
