package dev.sluice.sys;

import static dev.sluice.sys.Native.NPNN;
import static dev.sluice.sys.Native.foldLong;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <sys/uio.h>}: several buffers at once, {@code readv(2)}. The vector is {@link Iovec}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class UioSys {
  // How many buffers, readv(2).
  public static final int IOV_MAX = 1024;
  public static final int UIO_MAXIOV = 1024;

  // ssize_t readv(int fd, const struct iovec *iov, int iovcnt);
  private static final MethodHandle readv = link("readv", NPNN);

  // ssize_t writev(int fd, const struct iovec *iov, int iovcnt);
  private static final MethodHandle writev = link("writev", NPNN);

  // ssize_t preadv(int fd, const struct iovec *iov, int iovcnt, off_t offset);
  private static final MethodHandle preadv = link("preadv", NPNN);

  // ssize_t pwritev(int fd, const struct iovec *iov, int iovcnt, off_t offset);
  private static final MethodHandle pwritev = link("pwritev", NPNN);

  private UioSys() {}

  /** Reads into several buffers, {@code readv(2)}; how many bytes, or {@code -errno}. */
  public static long readv(int fd, MemorySegment iov, int iovcnt) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldLong(errno, (long) readv.invokeExact(errno, (long) fd, iov, (long) iovcnt, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Writes several buffers, {@code writev(2)}; how many bytes, or {@code -errno}. */
  public static long writev(int fd, MemorySegment iov, int iovcnt) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldLong(errno, (long) writev.invokeExact(errno, (long) fd, iov, (long) iovcnt, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Reads at an offset, {@code preadv(2)}; how many bytes, or {@code -errno}. */
  public static long preadv(int fd, MemorySegment iov, int iovcnt, long offset) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldLong(
          errno, (long) preadv.invokeExact(errno, (long) fd, iov, (long) iovcnt, offset));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Writes at an offset, {@code pwritev(2)}; how many bytes, or {@code -errno}. */
  public static long pwritev(int fd, MemorySegment iov, int iovcnt, long offset) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldLong(
          errno, (long) pwritev.invokeExact(errno, (long) fd, iov, (long) iovcnt, offset));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
