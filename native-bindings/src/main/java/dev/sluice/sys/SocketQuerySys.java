package dev.sluice.sys;

import static dev.sluice.sys.Native.NNNPN;
import static dev.sluice.sys.Native.NNNPP;
import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <sys/socket.h>}: questions to a socket, {@code getsockopt(2)}. Options are in {@link
 * SocketConstants} and its neighbours; {@code setsockopt} is in {@link SocketSys}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class SocketQuerySys {
  // int getsockopt(int sockfd, int level, int optname, void *optval, socklen_t *optlen);
  private static final MethodHandle getsockopt = link("getsockopt", NNNPP);

  // int sockatmark(int sockfd);
  private static final MethodHandle sockatmark = link("sockatmark", NNNPN);

  private SocketQuerySys() {}

  /** Reads an option, {@code getsockopt(2)}; 0, or {@code -errno}. */
  public static int getsockopt(
      int sockfd, int level, int optname, MemorySegment optval, MemorySegment optlen) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long)
              getsockopt.invokeExact(
                  errno, (long) sockfd, (long) level, (long) optname, optval, optlen));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Tells whether urgent data is next, {@code sockatmark(3)}; 1, 0, or {@code -errno}. */
  public static int sockatmark(int sockfd) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long) sockatmark.invokeExact(errno, (long) sockfd, 0L, 0L, MemorySegment.NULL, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
