package dev.sluice;

import dev.sluice.sys.FcntlSys;
import dev.sluice.sys.UnistdSys;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A file descriptor and its only owner. Its life: {@link #adopt} → calls between {@link #enter} and
 * {@link #exit} → {@link #close}, or {@link #release}.
 *
 * <p>The rule people trip over: the kernel hands out a closed number again at once, so a call that
 * is still under way would reach a stranger. Here the number goes back only after the last call has
 * left: {@code close()} refuses new calls, wakes the threads that wait, and the last one out
 * closes.
 *
 * <p>Two {@code Fd}s are never equal, whatever their numbers. Thread-safe.
 */
public final class Fd implements Pollable, AutoCloseable {
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Fd.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The sign bit of {@link #state}: no call may enter any more. */
  private static final int CLOSED = Integer.MIN_VALUE;

  /** The state after {@link #release}: closed, and never to be given back. */
  private static final int RELEASED = CLOSED | 1 << 30;

  private static final long MAX_SPIN_NANOS = 1_000_000_000;

  private final int number;
  private final @Nullable Unblocker unblocker;

  /** {@link #CLOSED}, and below it the number of calls under way. */
  private volatile int state;

  /** See {@link #setSpin}. */
  private volatile int spinNanos;

  /** Who is to hear of {@link #close}, linked by {@link Hold#next}; guarded by this. */
  private @Nullable Hold holds;

  private Fd(int number, @Nullable Unblocker unblocker) {
    if (number < 0) {
      throw new IllegalArgumentException(
          "a descriptor is not negative: " + number + " (an unchecked -errno?)");
    }
    this.number = number;
    this.unblocker = unblocker;
  }

  /** Wakes calls that block in the kernel on a descriptor that is being closed. */
  @FunctionalInterface
  public interface Unblocker {
    /**
     * Makes calls that block on this descriptor return soon. Runs once, in the closing thread, only
     * if calls are under way, and while the number still is the same open file.
     *
     * @param number the descriptor's number
     */
    void unblock(int number);
  }

  /**
   * A use of a descriptor that outlasts one call: by a wait, or by a set that hands the number to
   * the kernel again and again. It is told of {@link Fd#close}, and should then let go.
   */
  public abstract static class Hold {
    private @Nullable Hold next;

    /** Makes a hold, which is on one descriptor at a time. */
    protected Hold() {}

    /**
     * The descriptor is being closed; its number stays this open file until {@link Fd#letGo}. Runs
     * once, in the closing thread and under the descriptor's lock: it must not wait for a thread
     * that may be holding or letting go of the descriptor.
     */
    protected abstract void closing();
  }

  /**
   * Takes ownership of an open descriptor. From now on nobody else may close it.
   *
   * @param number an open descriptor, as a system call returned it
   * @throws IllegalArgumentException if the number is negative
   */
  public static Fd adopt(int number) {
    return new Fd(number, null);
  }

  /**
   * Takes ownership of an open descriptor on which calls block in the kernel itself.
   *
   * @param number an open descriptor, as a system call returned it
   * @param unblocker makes those calls return when the descriptor is closed
   * @throws IllegalArgumentException if the number is negative
   */
  public static Fd adopt(int number, Unblocker unblocker) {
    return new Fd(number, unblocker);
  }

  /**
   * Begins a call on the number, which stays this open file until {@link #exit}. Always paired:
   *
   * {@snippet :
   * int number = fd.enter();
   * try {
   *   return UnistdSys.fsync(number);
   * } finally {
   *   fd.exit();
   * }
   * }
   *
   * @return the descriptor's number
   * @throws FdClosedException if the descriptor is closed or released
   */
  public int enter() {
    for (; ; ) {
      int current = state;
      if (current < 0) {
        throw closed();
      }
      if (STATE.compareAndSet(this, current, current + 1)) {
        return number;
      }
    }
  }

  /**
   * Ends a call that {@link #enter} began. The last one out of a closed descriptor closes it.
   *
   * @throws IllegalStateException if no call is under way
   */
  public void exit() {
    int current = state;
    if ((current & ~CLOSED) == 0 || current == RELEASED) {
      // Counting below zero would turn the sign: a closed descriptor would be open again.
      throw new IllegalStateException(this + ": exit without enter");
    }
    int before = (int) STATE.getAndAdd(this, -1);
    if (before == CLOSED + 1) {
      giveBack();
    }
  }

  /**
   * Begins a use of the number that outlasts one call: it stays this open file until {@link
   * #letGo}, and {@link #close} tells the hold.
   *
   * @param hold who is to be told; on no other descriptor at the same time
   * @return the descriptor's number
   * @throws FdClosedException if the descriptor is closed or released
   */
  public int hold(Hold hold) {
    int held = enter();
    synchronized (this) {
      // close() sets its sign first and comes for the list then: it finds us, or we find the sign.
      if (state >= 0) {
        hold.next = holds;
        holds = hold;
        return held;
      }
    }
    exit();
    throw closed();
  }

  /**
   * Ends a use that {@link #hold} began. The last one out of a closed descriptor closes it.
   *
   * @param hold who was to be told, and will no longer be
   */
  public void letGo(Hold hold) {
    strike(hold);
    exit();
  }

  /** Tells whether calls may still enter. */
  public boolean isOpen() {
    return state >= 0;
  }

  /**
   * Waits until the descriptor can be read without blocking: data, end of stream, a connection to
   * accept, or an error. A virtual thread parks and leaves its carrier to others.
   *
   * @param timeoutNanos the longest wait in nanoseconds; 0 asks and returns, and ignores
   *     interrupts; negative waits for ever
   * @return whether it became ready in time
   * @throws FdClosedException if the descriptor is closed, before or meanwhile
   * @throws java.io.InterruptedIOException if the thread is interrupted, before or meanwhile; its
   *     interrupt status stays set
   * @throws ErrnoException {@code EMFILE}, {@code ENFILE} if no descriptor is left to be woken by
   */
  public boolean awaitReadable(long timeoutNanos) throws IOException {
    return Waiter.await(this, Waiter.READABLE, timeoutNanos);
  }

  /**
   * Waits until the descriptor can be written without blocking, or has an error. A virtual thread
   * parks and leaves its carrier to others.
   *
   * @param timeoutNanos the longest wait in nanoseconds; 0 asks and returns, and ignores
   *     interrupts; negative waits for ever
   * @return whether it became ready in time
   * @throws FdClosedException if the descriptor is closed, before or meanwhile
   * @throws java.io.InterruptedIOException if the thread is interrupted, before or meanwhile; its
   *     interrupt status stays set
   * @throws ErrnoException {@code EMFILE}, {@code ENFILE} if no descriptor is left to be woken by
   */
  public boolean awaitWritable(long timeoutNanos) throws IOException {
    return Waiter.await(this, Waiter.WRITABLE, timeoutNanos);
  }

  /**
   * Waits until the descriptor has something in its error queue, an error, or a hang-up; data that
   * can be read does not end the wait. A virtual thread parks and leaves its carrier to others.
   *
   * @param timeoutNanos the longest wait in nanoseconds; 0 asks and returns, and ignores
   *     interrupts; negative waits for ever
   * @return whether there is something in time
   * @throws FdClosedException if the descriptor is closed, before or meanwhile
   * @throws java.io.InterruptedIOException if the thread is interrupted, before or meanwhile; its
   *     interrupt status stays set
   * @throws ErrnoException {@code EMFILE}, {@code ENFILE} if no descriptor is left to be woken by
   */
  public boolean awaitError(long timeoutNanos) throws IOException {
    return Waiter.await(this, Waiter.ERROR, timeoutNanos);
  }

  /**
   * Makes waits keep the processor for a while before they sleep. Who is answered within that time
   * is spared falling asleep and being woken up, which costs more than a message there and back;
   * who is not has burnt a processor for nothing. A virtual thread parks at once, whatever this
   * says.
   *
   * @param nanos how long to ask again and again, in nanoseconds, up to a second; 0, as at first,
   *     sleeps at once
   * @throws IllegalArgumentException if it is negative or more than a second
   */
  public void setSpin(long nanos) {
    if (nanos < 0 || nanos > MAX_SPIN_NANOS) {
      throw new IllegalArgumentException("to spin is 0 to " + MAX_SPIN_NANOS + " ns, not " + nanos);
    }
    spinNanos = (int) nanos;
  }

  /** Returns what {@link #setSpin} has set, in nanoseconds. */
  public long spin() {
    return spinNanos;
  }

  /**
   * Returns a second descriptor of the same open file, close-on-exec.
   *
   * @throws FdClosedException if the descriptor is closed
   * @throws ErrnoException {@code EMFILE} if the process has no number left
   */
  public Fd dup() throws ErrnoException {
    int copy;
    int source = enter();
    try {
      copy = FcntlSys.fcntl_dupfd_cloexec(source, 0);
    } finally {
      exit();
    }
    if (copy < 0) {
      throw ErrnoException.of("fcntl(" + this + ", F_DUPFD_CLOEXEC)", copy);
    }
    return adopt(copy);
  }

  /**
   * Gives up ownership: the number stays open and is the caller's to close.
   *
   * @return the number
   * @throws FdClosedException if the descriptor is closed or released
   * @throws IllegalStateException if a call is under way in another thread, or a poll or select set
   *     watches it
   */
  public int release() {
    if (STATE.compareAndSet(this, 0, RELEASED)) {
      return number;
    }
    if (state < 0) {
      throw closed();
    }
    throw new IllegalStateException(
        this
            + " is in use: before releasing it, end the calls of other threads, and delete it from"
            + " the poll and select sets that watch it");
  }

  /**
   * Closes the descriptor, from any thread, at any time; only the first call does something.
   * Threads that wait for it wake with an {@link FdClosedException}. If calls are under way, the
   * last of them gives the number back to the kernel. {@code close(2)} is never retried, and its
   * errors are those of data written earlier, which a socket does not report here: they are
   * ignored.
   */
  @Override
  public void close() {
    int before = (int) STATE.getAndBitwiseOr(this, CLOSED);
    if (before == 0) {
      giveBack();
    } else if (before > 0) {
      unblock(before);
    }
  }

  private void unblock(int before) {
    // The calls counted in `before` may leave at any time, and the last one would give the number
    // back: enter once more, past the closed sign, so that it stays ours meanwhile.
    int current = before | CLOSED;
    while (!STATE.compareAndSet(this, current, current + 1)) {
      current = state;
      if (current == CLOSED) {
        return;
      }
    }
    try {
      synchronized (this) {
        Hold following;
        for (Hold hold = holds; hold != null; hold = following) {
          following = hold.next; // it may let go at once
          hold.closing();
        }
      }
      if (unblocker != null) {
        unblocker.unblock(number);
      }
    } finally {
      exit();
    }
  }

  @SuppressWarnings("ReferenceEquality") // a hold is itself, whatever its class calls equal
  private synchronized void strike(Hold hold) {
    if (holds == hold) {
      holds = hold.next;
    } else {
      Hold before = holds;
      while (before != null && before.next != hold) {
        before = before.next;
      }
      if (before != null) {
        before.next = hold.next;
      }
    }
    hold.next = null;
  }

  private void giveBack() {
    // EINTR and EIO included, the number is free after close(2) on Linux: retrying would close a
    // descriptor that another thread has just opened.
    UnistdSys.close(number);
  }

  private FdClosedException closed() {
    return new FdClosedException(
        state == RELEASED
            ? this + " was released: its new owner has the number"
            : this + " is closed: open a new one");
  }

  @Override
  public Fd fd() {
    return this;
  }

  /** Returns for instance {@code fd 7}. */
  @Override
  public String toString() {
    return "fd " + number;
  }
}
