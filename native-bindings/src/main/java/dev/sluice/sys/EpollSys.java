package dev.sluice.sys;

import static dev.sluice.sys.Native.NNNN;
import static dev.sluice.sys.Native.NNNPN;
import static dev.sluice.sys.Native.NPNN;
import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <sys/epoll.h>}: the I/O event notification facility, {@code epoll(7)}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class EpollSys {
  // int epoll_create1(int flags);
  private static final MethodHandle epoll_create1 = link("epoll_create1", NNNN);

  // int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event);
  private static final MethodHandle epoll_ctl = link("epoll_ctl", NNNPN);

  // int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout);
  private static final MethodHandle epoll_wait = link("epoll_wait", NPNN);

  private EpollSys() {}

  /** Opens an epoll instance, {@code epoll_create1(2)}; its descriptor, or {@code -errno}. */
  public static int epoll_create1(int flags) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) epoll_create1.invokeExact(errno, (long) flags, 0L, 0L, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Adds, modifies or deletes an interest, {@code epoll_ctl(2)}; 0, or {@code -errno}. */
  public static int epoll_ctl(int epfd, int op, int fd, MemorySegment event) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno, (long) epoll_ctl.invokeExact(errno, (long) epfd, (long) op, (long) fd, event, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Waits for events, {@code epoll_wait(2)}; how many are ready, or {@code -errno}. */
  public static int epoll_wait(int epfd, MemorySegment events, int maxevents, int timeout) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long)
              epoll_wait.invokeExact(errno, (long) epfd, events, (long) maxevents, (long) timeout));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
