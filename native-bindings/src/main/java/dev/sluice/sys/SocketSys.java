package dev.sluice.sys;

import static dev.sluice.sys.Native.NNNPN;
import static dev.sluice.sys.Native.NPNN;
import static dev.sluice.sys.Native.NPPN;
import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.foldLong;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <sys/socket.h>}: sockets, {@code socket(7)}. Addresses are views such as {@link
 * SockaddrIn}, constants are in {@link SocketConstants}.
 *
 * <p>Datagrams with an address are in {@link DatagramSys}, vectors and ancillary data in {@link
 * MessageSys}, {@code getsockopt} is in {@link SocketQuerySys}: each with shapes of call that a
 * plain server need not link.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class SocketSys {
  // int socket(int domain, int type, int protocol);
  private static final MethodHandle socket = link("socket", NNNPN);

  // int socketpair(int domain, int type, int protocol, int sv[2]);
  private static final MethodHandle socketpair = link("socketpair", NNNPN);

  // int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen);
  private static final MethodHandle bind = link("bind", NPNN);

  // int listen(int sockfd, int backlog);
  private static final MethodHandle listen = link("listen", NNNPN);

  // int accept(int sockfd, struct sockaddr *addr, socklen_t *addrlen);
  private static final MethodHandle accept = link("accept", NPPN);

  // int accept4(int sockfd, struct sockaddr *addr, socklen_t *addrlen, int flags);
  private static final MethodHandle accept4 = link("accept4", NPPN);

  // int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen);
  private static final MethodHandle connect = link("connect", NPNN);

  // int shutdown(int sockfd, int how);
  private static final MethodHandle shutdown = link("shutdown", NNNPN);

  // ssize_t send(int sockfd, const void *buf, size_t len, int flags);
  private static final MethodHandle send = link("send", NPNN);

  // ssize_t recv(int sockfd, void *buf, size_t len, int flags);
  private static final MethodHandle recv = link("recv", NPNN);

  // int getsockname(int sockfd, struct sockaddr *addr, socklen_t *addrlen);
  private static final MethodHandle getsockname = link("getsockname", NPPN);

  // int getpeername(int sockfd, struct sockaddr *addr, socklen_t *addrlen);
  private static final MethodHandle getpeername = link("getpeername", NPPN);

  // int setsockopt(int sockfd, int level, int optname, const void *optval, socklen_t optlen);
  private static final MethodHandle setsockopt = link("setsockopt", NNNPN);

  private SocketSys() {}

  /** Opens a socket, {@code socket(2)}; its descriptor, or {@code -errno}. */
  public static int socket(int domain, int type, int protocol) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long)
              socket.invokeExact(
                  errno, (long) domain, (long) type, (long) protocol, MemorySegment.NULL, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Opens two connected sockets, {@code socketpair(2)}; 0, or {@code -errno}. */
  public static int socketpair(int domain, int type, int protocol, MemorySegment sv) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long)
              socketpair.invokeExact(errno, (long) domain, (long) type, (long) protocol, sv, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Binds to an address, {@code bind(2)}; 0, or {@code -errno}. */
  public static int bind(int sockfd, MemorySegment addr, int addrlen) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) bind.invokeExact(errno, (long) sockfd, addr, (long) addrlen, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Listens for connections, {@code listen(2)}; 0, or {@code -errno}. */
  public static int listen(int sockfd, int backlog) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long)
              listen.invokeExact(errno, (long) sockfd, (long) backlog, 0L, MemorySegment.NULL, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Accepts a connection, {@code accept(2)}; its descriptor, or {@code -errno}. */
  public static int accept(int sockfd, MemorySegment addr, MemorySegment addrlen) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) accept.invokeExact(errno, (long) sockfd, addr, addrlen, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Accepts a connection with flags, {@code accept4(2)}; its descriptor, or {@code -errno}. */
  public static int accept4(int sockfd, MemorySegment addr, MemorySegment addrlen, int flags) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno, (long) accept4.invokeExact(errno, (long) sockfd, addr, addrlen, (long) flags));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Connects to an address, {@code connect(2)}; 0, or {@code -errno}. */
  public static int connect(int sockfd, MemorySegment addr, int addrlen) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno, (long) connect.invokeExact(errno, (long) sockfd, addr, (long) addrlen, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Ends one or both directions, {@code shutdown(2)}; 0, or {@code -errno}. */
  public static int shutdown(int sockfd, int how) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long)
              shutdown.invokeExact(errno, (long) sockfd, (long) how, 0L, MemorySegment.NULL, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Sends, {@code send(2)}; how many bytes, or {@code -errno}. */
  public static long send(int sockfd, MemorySegment buf, long len, int flags) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldLong(errno, (long) send.invokeExact(errno, (long) sockfd, buf, len, (long) flags));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Receives, {@code recv(2)}; how many bytes, 0 at the end, or {@code -errno}. */
  public static long recv(int sockfd, MemorySegment buf, long len, int flags) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldLong(errno, (long) recv.invokeExact(errno, (long) sockfd, buf, len, (long) flags));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Tells a socket's own address, {@code getsockname(2)}; 0, or {@code -errno}. */
  public static int getsockname(int sockfd, MemorySegment addr, MemorySegment addrlen) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) getsockname.invokeExact(errno, (long) sockfd, addr, addrlen, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Tells the peer's address, {@code getpeername(2)}; 0, or {@code -errno}. */
  public static int getpeername(int sockfd, MemorySegment addr, MemorySegment addrlen) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) getpeername.invokeExact(errno, (long) sockfd, addr, addrlen, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Sets an option, {@code setsockopt(2)}; 0, or {@code -errno}. */
  public static int setsockopt(
      int sockfd, int level, int optname, MemorySegment optval, int optlen) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long)
              setsockopt.invokeExact(
                  errno, (long) sockfd, (long) level, (long) optname, optval, (long) optlen));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
