package dev.sluice.event;

import static java.lang.foreign.MemorySegment.NULL;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.Pollable;
import dev.sluice.sys.Itimerspec;
import dev.sluice.sys.TimeSys;
import dev.sluice.sys.TimerFdSys;
import dev.sluice.sys.Timespec;
import dev.sluice.sys.UnistdSys;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A timer in the kernel that can be waited for, {@code timerfd_create(2)}: readable once it has
 * expired. Its life: {@link #open} → {@link #startAfter} or {@link #startAt} → {@link
 * #takeExpirations} → {@link #close}.
 *
 * <p>The rule people trip over: a periodic timer does not queue its expirations, it counts them. A
 * loop that comes late takes them all at once.
 *
 * <p>Never early, and late by what the machine's scheduling costs. Never blocks: wait with a
 * poller, or {@link Fd#awaitReadable}. Thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/timerfd_create.2.html">timerfd_create(2)</a>
 */
public final class Timer implements Pollable, AutoCloseable {
  private static final int EAGAIN = -Errno.EAGAIN.number();
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long VALUE = Itimerspec.it_value.offset();
  private static final long INTERVAL = Itimerspec.it_interval.offset();

  private final Fd fd;
  private final Clock clock;

  /** One {@code struct itimerspec}, a {@code timespec} or a count; its own lock. */
  private final MemorySegment memory = Arena.ofAuto().allocate(Itimerspec.SIZEOF, Long.BYTES);

  private Timer(Fd fd, Clock clock) {
    this.fd = fd;
    this.clock = clock;
  }

  /** What a timer goes by, {@code clock_gettime(2)}. */
  public enum Clock {
    /** Time since some point in the past; stands still while the machine is suspended. */
    MONOTONIC(TimeSys.CLOCK_MONOTONIC),

    /** Wall clock time, since 1970; jumps when it is set. */
    REALTIME(TimeSys.CLOCK_REALTIME),

    /** Like {@link #MONOTONIC}, and goes on while the machine is suspended. */
    BOOTTIME(TimeSys.CLOCK_BOOTTIME),

    /** Like {@link #REALTIME}, and wakes a suspended machine; needs {@code CAP_WAKE_ALARM}. */
    REALTIME_ALARM(TimeSys.CLOCK_REALTIME_ALARM),

    /** Like {@link #BOOTTIME}, and wakes a suspended machine; needs {@code CAP_WAKE_ALARM}. */
    BOOTTIME_ALARM(TimeSys.CLOCK_BOOTTIME_ALARM);

    private final int id;

    Clock(int id) {
      this.id = id;
    }
  }

  /**
   * Opens a timer that does not run, close-on-exec.
   *
   * @param clock what it goes by
   * @throws ErrnoException {@code EPERM} for an alarm clock without {@code CAP_WAKE_ALARM}; {@code
   *     EMFILE}, {@code ENFILE} if no descriptor is left; {@code ENOMEM}
   */
  public static Timer open(Clock clock) throws ErrnoException {
    int number =
        TimerFdSys.timerfd_create(clock.id, TimerFdSys.TFD_CLOEXEC | TimerFdSys.TFD_NONBLOCK);
    if (number < 0) {
      throw ErrnoException.of("timerfd_create(" + clock + ")", number);
    }
    return new Timer(Fd.adopt(number), clock);
  }

  /**
   * Starts the timer anew; expirations not yet taken are gone.
   *
   * @param firstNanos when it expires first, in nanoseconds from now, at least 1
   * @param periodNanos how long after each expiration the next one comes, in nanoseconds; 0 for
   *     none
   * @throws IllegalArgumentException if a number is smaller: 0 would stop the timer
   * @throws dev.sluice.FdClosedException if this is closed
   * @throws ErrnoException if the kernel refuses the call
   */
  public void startAfter(long firstNanos, long periodNanos) throws ErrnoException {
    start(0, firstNanos, periodNanos);
  }

  /**
   * Starts the timer anew, for a time of its clock. A time that has passed expires at once, and a
   * periodic timer with as many expirations as have passed since.
   *
   * @param clockNanos when it expires first, in nanoseconds of its clock, at least 1; see {@link
   *     #clockNanos}
   * @param periodNanos how long after each expiration the next one comes, in nanoseconds; 0 for
   *     none
   * @throws IllegalArgumentException if a number is smaller: 0 would stop the timer
   * @throws dev.sluice.FdClosedException if this is closed
   * @throws ErrnoException if the kernel refuses the call
   */
  public void startAt(long clockNanos, long periodNanos) throws ErrnoException {
    start(TimerFdSys.TFD_TIMER_ABSTIME, clockNanos, periodNanos);
  }

  /**
   * Starts like {@link #startAt}, and becomes readable also when somebody sets the clock: then
   * {@link #takeExpirations} throws {@code ECANCELED}, and the caller computes the time anew.
   *
   * @param clockNanos when it expires first, in nanoseconds of its clock, at least 1
   * @param periodNanos how long after each expiration the next one comes, in nanoseconds; 0 for
   *     none
   * @throws IllegalArgumentException if a number is smaller
   * @throws UnsupportedOperationException if nobody can set the clock: take {@link Clock#REALTIME}
   * @throws dev.sluice.FdClosedException if this is closed
   * @throws ErrnoException if the kernel refuses the call
   */
  public void startAtUnlessClockIsSet(long clockNanos, long periodNanos) throws ErrnoException {
    if (clock != Clock.REALTIME && clock != Clock.REALTIME_ALARM) {
      throw new UnsupportedOperationException(
          "nobody sets the " + clock + " clock: open the timer with Clock.REALTIME");
    }
    start(
        TimerFdSys.TFD_TIMER_ABSTIME | TimerFdSys.TFD_TIMER_CANCEL_ON_SET, clockNanos, periodNanos);
  }

  private void start(int flags, long firstNanos, long periodNanos) throws ErrnoException {
    if (firstNanos < 1) {
      throw new IllegalArgumentException(
          "a timer expires first at 1 ns or later, not at " + firstNanos + "; stop() stops it");
    }
    if (periodNanos < 0) {
      throw new IllegalArgumentException("a period is 0 ns or more, not " + periodNanos);
    }
    set(flags, firstNanos, periodNanos);
  }

  /**
   * Stops the timer; expirations not yet taken are gone.
   *
   * @throws dev.sluice.FdClosedException if this is closed
   * @throws ErrnoException if the kernel refuses the call
   */
  public void stop() throws ErrnoException {
    set(0, 0, 0);
  }

  private void set(int flags, long firstNanos, long periodNanos) throws ErrnoException {
    int result;
    int number = fd.enter();
    try {
      synchronized (memory) {
        put(VALUE, firstNanos);
        put(INTERVAL, periodNanos);
        result = TimerFdSys.timerfd_settime(number, flags, memory, NULL);
      }
    } finally {
      fd.exit();
    }
    check("timerfd_settime", result);
  }

  /**
   * Takes the number of expirations since it was taken last, or the timer started.
   *
   * @return the number; 0 if there was none
   * @throws dev.sluice.FdClosedException if this is closed
   * @throws ErrnoException {@code ECANCELED} if somebody set the clock, see {@link
   *     #startAtUnlessClockIsSet}
   */
  public long takeExpirations() throws ErrnoException {
    long result;
    int number = fd.enter();
    try {
      synchronized (memory) {
        result = UnistdSys.read(number, memory, Long.BYTES);
        if (result == Long.BYTES) {
          return memory.get(ValueLayout.JAVA_LONG, 0);
        }
      }
    } finally {
      fd.exit();
    }
    if (result != EAGAIN) {
      check("read", result);
    }
    return 0;
  }

  /**
   * Returns how long it is to the next expiration, also of a timer started for a time of the clock.
   *
   * @return nanoseconds, more than 0; 0 if the timer does not run
   * @throws dev.sluice.FdClosedException if this is closed
   * @throws ErrnoException if the kernel refuses the call
   */
  public long remainingNanos() throws ErrnoException {
    return currently(VALUE);
  }

  /**
   * Returns the period.
   *
   * @return nanoseconds; 0 if there is none
   * @throws dev.sluice.FdClosedException if this is closed
   * @throws ErrnoException if the kernel refuses the call
   */
  public long periodNanos() throws ErrnoException {
    return currently(INTERVAL);
  }

  private long currently(long offset) throws ErrnoException {
    int number = fd.enter();
    try {
      synchronized (memory) {
        check("timerfd_gettime", TimerFdSys.timerfd_gettime(number, memory));
        return nanos(offset);
      }
    } finally {
      fd.exit();
    }
  }

  /**
   * Returns what its clock shows, to reckon times for {@link #startAt} with.
   *
   * @return nanoseconds; of {@link Clock#REALTIME} since 1970
   * @throws ErrnoException if the kernel refuses the call
   */
  public long clockNanos() throws ErrnoException {
    synchronized (memory) {
      check("clock_gettime", TimeSys.clock_gettime(clock.id, memory));
      return nanos(0);
    }
  }

  private void put(long offset, long nanos) {
    Timespec.tv_sec.set(memory, offset, nanos / NANOS_PER_SECOND);
    Timespec.tv_nsec.set(memory, offset, nanos % NANOS_PER_SECOND);
  }

  private long nanos(long offset) {
    return Timespec.tv_sec.get(memory, offset) * NANOS_PER_SECOND
        + Timespec.tv_nsec.get(memory, offset);
  }

  private void check(String call, long result) throws ErrnoException {
    if (result < 0) {
      throw ErrnoException.of(call + "(" + fd + ", " + clock + ")", result);
    }
  }

  /** Closes the timer, from any thread; only the first call does something. */
  @Override
  public void close() {
    fd.close();
  }

  @Override
  public Fd fd() {
    return fd;
  }

  /** Returns for instance {@code MONOTONIC timer fd 9}. */
  @Override
  public String toString() {
    return clock + " timer " + fd;
  }
}
