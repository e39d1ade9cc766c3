package dev.sluice.event;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.Pollable;
import dev.sluice.sys.EventFdSys;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A 64-bit counter in the kernel that can be waited for, {@code eventfd(2)}: readable while it is
 * not 0. Its life: {@link #open} → {@link #add}, {@link #take} → {@link #close}.
 *
 * <p>Take it to count, to give out permits, or to share a signal with another process or a driver.
 * To wake a thread that waits, take a {@link Waker}, which is one of these and saves system calls.
 *
 * <p>The rule people trip over: under an edge trigger each {@code add} is an edge, also while the
 * counter is not 0.
 *
 * <p>Never blocks: wait with a poller, or {@link Fd#awaitReadable}. Thread-safe.
 */
public final class EventFd implements Pollable, AutoCloseable {
  private static final int EAGAIN = -Errno.EAGAIN.number();
  private static final long LARGEST_INITIAL = 0xFFFF_FFFFL;

  private final Fd fd;
  private final MemorySegment counter = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);

  private EventFd(Fd fd) {
    this.fd = fd;
  }

  /** What {@link #take} takes. */
  public enum Kind {
    /** All of it. */
    COUNTER(0),

    /** One: {@code EFD_SEMAPHORE}. */
    SEMAPHORE(EventFdSys.EFD_SEMAPHORE);

    private final int flag;

    Kind(int flag) {
      this.flag = flag;
    }
  }

  /**
   * Opens a counter, close-on-exec.
   *
   * @param initial what it begins with, 0 to 2³² − 1
   * @param kind what {@link #take} takes
   * @throws IllegalArgumentException if the number does not fit
   * @throws ErrnoException {@code EMFILE}, {@code ENFILE} if no descriptor is left, {@code ENOMEM}
   * @see <a href="https://man7.org/linux/man-pages/man2/eventfd.2.html">eventfd(2)</a>
   */
  public static EventFd open(long initial, Kind kind) throws ErrnoException {
    if (initial < 0 || initial > LARGEST_INITIAL) {
      throw new IllegalArgumentException("a counter begins with 0 to 2^32 - 1, not " + initial);
    }
    int number =
        EventFdSys.eventfd(
            (int) initial, kind.flag | EventFdSys.EFD_CLOEXEC | EventFdSys.EFD_NONBLOCK);
    if (number < 0) {
      throw ErrnoException.of("eventfd(" + initial + ", " + kind + ")", number);
    }
    return new EventFd(Fd.adopt(number));
  }

  /**
   * Takes over an eventfd, which has to be non-blocking.
   *
   * @param fd the descriptor; closing this closes it
   */
  public static EventFd adopt(Fd fd) {
    return new EventFd(fd);
  }

  /**
   * Adds to the counter.
   *
   * @param value how much, 0 or more; 0 is an edge too
   * @return whether there was room: the counter ends at 2⁶⁴ − 2
   * @throws IllegalArgumentException if the value is negative
   * @throws dev.sluice.FdClosedException if this is closed
   * @throws ErrnoException if the descriptor is no eventfd
   */
  public boolean add(long value) throws ErrnoException {
    if (value < 0) {
      throw new IllegalArgumentException("a counter only grows: " + value + " is negative");
    }
    int result;
    int number = fd.enter();
    try {
      result = EventFdSys.eventfd_write(number, value);
    } finally {
      fd.exit();
    }
    return check("eventfd_write", result);
  }

  /**
   * Takes the counter, which is 0 then; from a {@link Kind#SEMAPHORE} takes 1.
   *
   * @return what was taken, an unsigned number; 0 if there was nothing
   * @throws dev.sluice.FdClosedException if this is closed
   * @throws ErrnoException if the descriptor is no eventfd
   */
  public long take() throws ErrnoException {
    int number = fd.enter();
    try {
      synchronized (counter) {
        int result = EventFdSys.eventfd_read(number, counter);
        return check("eventfd_read", result) ? counter.get(ValueLayout.JAVA_LONG, 0) : 0;
      }
    } finally {
      fd.exit();
    }
  }

  private boolean check(String call, int result) throws ErrnoException {
    if (result < 0 && result != EAGAIN) {
      throw ErrnoException.of(call + "(" + fd + ")", result);
    }
    return result >= 0;
  }

  /** Closes the counter, from any thread; only the first call does something. */
  @Override
  public void close() {
    fd.close();
  }

  @Override
  public Fd fd() {
    return fd;
  }

  /** Returns for instance {@code eventfd fd 8}. */
  @Override
  public String toString() {
    return "eventfd " + fd;
  }
}
