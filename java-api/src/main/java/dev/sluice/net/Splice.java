package dev.sluice.net;

import static java.lang.foreign.MemorySegment.NULL;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.IoStatus;
import dev.sluice.sys.SpliceSys;

/**
 * Moves bytes between a pipe and another descriptor inside the kernel, {@code splice(2)}. {@link
 * SpliceRelay} puts a pipe between two sockets.
 *
 * <p>The rule people trip over: one of the two has to be a pipe, and would-block does not say which
 * of the two it was. Thread-safe: no state.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/splice.2.html">splice(2)</a>
 */
public final class Splice {
  private static final int EAGAIN = -Errno.EAGAIN.number();
  private static final int EINTR = -Errno.EINTR.number();

  private Splice() {}

  /**
   * Moves bytes from one descriptor to the other, as many as there are and fit. Never waits for a
   * descriptor that is non-blocking.
   *
   * @param from a pipe, or anything that can be read while {@code to} is a pipe
   * @param to a pipe, or anything that can be written while {@code from} is a pipe
   * @param count how many bytes at most
   * @param flags for instance {@link SpliceFlags#MORE}
   * @return the number of bytes, 0 only for a count of 0; {@link IoStatus#END_OF_STREAM}; or {@link
   *     IoStatus#WOULD_BLOCK} if one of the two is non-blocking
   * @throws IllegalArgumentException if the count is negative
   * @throws dev.sluice.FdClosedException if one of them is closed
   * @throws ErrnoException {@code EINVAL} if neither is a pipe, or one of them does not know
   *     splice; {@code EPIPE} if nobody reads any more; as reading and writing do
   */
  public static long move(Fd from, Fd to, long count, SpliceFlags flags) throws ErrnoException {
    if (check(count) == 0) {
      return 0;
    }
    long result;
    do {
      int in = from.enter();
      try {
        int out = to.enter();
        try {
          result = SpliceSys.splice(in, NULL, out, NULL, count, flags.bits());
        } finally {
          to.exit();
        }
      } finally {
        from.exit();
      }
    } while (result == EINTR);
    return status("splice", from, to, result);
  }

  /**
   * Copies what is in one pipe into another, and leaves it in the first, {@code tee(2)}.
   *
   * @param from a pipe
   * @param to another pipe
   * @param count how many bytes at most
   * @param flags for instance {@link SpliceFlags#NONBLOCK}
   * @return as {@link #move}
   * @throws IllegalArgumentException if the count is negative
   * @throws dev.sluice.FdClosedException if one of them is closed
   * @throws ErrnoException {@code EINVAL} if one is no pipe, or both are the same
   * @see <a href="https://man7.org/linux/man-pages/man2/tee.2.html">tee(2)</a>
   */
  public static long tee(Fd from, Fd to, long count, SpliceFlags flags) throws ErrnoException {
    if (check(count) == 0) {
      return 0;
    }
    long result;
    do {
      int in = from.enter();
      try {
        int out = to.enter();
        try {
          result = SpliceSys.tee(in, out, count, flags.bits());
        } finally {
          to.exit();
        }
      } finally {
        from.exit();
      }
    } while (result == EINTR);
    return status("tee", from, to, result);
  }

  private static long check(long count) {
    if (count < 0) {
      throw new IllegalArgumentException("a count is not negative: " + count);
    }
    return count;
  }

  private static long status(String call, Fd from, Fd to, long result) throws ErrnoException {
    if (result > 0) {
      return result;
    }
    if (result == 0) {
      return IoStatus.END_OF_STREAM;
    }
    if (result == EAGAIN) {
      return IoStatus.WOULD_BLOCK;
    }
    throw ErrnoException.of(call + "(" + from + ", " + to + ")", result);
  }
}
