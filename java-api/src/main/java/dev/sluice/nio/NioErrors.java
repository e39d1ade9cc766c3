package dev.sluice.nio;

import dev.sluice.Errno;
import dev.sluice.FdClosedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.HashMap;
import java.util.Map;

/**
 * From what NIO throws to what C would have returned. NIO's messages of failed calls are {@code
 * strerror(3)}'s; where neither they nor the type tell, the exception is passed on.
 */
final class NioErrors {
  private static final int LAST_ERRNO = 133;
  private static final Map<String, Errno> BY_MESSAGE = new HashMap<>();

  static {
    for (int number = 1; number <= LAST_ERRNO; number++) {
      Errno errno = Errno.of(number);
      BY_MESSAGE.put(errno.description(), errno);
    }
    // NIO's own words, then those of other C libraries.
    BY_MESSAGE.put("Connection reset", Errno.ECONNRESET);
    BY_MESSAGE.put("Address in use", Errno.EADDRINUSE);
    BY_MESSAGE.put("Address not available", Errno.EADDRNOTAVAIL);
    BY_MESSAGE.put("Can't assign requested address", Errno.EADDRNOTAVAIL);
    BY_MESSAGE.put("Network unreachable", Errno.ENETUNREACH);
    BY_MESSAGE.put("Host is unreachable", Errno.EHOSTUNREACH);
    BY_MESSAGE.put("Operation timed out", Errno.ETIMEDOUT);
    BY_MESSAGE.put("Connection timed out: no further information", Errno.ETIMEDOUT);
    BY_MESSAGE.put("Connection refused: getsockopt", Errno.ECONNREFUSED);
    BY_MESSAGE.put("Socket is not connected", Errno.ENOTCONN);
    BY_MESSAGE.put("Message size too large", Errno.EMSGSIZE);
  }

  private NioErrors() {}

  /**
   * Returns {@code -errno} for a failed call.
   *
   * @param onClosed why, if the channel had been closed by NIO itself after an earlier failure
   * @throws FdClosedException if the socket was closed
   * @throws IOException the same, if there is no fitting number
   */
  static int fold(NioCalls<?> calls, IOException failure, Errno onClosed) throws IOException {
    if (failure instanceof ClosedChannelException) {
      calls.checkOpen();
      return -onClosed.number();
    }
    String message = failure.getMessage();
    Errno known = message == null ? null : BY_MESSAGE.get(message);
    if (known != null) {
      return -known.number();
    }
    return switch (failure) {
      case PortUnreachableException refused -> -Errno.ECONNREFUSED.number();
      case NoRouteToHostException unreachable -> -Errno.EHOSTUNREACH.number();
      case ConnectException refused -> -Errno.ECONNREFUSED.number();
      default -> throw failure;
    };
  }

  /** Returns {@code -errno} for what NIO takes for a caller's bug and C for a failure. */
  static int fold(RuntimeException refusal) {
    return switch (refusal) {
      case UnsupportedAddressTypeException family -> -Errno.EAFNOSUPPORT.number();
      case AlreadyConnectedException connected -> -Errno.EISCONN.number();
      case ConnectionPendingException pending -> -Errno.EALREADY.number();
      case NotYetConnectedException unconnected -> -Errno.ENOTCONN.number();
      case NotYetBoundException unbound -> -Errno.EINVAL.number();
      case AlreadyBoundException bound -> -Errno.EINVAL.number();
      default -> throw refusal;
    };
  }
}
