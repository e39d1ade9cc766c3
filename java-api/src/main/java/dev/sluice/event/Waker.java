package dev.sluice.event;

import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.FdClosedException;
import dev.sluice.Pollable;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Wakes a thread out of its wait, from any other thread: an {@link EventFd} to be added to the
 * poller. Its life: {@link #open} → {@link #wake}, {@link #reset} → {@link #close}.
 *
 * <p>Wake-ups between two resets are one; only the first makes a system call. Hand over the work
 * first and wake then, reset first and take the work then, and nothing is overlooked.
 *
 * <p>Thread-safe. A {@code wake} that races with {@code close} never reaches another descriptor.
 */
public final class Waker implements Pollable, AutoCloseable {
  private final EventFd counter;
  private final AtomicBoolean pending = new AtomicBoolean();

  private Waker(EventFd counter) {
    this.counter = counter;
  }

  /**
   * Opens a waker, close-on-exec.
   *
   * @throws ErrnoException {@code EMFILE}, {@code ENFILE} if no descriptor is left, {@code ENOMEM}
   * @see <a href="https://man7.org/linux/man-pages/man2/eventfd.2.html">eventfd(2)</a>
   */
  public static Waker open() throws ErrnoException {
    return new Waker(EventFd.open(0, EventFd.Kind.COUNTER));
  }

  /**
   * Makes the waker readable until {@link #reset}. After {@code close} it does nothing: whoever
   * would have been woken is gone.
   */
  public void wake() {
    if (!pending.compareAndSet(false, true) || !counter.fd().isOpen()) {
      return;
    }
    try {
      counter.add(1);
    } catch (FdClosedException closedMeanwhile) {
      return;
    } catch (ErrnoException e) {
      throw new AssertionError("an eventfd that counts to 1 takes 1", e);
    }
  }

  /**
   * Takes back all wake-ups so far. By the one thread that waits.
   *
   * @throws FdClosedException if the waker is closed
   */
  public void reset() {
    try {
      // The flag last: a wake-up that raised it before the read would lose its count to the read,
      // and the raised flag would silence all wake-ups after it. One that comes in between writes
      // nothing, but its work is there already, and is taken after this.
      counter.take();
      pending.set(false);
    } catch (ErrnoException e) {
      throw new AssertionError("an eventfd of our own can be read", e);
    }
  }

  /** Closes the waker, from any thread; only the first call does something. */
  @Override
  public void close() {
    counter.close();
  }

  @Override
  public Fd fd() {
    return counter.fd();
  }

  /** Returns for instance {@code waker fd 8}. */
  @Override
  public String toString() {
    return "waker " + fd();
  }
}
