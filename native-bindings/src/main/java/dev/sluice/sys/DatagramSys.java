package dev.sluice.sys;

import static dev.sluice.sys.Native.NPNN;
import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.foldLong;
import static dev.sluice.sys.Native.image;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <sys/socket.h>}: datagrams with an address, one or several at once, {@code udp(7)}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class DatagramSys {
  // ssize_t sendto(int sockfd, const void *buf, size_t len, int flags,
  //     const struct sockaddr *dest_addr, socklen_t addrlen);
  private static final MethodHandle sendto = link("sendto", image("NPNNPN"));

  // ssize_t recvfrom(int sockfd, void *buf, size_t len, int flags, struct sockaddr *src_addr,
  //     socklen_t *addrlen);
  private static final MethodHandle recvfrom = link("recvfrom", image("NPNNPP"));

  // int sendmmsg(int sockfd, struct mmsghdr *msgvec, unsigned int vlen, int flags);
  private static final MethodHandle sendmmsg = link("sendmmsg", NPNN);

  // int recvmmsg(int sockfd, struct mmsghdr *msgvec, unsigned int vlen, int flags,
  //     struct timespec *timeout);
  private static final MethodHandle recvmmsg = link("recvmmsg", image("NPNNPN"));

  private DatagramSys() {}

  /** Sends to an address, {@code sendto(2)}; how many bytes, or {@code -errno}. */
  public static long sendto(
      int sockfd, MemorySegment buf, long len, int flags, MemorySegment dest_addr, int addrlen) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldLong(
          errno,
          (long)
              sendto.invokeExact(
                  errno, (long) sockfd, buf, len, (long) flags, dest_addr, (long) addrlen));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Receives with the sender, {@code recvfrom(2)}; how many bytes, or {@code -errno}. */
  public static long recvfrom(
      int sockfd,
      MemorySegment buf,
      long len,
      int flags,
      MemorySegment src_addr,
      MemorySegment addrlen) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldLong(
          errno,
          (long)
              recvfrom.invokeExact(
                  errno, (long) sockfd, buf, len, (long) flags, src_addr, addrlen));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Sends several messages, {@code sendmmsg(2)}; how many went out, or {@code -errno}. */
  public static int sendmmsg(int sockfd, MemorySegment msgvec, int vlen, int flags) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long) sendmmsg.invokeExact(errno, (long) sockfd, msgvec, (long) vlen, (long) flags));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Receives several messages, {@code recvmmsg(2)}; how many came, or {@code -errno}. */
  public static int recvmmsg(
      int sockfd, MemorySegment msgvec, int vlen, int flags, MemorySegment timeout) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long)
              recvmmsg.invokeExact(
                  errno, (long) sockfd, msgvec, (long) vlen, (long) flags, timeout, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
