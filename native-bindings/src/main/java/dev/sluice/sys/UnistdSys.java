package dev.sluice.sys;

import static dev.sluice.sys.Native.NNNPN;
import static dev.sluice.sys.Native.NPNN;
import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.foldLong;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.linkOrSyscall;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <unistd.h>}: reading, writing, closing and duplicating, {@code unistd.h(0p)}. Pipes are in
 * {@link PipeSys}, the identity of the process in {@link CredentialsSys}, files by path in {@link
 * FileSys} and {@link PathSys}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class UnistdSys {
  // The standard streams, stdin(3).
  public static final int STDIN_FILENO = 0;
  public static final int STDOUT_FILENO = 1;
  public static final int STDERR_FILENO = 2;

  // Whence, lseek(2).
  public static final int SEEK_SET = 0;
  public static final int SEEK_CUR = 1;
  public static final int SEEK_END = 2;

  // ssize_t read(int fd, void *buf, size_t count);
  private static final MethodHandle read = link("read", NPNN);

  // ssize_t write(int fd, const void *buf, size_t count);
  private static final MethodHandle write = link("write", NPNN);

  // ssize_t pread(int fd, void *buf, size_t count, off_t offset);
  private static final MethodHandle pread = link("pread", NPNN);

  // ssize_t pwrite(int fd, const void *buf, size_t count, off_t offset);
  private static final MethodHandle pwrite = link("pwrite", NPNN);

  // int close(int fd);
  private static final MethodHandle close = link("close", NNNPN);

  // int close_range(unsigned int first, unsigned int last, int flags);
  private static final MethodHandle close_range = linkOrSyscall("close_range", 436, NNNPN);

  // int dup(int oldfd);
  private static final MethodHandle dup = link("dup", NNNPN);

  // int dup3(int oldfd, int newfd, int flags);
  private static final MethodHandle dup3 = link("dup3", NNNPN);

  // off_t lseek(int fd, off_t offset, int whence);
  private static final MethodHandle lseek = link("lseek", NNNPN);

  // int ftruncate(int fd, off_t length);
  private static final MethodHandle ftruncate = link("ftruncate", NNNPN);

  // int fsync(int fd);
  private static final MethodHandle fsync = link("fsync", NNNPN);

  private UnistdSys() {}

  /** Reads, {@code read(2)}; how many bytes, 0 at the end, or {@code -errno}. */
  public static long read(int fd, MemorySegment buf, long count) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldLong(errno, (long) read.invokeExact(errno, (long) fd, buf, count, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Writes, {@code write(2)}; how many bytes, or {@code -errno}. */
  public static long write(int fd, MemorySegment buf, long count) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldLong(errno, (long) write.invokeExact(errno, (long) fd, buf, count, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Reads at an offset, {@code pread(2)}; how many bytes, 0 at the end, or {@code -errno}. */
  public static long pread(int fd, MemorySegment buf, long count, long offset) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldLong(errno, (long) pread.invokeExact(errno, (long) fd, buf, count, offset));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Writes at an offset, {@code pwrite(2)}; how many bytes, or {@code -errno}. */
  public static long pwrite(int fd, MemorySegment buf, long count, long offset) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldLong(errno, (long) pwrite.invokeExact(errno, (long) fd, buf, count, offset));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Closes, {@code close(2)}; 0, or {@code -errno} and closed all the same. */
  public static int close(int fd) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno, (long) close.invokeExact(errno, (long) fd, 0L, 0L, MemorySegment.NULL, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Closes a range, {@code close_range(2)}; 0, or {@code -errno}. */
  public static int close_range(int first, int last, int flags) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long)
              close_range.invokeExact(
                  errno, (long) first, (long) last, (long) flags, MemorySegment.NULL, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Duplicates, {@code dup(2)}; the lowest free descriptor, or {@code -errno}. */
  public static int dup(int oldfd) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno, (long) dup.invokeExact(errno, (long) oldfd, 0L, 0L, MemorySegment.NULL, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Duplicates onto a number, {@code dup3(2)}; that number, or {@code -errno}. */
  public static int dup3(int oldfd, int newfd, int flags) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long)
              dup3.invokeExact(
                  errno, (long) oldfd, (long) newfd, (long) flags, MemorySegment.NULL, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Moves in a file, {@code lseek(2)}; the new offset, or {@code -errno}. */
  public static long lseek(int fd, long offset, int whence) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldLong(
          errno,
          (long)
              lseek.invokeExact(errno, (long) fd, offset, (long) whence, MemorySegment.NULL, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Sets the length of a file, {@code ftruncate(2)}; 0, or {@code -errno}. */
  public static int ftruncate(int fd, long length) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long) ftruncate.invokeExact(errno, (long) fd, length, 0L, MemorySegment.NULL, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Writes a file to its disk, {@code fsync(2)}; 0, or {@code -errno}. */
  public static int fsync(int fd) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno, (long) fsync.invokeExact(errno, (long) fd, 0L, 0L, MemorySegment.NULL, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
