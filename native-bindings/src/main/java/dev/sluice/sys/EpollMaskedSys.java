package dev.sluice.sys;

import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.image;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <sys/epoll.h>}: waiting under a signal mask, {@code epoll_pwait(2)}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class EpollMaskedSys {
  // int epoll_pwait(int epfd, struct epoll_event *events, int maxevents, int timeout,
  //     const sigset_t *sigmask);
  private static final MethodHandle epoll_pwait = link("epoll_pwait", image("NPNNPN"));

  private EpollMaskedSys() {}

  /** Waits under a signal mask, {@code epoll_pwait(2)}; how many are ready, or {@code -errno}. */
  public static int epoll_pwait(
      int epfd, MemorySegment events, int maxevents, int timeout, MemorySegment sigmask) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long)
              epoll_pwait.invokeExact(
                  errno, (long) epfd, events, (long) maxevents, (long) timeout, sigmask, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
