package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.sys.SocketConstants;
import dev.sluice.sys.SocketQuerySys;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What kind of socket a descriptor is, in the kernel's own numbers.
 *
 * @param domain {@code SO_DOMAIN}: {@code AF_INET} or another
 * @param type {@code SO_TYPE}: {@code SOCK_STREAM} or another
 * @param protocol {@code SO_PROTOCOL}: {@code IPPROTO_TCP} or another, 0 where the family has none
 * @param listens {@code SO_ACCEPTCONN}: whether connections can be accepted from it
 */
public record SocketKind(int domain, int type, int protocol, boolean listens) {
  /**
   * Asks the kernel about a descriptor, which stays as it is.
   *
   * @param fd any descriptor
   * @throws dev.sluice.FdClosedException if it is closed
   * @throws ErrnoException {@code ENOTSOCK} if it is no socket; {@code EBADF} if it was adopted by
   *     a number that is not open
   * @see <a href="https://man7.org/linux/man-pages/man7/socket.7.html">socket(7)</a>
   */
  public static SocketKind of(Fd fd) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      MemorySegment length = arena.allocate(JAVA_INT);
      int number = fd.enter();
      try {
        return new SocketKind(
            ask(number, "SO_DOMAIN", SocketConstants.SO_DOMAIN, value, length),
            ask(number, "SO_TYPE", SocketConstants.SO_TYPE, value, length),
            ask(number, "SO_PROTOCOL", SocketConstants.SO_PROTOCOL, value, length),
            ask(number, "SO_ACCEPTCONN", SocketConstants.SO_ACCEPTCONN, value, length) != 0);
      } finally {
        fd.exit();
      }
    }
  }

  private static int ask(
      int number, String name, int option, MemorySegment value, MemorySegment length)
      throws ErrnoException {
    length.set(JAVA_INT, 0, Integer.BYTES);
    int result =
        SocketQuerySys.getsockopt(number, SocketConstants.SOL_SOCKET, option, value, length);
    if (result < 0) {
      throw ErrnoException.of("getsockopt(fd " + number + ", " + name + ")", result);
    }
    return value.get(JAVA_INT, 0);
  }
}
