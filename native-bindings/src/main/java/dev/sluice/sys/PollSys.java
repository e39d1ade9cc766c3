package dev.sluice.sys;

import static dev.sluice.sys.Native.PNNN;
import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <poll.h>}: wait for events on some descriptors, {@code poll(2)}. The array is {@link
 * Pollfd}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class PollSys {
  // Events, poll(2).
  public static final int POLLIN = 0x1;
  public static final int POLLPRI = 0x2;
  public static final int POLLOUT = 0x4;
  public static final int POLLERR = 0x8;
  public static final int POLLHUP = 0x10;
  public static final int POLLNVAL = 0x20;
  public static final int POLLRDNORM = 0x40;
  public static final int POLLRDBAND = 0x80;
  public static final int POLLWRNORM = 0x100;
  public static final int POLLWRBAND = 0x200;
  public static final int POLLMSG = 0x400;
  public static final int POLLREMOVE = 0x1000;
  public static final int POLLRDHUP = 0x2000;

  // int poll(struct pollfd *fds, nfds_t nfds, int timeout);
  private static final MethodHandle poll = link("poll", PNNN);

  private PollSys() {}

  /** Waits for events, {@code poll(2)}; how many entries have some, or {@code -errno}. */
  public static int poll(MemorySegment fds, long nfds, int timeout) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) poll.invokeExact(errno, fds, nfds, (long) timeout, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
