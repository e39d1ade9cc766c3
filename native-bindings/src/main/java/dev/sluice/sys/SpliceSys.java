package dev.sluice.sys;

import static dev.sluice.sys.Native.NNNN;
import static dev.sluice.sys.Native.NPNN;
import static dev.sluice.sys.Native.foldLong;
import static dev.sluice.sys.Native.image;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <fcntl.h>}: moves bytes through pipes without copying, {@code splice(2)}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class SpliceSys {
  // Flags, splice(2).
  public static final int SPLICE_F_MOVE = 0x1;
  public static final int SPLICE_F_NONBLOCK = 0x2;
  public static final int SPLICE_F_MORE = 0x4;
  public static final int SPLICE_F_GIFT = 0x8;

  // ssize_t splice(int fd_in, off_t *off_in, int fd_out, off_t *off_out, size_t len,
  //     unsigned int flags);
  private static final MethodHandle splice = link("splice", image("NPNPNN"));

  // ssize_t tee(int fd_in, int fd_out, size_t len, unsigned int flags);
  private static final MethodHandle tee = link("tee", NNNN);

  // ssize_t vmsplice(int fd, const struct iovec *iov, size_t nr_segs, unsigned int flags);
  private static final MethodHandle vmsplice = link("vmsplice", NPNN);

  private SpliceSys() {}

  /** Moves bytes to or from a pipe, {@code splice(2)}; how many, or {@code -errno}. */
  public static long splice(
      int fd_in, MemorySegment off_in, int fd_out, MemorySegment off_out, long len, int flags) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldLong(
          errno,
          (long)
              splice.invokeExact(
                  errno, (long) fd_in, off_in, (long) fd_out, off_out, len, (long) flags));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Duplicates what is in a pipe, {@code tee(2)}; how many bytes, or {@code -errno}. */
  public static long tee(int fd_in, int fd_out, long len, int flags) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldLong(
          errno, (long) tee.invokeExact(errno, (long) fd_in, (long) fd_out, len, (long) flags));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Moves memory into a pipe, {@code vmsplice(2)}; how many bytes, or {@code -errno}. */
  public static long vmsplice(int fd, MemorySegment iov, long nr_segs, int flags) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldLong(
          errno, (long) vmsplice.invokeExact(errno, (long) fd, iov, nr_segs, (long) flags));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
