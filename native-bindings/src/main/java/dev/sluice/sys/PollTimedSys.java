package dev.sluice.sys;

import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.image;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <poll.h>}: waiting in nanoseconds, {@code ppoll(2)}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class PollTimedSys {
  // int ppoll(struct pollfd *fds, nfds_t nfds, const struct timespec *tmo_p,
  //     const sigset_t *sigmask);
  private static final MethodHandle ppoll = link("ppoll", image("PNPP"));

  private PollTimedSys() {}

  /**
   * Waits in nanoseconds and under a signal mask, {@code ppoll(2)}; how many entries have events,
   * or {@code -errno}.
   */
  public static int ppoll(
      MemorySegment fds, long nfds, MemorySegment tmo_p, MemorySegment sigmask) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) ppoll.invokeExact(errno, fds, nfds, tmo_p, sigmask));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
