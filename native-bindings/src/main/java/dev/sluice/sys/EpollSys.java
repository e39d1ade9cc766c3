package dev.sluice.sys;

import static dev.sluice.sys.Native.NNNPN;
import static dev.sluice.sys.Native.NPNN;
import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <sys/epoll.h>}: the I/O event notification facility, {@code epoll(7)}. Events are {@link
 * EpollEvent}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class EpollSys {
  // Operations, epoll_ctl(2).
  public static final int EPOLL_CTL_ADD = 1;
  public static final int EPOLL_CTL_DEL = 2;
  public static final int EPOLL_CTL_MOD = 3;

  // Events and their modifiers, epoll_ctl(2).
  public static final int EPOLLIN = 0x1;
  public static final int EPOLLPRI = 0x2;
  public static final int EPOLLOUT = 0x4;
  public static final int EPOLLERR = 0x8;
  public static final int EPOLLHUP = 0x10;
  public static final int EPOLLRDNORM = 0x40;
  public static final int EPOLLRDBAND = 0x80;
  public static final int EPOLLWRNORM = 0x100;
  public static final int EPOLLWRBAND = 0x200;
  public static final int EPOLLMSG = 0x400;
  public static final int EPOLLRDHUP = 0x2000;
  public static final int EPOLLEXCLUSIVE = 0x10000000;
  public static final int EPOLLWAKEUP = 0x20000000;
  public static final int EPOLLONESHOT = 0x40000000;
  public static final int EPOLLET = 0x80000000;

  // Flag of epoll_create1(2).
  public static final int EPOLL_CLOEXEC = 0x80000;

  // Busy polling, ioctl_eventpoll(2); the argument is an EpollParams.
  public static final int EPOLL_IOC_TYPE = 0x8a;
  public static final long EPIOCSPARAMS = 0x40088a01L;
  public static final long EPIOCGPARAMS = 0x80088a02L;

  // int epoll_create1(int flags);
  private static final MethodHandle epoll_create1 = link("epoll_create1", NNNPN);

  // int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event);
  private static final MethodHandle epoll_ctl = link("epoll_ctl", NNNPN);

  // int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout);
  private static final MethodHandle epoll_wait = link("epoll_wait", NPNN);

  private EpollSys() {}

  /** Opens an epoll instance, {@code epoll_create1(2)}; its descriptor, or {@code -errno}. */
  public static int epoll_create1(int flags) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long) epoll_create1.invokeExact(errno, (long) flags, 0L, 0L, MemorySegment.NULL, 0L));
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
