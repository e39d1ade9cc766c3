package dev.sluice.net;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.FdClosedException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.util.Set;

/** Our failures as {@code java.net} has them, the original as their cause. No state. */
final class ViewErrors {
  private static final Set<Errno> OF_BIND =
      Set.of(Errno.EADDRINUSE, Errno.EADDRNOTAVAIL, Errno.EACCES, Errno.EPERM);
  private static final Set<Errno> OF_CONNECT = Set.of(Errno.ECONNREFUSED, Errno.ETIMEDOUT);
  private static final Set<Errno> OF_ROUTE = Set.of(Errno.EHOSTUNREACH, Errno.ENETUNREACH);

  private ViewErrors() {}

  /** Timeouts, interrupts and what is no failure of a call stay what they are. */
  static IOException of(IOException e) {
    return e instanceof ErrnoException errno ? of(errno) : e;
  }

  static SocketException of(ErrnoException e) {
    Errno errno = e.errno();
    if (OF_BIND.contains(errno)) {
      return caused(new BindException(e.getMessage()), e);
    }
    if (OF_CONNECT.contains(errno)) {
      return caused(new ConnectException(e.getMessage()), e);
    }
    if (OF_ROUTE.contains(errno)) {
      return caused(new NoRouteToHostException(e.getMessage()), e);
    }
    return caused(new SocketException(e.getMessage()), e);
  }

  static SocketException of(FdClosedException e) {
    return caused(new SocketException("Socket closed"), e);
  }

  /** For methods that throw nothing else. */
  static SocketException socketException(IOException e) {
    IOException mapped = of(e);
    return mapped instanceof SocketException s ? s : caused(new SocketException(e.getMessage()), e);
  }

  private static <E extends SocketException> E caused(E exception, Throwable cause) {
    exception.initCause(cause);
    return exception;
  }
}
