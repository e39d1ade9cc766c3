package dev.sluice.sys;

import static dev.sluice.sys.Native.NNNN;
import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.linkVariadic;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <fcntl.h>}: descriptor flags, {@code fcntl(2)}. One method per command in use, and {@link
 * #fcntl_int} for any other that takes a number or nothing.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class FcntlSys {
  // Commands, fcntl(2).
  public static final int F_DUPFD = 0;
  public static final int F_GETFD = 1;
  public static final int F_SETFD = 2;
  public static final int F_GETFL = 3;
  public static final int F_SETFL = 4;
  public static final int F_GETLK = 5;
  public static final int F_GETLK64 = 5;
  public static final int F_SETLK = 6;
  public static final int F_SETLK64 = 6;
  public static final int F_SETLKW = 7;
  public static final int F_SETLKW64 = 7;
  public static final int F_SETOWN = 8;
  public static final int F_GETOWN = 9;
  public static final int F_SETSIG = 10;
  public static final int F_GETSIG = 11;
  public static final int F_SETOWN_EX = 15;
  public static final int F_GETOWN_EX = 16;
  public static final int F_OFD_GETLK = 36;
  public static final int F_OFD_SETLK = 37;
  public static final int F_OFD_SETLKW = 38;
  public static final int F_SETLEASE = 1024;
  public static final int F_GETLEASE = 1025;
  public static final int F_NOTIFY = 1026;
  public static final int F_DUPFD_CLOEXEC = 1030;
  public static final int F_SETPIPE_SZ = 1031;
  public static final int F_GETPIPE_SZ = 1032;
  public static final int F_ADD_SEALS = 1033;
  public static final int F_GET_SEALS = 1034;
  public static final int F_GET_RW_HINT = 1035;
  public static final int F_SET_RW_HINT = 1036;
  public static final int F_GET_FILE_RW_HINT = 1037;
  public static final int F_SET_FILE_RW_HINT = 1038;

  // Descriptor flag, fcntl(2).
  public static final int FD_CLOEXEC = 1;

  // Owners, locks and seals, fcntl(2).
  public static final int F_OWNER_TID = 0;
  public static final int F_RDLCK = 0;
  public static final int F_OWNER_PID = 1;
  public static final int F_SEAL_SEAL = 0x1;
  public static final int F_WRLCK = 1;
  public static final int F_OWNER_GID = 2;
  public static final int F_OWNER_PGRP = 2;
  public static final int F_SEAL_SHRINK = 0x2;
  public static final int F_UNLCK = 2;
  public static final int F_SEAL_GROW = 0x4;
  public static final int F_SEAL_WRITE = 0x8;
  public static final int F_SEAL_FUTURE_WRITE = 0x10;

  // Locks, flock(2).
  public static final int LOCK_SH = 1;
  public static final int LOCK_EX = 2;
  public static final int LOCK_NB = 4;
  public static final int LOCK_UN = 8;

  // int fcntl(int fd, int cmd, ... /* int arg */);
  private static final MethodHandle fcntl_int = linkVariadic("fcntl", 2, NNNN);

  private FcntlSys() {}

  /** Does what {@code cmd} says with a number, {@code fcntl(2)}; its result, or {@code -errno}. */
  public static int fcntl_int(int fd, int cmd, int arg) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno, (long) fcntl_int.invokeExact(errno, (long) fd, (long) cmd, (long) arg, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Reads the descriptor's flags, {@code fcntl(2)} with F_GETFD; they, or {@code -errno}. */
  public static int fcntl_getfd(int fd) {
    return fcntl_int(fd, F_GETFD, 0);
  }

  /** Sets the descriptor's flags, {@code fcntl(2)} with F_SETFD; 0, or {@code -errno}. */
  public static int fcntl_setfd(int fd, int flags) {
    return fcntl_int(fd, F_SETFD, flags);
  }

  /** Reads the file's status flags, {@code fcntl(2)} with F_GETFL; they, or {@code -errno}. */
  public static int fcntl_getfl(int fd) {
    return fcntl_int(fd, F_GETFL, 0);
  }

  /** Sets the file's status flags, {@code fcntl(2)} with F_SETFL; 0, or {@code -errno}. */
  public static int fcntl_setfl(int fd, int flags) {
    return fcntl_int(fd, F_SETFL, flags);
  }

  /**
   * Duplicates at or above a number, close-on-exec, {@code fcntl(2)} with F_DUPFD_CLOEXEC; the
   * descriptor, or {@code -errno}.
   */
  public static int fcntl_dupfd_cloexec(int fd, int min) {
    return fcntl_int(fd, F_DUPFD_CLOEXEC, min);
  }

  /**
   * Reads the capacity of a pipe, {@code fcntl(2)} with F_GETPIPE_SZ; it in bytes, or {@code
   * -errno}.
   */
  public static int fcntl_getpipe_sz(int fd) {
    return fcntl_int(fd, F_GETPIPE_SZ, 0);
  }

  /**
   * Sets the capacity of a pipe, {@code fcntl(2)} with F_SETPIPE_SZ; the new one, or {@code
   * -errno}.
   */
  public static int fcntl_setpipe_sz(int fd, int bytes) {
    return fcntl_int(fd, F_SETPIPE_SZ, bytes);
  }

  /**
   * Reads who gets SIGIO and SIGURG, {@code fcntl(2)} with F_GETOWN; a process, or minus a group,
   * or {@code -errno}.
   */
  public static int fcntl_getown(int fd) {
    return fcntl_int(fd, F_GETOWN, 0);
  }

  /** Sets who gets SIGIO and SIGURG, {@code fcntl(2)} with F_SETOWN; 0, or {@code -errno}. */
  public static int fcntl_setown(int fd, int pid) {
    return fcntl_int(fd, F_SETOWN, pid);
  }
}
