package dev.sluice.event;

import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.FdClosedException;
import dev.sluice.Pollable;
import dev.sluice.sys.EventFdSys;
import dev.sluice.sys.UnistdSys;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Wakes a thread out of its wait, from any other thread: an {@code eventfd(2)} to be added to the
 * poller. Its life: {@link #open} → {@link #wake}, {@link #reset} → {@link #close}.
 *
 * <p>Wake-ups between two resets are one; only the first makes a system call. Hand over the work
 * first and wake then, reset first and take the work then, and nothing is overlooked.
 *
 * <p>Thread-safe. A {@code wake} that races with {@code close} never reaches another descriptor.
 */
public final class Waker implements Pollable, AutoCloseable {
  private final Fd fd;
  private final AtomicBoolean pending = new AtomicBoolean();
  private final MemorySegment counter = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);

  private Waker(Fd fd) {
    this.fd = fd;
  }

  /**
   * Opens a waker, close-on-exec.
   *
   * @throws ErrnoException {@code EMFILE}, {@code ENFILE} if no descriptor is left, {@code ENOMEM}
   * @see <a href="https://man7.org/linux/man-pages/man2/eventfd.2.html">eventfd(2)</a>
   */
  public static Waker open() throws ErrnoException {
    int number = EventFdSys.eventfd(0, EventFdSys.EFD_CLOEXEC | EventFdSys.EFD_NONBLOCK);
    if (number < 0) {
      throw ErrnoException.of("eventfd(0)", number);
    }
    return new Waker(Fd.adopt(number));
  }

  /**
   * Makes the waker readable until {@link #reset}. After {@code close} it does nothing: whoever
   * would have been woken is gone.
   */
  public void wake() {
    if (!pending.compareAndSet(false, true) || !fd.isOpen()) {
      return;
    }
    try {
      int number = fd.enter();
      try {
        EventFdSys.eventfd_write(number, 1);
      } finally {
        fd.exit();
      }
    } catch (FdClosedException closedMeanwhile) {
      return;
    }
  }

  /**
   * Takes back all wake-ups so far. By the one thread that waits.
   *
   * @throws FdClosedException if the waker is closed
   */
  public void reset() {
    int number = fd.enter();
    try {
      // The flag last: a wake-up that raised it before the read would lose its count to the read,
      // and the raised flag would silence all wake-ups after it. One that comes in between writes
      // nothing, but its work is there already, and is taken after this.
      UnistdSys.read(number, counter, Long.BYTES);
      pending.set(false);
    } finally {
      fd.exit();
    }
  }

  /** Closes the waker, from any thread; only the first call does something. */
  @Override
  public void close() {
    fd.close();
  }

  @Override
  public Fd fd() {
    return fd;
  }

  /** Returns for instance {@code waker fd 8}. */
  @Override
  public String toString() {
    return "waker " + fd;
  }
}
