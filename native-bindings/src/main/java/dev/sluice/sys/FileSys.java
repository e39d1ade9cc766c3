package dev.sluice.sys;

import static dev.sluice.sys.Native.NPNN;
import static dev.sluice.sys.Native.PNNN;
import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.linkVariadic;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <fcntl.h>}: files by path, {@code open(2)}.
 *
 * <p>A few flags differ between processors and are computed when the class is loaded; all others
 * are compile-time constants.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class FileSys {
  // How to open, open(2).
  public static final int O_RDONLY = 0x0;
  public static final int O_WRONLY = 0x1;
  public static final int O_RDWR = 0x2;
  public static final int O_CREAT = 0x40;
  public static final int O_EXCL = 0x80;
  public static final int O_NOCTTY = 0x100;
  public static final int O_TRUNC = 0x200;
  public static final int O_APPEND = 0x400;
  public static final int O_NDELAY = 0x800;
  public static final int O_NONBLOCK = 0x800;
  public static final int O_DSYNC = 0x1000;
  public static final int O_ASYNC = 0x2000;
  public static final int O_NOATIME = 0x40000;
  public static final int O_CLOEXEC = 0x80000;
  public static final int O_RSYNC = 0x101000;
  public static final int O_SYNC = 0x101000;
  public static final int O_PATH = 0x200000;

  // What of the flags is read, write or both, as glibc has it, open(2).
  public static final int O_ACCMODE = 3;

  // How to open, and different on x86-64 and aarch64, open(2).
  public static final int O_DIRECT = Abi.choose(0x4000, 0x10000);
  public static final int O_DIRECTORY = Abi.choose(0x10000, 0x4000);
  public static final int O_NOFOLLOW = Abi.choose(0x20000, 0x8000);
  public static final int O_TMPFILE = 0x400000 | O_DIRECTORY;

  // Where, openat(2).
  public static final int AT_FDCWD = -100;
  public static final int AT_SYMLINK_NOFOLLOW = 0x100;
  public static final int AT_EMPTY_PATH = 0x1000;

  // Kind of file, inode(7).
  public static final int S_IFIFO = 0x1000;
  public static final int S_IFCHR = 0x2000;
  public static final int S_IFDIR = 0x4000;
  public static final int S_IFBLK = 0x6000;
  public static final int S_IFREG = 0x8000;
  public static final int S_IFLNK = 0xa000;
  public static final int S_IFSOCK = 0xc000;
  public static final int S_IFMT = 0xf000;

  // int open(const char *pathname, int flags, ... /* mode_t mode */);
  private static final MethodHandle open = linkVariadic("open", 2, PNNN);

  // int openat(int dirfd, const char *pathname, int flags, ... /* mode_t mode */);
  private static final MethodHandle openat = linkVariadic("openat", 3, NPNN);

  private FileSys() {}

  /** Opens a file, {@code open(2)}; its descriptor, or {@code -errno}. */
  public static int open(MemorySegment pathname, int flags, int mode) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) open.invokeExact(errno, pathname, (long) flags, (long) mode, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Opens a file below a directory, {@code openat(2)}; its descriptor, or {@code -errno}. */
  public static int openat(int dirfd, MemorySegment pathname, int flags, int mode) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long) openat.invokeExact(errno, (long) dirfd, pathname, (long) flags, (long) mode));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
