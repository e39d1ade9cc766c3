package dev.sluice.sys;

import static dev.sluice.sys.Native.NPNN;
import static dev.sluice.sys.Native.foldLong;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <sys/socket.h>}: messages with vectors, addresses and ancillary data, {@code sendmsg(2)}
 * and {@code cmsg(3)}.
 *
 * <p>Messages are {@link Msghdr}, their vectors {@link Iovec}, ancillary data {@link Cmsghdr}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class MessageSys {
  // ssize_t sendmsg(int sockfd, const struct msghdr *msg, int flags);
  private static final MethodHandle sendmsg = link("sendmsg", NPNN);

  // ssize_t recvmsg(int sockfd, struct msghdr *msg, int flags);
  private static final MethodHandle recvmsg = link("recvmsg", NPNN);

  private MessageSys() {}

  /** Sends a message, {@code sendmsg(2)}; how many bytes, or {@code -errno}. */
  public static long sendmsg(int sockfd, MemorySegment msg, int flags) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldLong(
          errno, (long) sendmsg.invokeExact(errno, (long) sockfd, msg, (long) flags, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Receives a message, {@code recvmsg(2)}; how many bytes, or {@code -errno}. */
  public static long recvmsg(int sockfd, MemorySegment msg, int flags) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldLong(
          errno, (long) recvmsg.invokeExact(errno, (long) sockfd, msg, (long) flags, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
