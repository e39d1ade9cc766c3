package dev.sluice.sys;

import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.image;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <sys/select.h>}: wait for events on descriptors below {@code FD_SETSIZE}, {@code
 * select(2)}. The sets are {@link FdSet}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class SelectSys {
  // int select(int nfds, fd_set *readfds, fd_set *writefds, fd_set *exceptfds,
  //     struct timeval *timeout);
  private static final MethodHandle select = link("select", image("NPPPPP"));

  // int pselect(int nfds, fd_set *readfds, fd_set *writefds, fd_set *exceptfds,
  //     const struct timespec *timeout, const sigset_t *sigmask);
  private static final MethodHandle pselect = link("pselect", image("NPPPPP"));

  private SelectSys() {}

  /** Waits for events, {@code select(2)}; how many bits are set, or {@code -errno}. */
  public static int select(
      int nfds,
      MemorySegment readfds,
      MemorySegment writefds,
      MemorySegment exceptfds,
      MemorySegment timeout) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long)
              select.invokeExact(
                  errno, (long) nfds, readfds, writefds, exceptfds, timeout, MemorySegment.NULL));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /**
   * Waits in nanoseconds and under a signal mask, {@code pselect(2)}; how many bits are set, or
   * {@code -errno}.
   */
  public static int pselect(
      int nfds,
      MemorySegment readfds,
      MemorySegment writefds,
      MemorySegment exceptfds,
      MemorySegment timeout,
      MemorySegment sigmask) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long)
              pselect.invokeExact(
                  errno, (long) nfds, readfds, writefds, exceptfds, timeout, sigmask));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
