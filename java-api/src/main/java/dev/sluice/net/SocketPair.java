package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.sys.SocketConstants;
import dev.sluice.sys.SocketSys;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;

/**
 * Two AF_UNIX sockets that are connected to each other and to nothing else, {@code socketpair(2)},
 * close-on-exec. Thread-safe as the sockets are.
 *
 * @param <S> their type
 * @param first one end
 * @param second the other end
 * @see <a href="https://man7.org/linux/man-pages/man2/socketpair.2.html">socketpair(2)</a>
 */
public record SocketPair<S extends Socket>(S first, S second) implements AutoCloseable {
  /**
   * Opens two stream sockets.
   *
   * @throws ErrnoException {@code EMFILE}, {@code ENFILE} if no two descriptors are left
   */
  public static SocketPair<StreamSocket> stream() throws ErrnoException {
    return open(SocketConstants.SOCK_STREAM, StreamSocket::adopt);
  }

  /**
   * Opens two datagram sockets. Nothing is lost or reordered between them, and the sender waits
   * while the receiver's queue is full.
   *
   * @throws ErrnoException {@code EMFILE}, {@code ENFILE} if no two descriptors are left
   */
  public static SocketPair<DatagramSocket> datagram() throws ErrnoException {
    return open(SocketConstants.SOCK_DGRAM, DatagramSocket::adopt);
  }

  /**
   * Opens two sockets that keep records apart.
   *
   * @throws ErrnoException {@code EMFILE}, {@code ENFILE} if no two descriptors are left
   */
  public static SocketPair<SeqpacketSocket> seqpacket() throws ErrnoException {
    return open(SocketConstants.SOCK_SEQPACKET, SeqpacketSocket::adopt);
  }

  private static <S extends Socket> SocketPair<S> open(int type, Function<Fd, S> socket)
      throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pair = arena.allocate(JAVA_INT, 2);
      int flags = SocketConstants.SOCK_CLOEXEC | SocketConstants.SOCK_NONBLOCK;
      int result = SocketSys.socketpair(SocketConstants.AF_UNIX, type | flags, 0, pair);
      if (result < 0) {
        throw ErrnoException.of("socketpair(AF_UNIX)", result);
      }
      return new SocketPair<>(
          socket.apply(Fd.adopt(pair.getAtIndex(JAVA_INT, 0))),
          socket.apply(Fd.adopt(pair.getAtIndex(JAVA_INT, 1))));
    }
  }

  /** Closes both ends, from any thread; only the first call does something. */
  @Override
  public void close() {
    first.close();
    second.close();
  }
}
