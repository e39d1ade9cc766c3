package dev.sluice.sys;

import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.image;
import static dev.sluice.sys.Native.linkOrSyscall;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <sys/epoll.h>}: waiting in nanoseconds, {@code epoll_pwait2(2)}. Where the C library is
 * older than the kernel, through {@code syscall(2)}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class EpollTimedSys {
  // What the kernel wants to know sixth; the C library ignores it.
  private static final long KERNEL_SIGSET_BYTES = 8;

  // int epoll_pwait2(int epfd, struct epoll_event *events, int maxevents,
  //     const struct timespec *timeout, const sigset_t *sigmask);
  private static final MethodHandle epoll_pwait2 =
      linkOrSyscall("epoll_pwait2", 441, image("NPNPPN"));

  private EpollTimedSys() {}

  /**
   * Waits with a timeout in nanoseconds, {@code epoll_pwait2(2)}; how many are ready, or {@code
   * -errno}: {@code -ENOSYS} before Linux 5.11.
   */
  public static int epoll_pwait2(
      int epfd, MemorySegment events, int maxevents, MemorySegment timeout, MemorySegment sigmask) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long)
              epoll_pwait2.invokeExact(
                  errno,
                  (long) epfd,
                  events,
                  (long) maxevents,
                  timeout,
                  sigmask,
                  KERNEL_SIGSET_BYTES));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
