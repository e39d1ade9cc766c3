package dev.sluice.sys;

import static dev.sluice.sys.Native.NNNPN;
import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.image;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.linkOrSyscall;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <sys/pidfd.h>} and {@code <sys/wait.h>}: processes as descriptors, {@code pidfd_open(2)}.
 *
 * <p>Where the C library is older than the kernel, they go through {@code syscall(2)}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class PidFdSys {
  // Flag of pidfd_open(2).
  public static final int PIDFD_NONBLOCK = 0x800;

  // Whom waitid(2) waits for.
  public static final int P_ALL = 0;
  public static final int P_PID = 1;
  public static final int P_PGID = 2;
  public static final int P_PIDFD = 3;

  // What waitid(2) waits for.
  public static final int WNOHANG = 0x1;
  public static final int WSTOPPED = 0x2;
  public static final int WUNTRACED = 0x2;
  public static final int WEXITED = 0x4;
  public static final int WCONTINUED = 0x8;
  public static final int WNOWAIT = 0x1000000;

  // What happened to the child, sigaction(2).
  public static final int CLD_EXITED = 1;
  public static final int CLD_KILLED = 2;
  public static final int CLD_DUMPED = 3;
  public static final int CLD_TRAPPED = 4;
  public static final int CLD_STOPPED = 5;
  public static final int CLD_CONTINUED = 6;

  // int pidfd_open(pid_t pid, unsigned int flags);
  private static final MethodHandle pidfd_open = linkOrSyscall("pidfd_open", 434, NNNPN);

  // int pidfd_getfd(int pidfd, int targetfd, unsigned int flags);
  private static final MethodHandle pidfd_getfd = linkOrSyscall("pidfd_getfd", 438, NNNPN);

  // int pidfd_send_signal(int pidfd, int sig, siginfo_t *info, unsigned int flags);
  private static final MethodHandle pidfd_send_signal =
      linkOrSyscall("pidfd_send_signal", 424, image("NNPN"));

  // int waitid(idtype_t idtype, id_t id, siginfo_t *infop, int options);
  private static final MethodHandle waitid = link("waitid", image("NNPN"));

  private PidFdSys() {}

  /**
   * Opens a process, {@code pidfd_open(2)}; a descriptor readable at its end, or {@code -errno}.
   */
  public static int pidfd_open(int pid, int flags) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long)
              pidfd_open.invokeExact(errno, (long) pid, (long) flags, 0L, MemorySegment.NULL, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Duplicates another process's descriptor, {@code pidfd_getfd(2)}; it, or {@code -errno}. */
  public static int pidfd_getfd(int pidfd, int targetfd, int flags) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long)
              pidfd_getfd.invokeExact(
                  errno, (long) pidfd, (long) targetfd, (long) flags, MemorySegment.NULL, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Sends a signal, {@code pidfd_send_signal(2)}; 0, or {@code -errno}. */
  public static int pidfd_send_signal(int pidfd, int sig, MemorySegment info, int flags) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long)
              pidfd_send_signal.invokeExact(errno, (long) pidfd, (long) sig, info, (long) flags));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Waits for a child, {@code waitid(2)}, into a {@link Siginfo}; 0, or {@code -errno}. */
  public static int waitid(int idtype, int id, MemorySegment infop, int options) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno, (long) waitid.invokeExact(errno, (long) idtype, (long) id, infop, (long) options));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
