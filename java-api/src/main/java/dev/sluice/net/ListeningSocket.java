package dev.sluice.net;

import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.Fd;
import dev.sluice.InetEndpoint;
import dev.sluice.spi.SocketCalls;
import dev.sluice.sys.SocketConstants;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A socket that accepts streams: TCP, MPTCP, AF_UNIX or AF_VSOCK. Its life: {@link #listenOn}, or
 * {@link #open} → {@link #bind} → {@link #listen}; then {@link #accept} → {@link #close}.
 *
 * <p>The rule people trip over: readiness is no promise. The client may have gone before {@code
 * accept}, so a loop keeps the listening socket non-blocking and takes {@code null} for an answer.
 *
 * <p>Thread-safe: several threads may accept.
 */
public final class ListeningSocket extends Socket {
  /** The kernel lets one more in, {@code sk_acceptq_is_full}. */
  private volatile int backlog = Integer.MAX_VALUE - 1;

  ListeningSocket(SocketCalls calls) {
    super(calls);
  }

  /**
   * Opens a socket to bind and listen with, close-on-exec.
   *
   * @param family IPv4, IPv6, AF_UNIX or AF_VSOCK
   * @throws ErrnoException {@code EMFILE}, {@code ENFILE} if no descriptor is left; {@code
   *     EAFNOSUPPORT} if the kernel lacks the family
   * @see <a href="https://man7.org/linux/man-pages/man2/socket.2.html">socket(2)</a>
   */
  public static ListeningSocket open(Family family) throws ErrnoException {
    return open(family, 0);
  }

  /**
   * Opens a socket of a protocol that is not the family's usual one.
   *
   * @param family IPv4, IPv6, AF_UNIX or AF_VSOCK
   * @param protocol its number, for instance {@link dev.sluice.sys.InetConstants#IPPROTO_MPTCP}; 0
   *     for the usual one
   * @throws ErrnoException as {@link #open(Family)} does; {@code EPROTONOSUPPORT}, {@code
   *     ENOPROTOOPT} if the kernel lacks the protocol
   * @see <a href="https://man7.org/linux/man-pages/man2/socket.2.html">socket(2)</a>
   */
  public static ListeningSocket open(Family family, int protocol) throws ErrnoException {
    return new ListeningSocket(LinuxCalls.open(family, SocketConstants.SOCK_STREAM, protocol));
  }

  /**
   * Opens a socket that listens. TCP gets {@code SO_REUSEADDR}, so that a server can be started
   * again while old connections linger.
   *
   * @param local where to listen; port 0 lets the kernel pick a free one
   * @param backlog how many connections may wait to be accepted; the kernel caps it at {@code
   *     /proc/sys/net/core/somaxconn}
   * @throws ErrnoException as {@link #open}, {@link #bind} and {@link #listen} do; nothing is left
   *     open
   */
  public static ListeningSocket listenOn(Endpoint local, int backlog) throws IOException {
    return open(local.family()).listening(local, backlog);
  }

  /** Binds and listens, or closes. */
  ListeningSocket listening(Endpoint local, int backlog) throws IOException {
    try {
      if (local instanceof InetEndpoint) {
        set(SocketOptions.SO_REUSEADDR, true);
      }
      bind(local);
      listen(backlog);
      return this;
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /**
   * Takes over a listening descriptor, which has to be non-blocking.
   *
   * @param fd the descriptor; closing the socket closes it
   */
  public static ListeningSocket adopt(Fd fd) {
    return new ListeningSocket(new LinuxCalls(fd));
  }

  /**
   * Begins to listen.
   *
   * @param backlog how many connections may wait to be accepted; the kernel caps it at {@code
   *     /proc/sys/net/core/somaxconn}
   * @throws dev.sluice.FdClosedException if the socket is closed
   * @throws ErrnoException {@code EADDRINUSE} if another socket listens there
   * @see <a href="https://man7.org/linux/man-pages/man2/listen.2.html">listen(2)</a>
   */
  public void listen(int backlog) throws IOException {
    int result = calls().listen(backlog);
    if (result < 0) {
      throw failed("listen", result);
    }
    this.backlog = Math.min(backlog, Integer.MAX_VALUE - 1);
  }

  /**
   * Tells who is still to be accepted before an orderly close, so that clients who go on coming do
   * not keep it open. Who comes later waits in vain, or on AF_UNIX is refused from now on.
   *
   * @return how many connections wait at most, exactly on TCP; {@link #accept} finds none sooner if
   *     there are fewer
   * @throws dev.sluice.FdClosedException if the socket is closed
   */
  public int lastCall() throws IOException {
    if (calls() instanceof LinuxCalls linux) {
      try {
        if (localEndpoint().family() == Family.UNIX) {
          linux.shutdown(Shutdown.READ.how()); // unix(7) sockets keep their queue, TCP loses it
        } else {
          return Math.toIntExact(get(TcpOptions.TCP_INFO).unackedSegments()); // of a listener
        }
      } catch (ErrnoException | UnsupportedOperationException e) {
        // AF_VSOCK, for instance: it does not tell.
      }
    }
    return backlog + 1;
  }

  /**
   * Accepts a connection, close-on-exec. It blocks, or not, as this socket does. Connections that
   * died in the backlog are passed over.
   *
   * @return the connection; {@code null}, from a non-blocking socket only, if none waits
   * @throws dev.sluice.FdClosedException if the socket is closed, before or meanwhile
   * @throws java.net.SocketTimeoutException if the timeout is over
   * @throws java.io.InterruptedIOException if the thread is interrupted while it waits
   * @throws ErrnoException {@code EMFILE}, {@code ENFILE} if no descriptor is left: the connection
   *     waits on; {@code EINVAL} if the socket does not listen
   * @see <a href="https://man7.org/linux/man-pages/man2/accept.2.html">accept4(2)</a>
   */
  public @Nullable StreamSocket accept() throws IOException {
    StreamSocket accepted = acceptOnce();
    if (accepted != null) {
      return accepted;
    }
    long timeout = timeoutNanos();
    return timeout == 0 ? null : acceptWaiting(timeout);
  }

  private StreamSocket acceptWaiting(long timeout) throws IOException {
    long start = System.nanoTime();
    StreamSocket accepted;
    do {
      if (!calls().awaitReadable(left(timeout, start))) {
        throw timedOut("accept", timeout);
      }
      accepted = acceptOnce();
    } while (accepted == null);
    return accepted;
  }

  private @Nullable StreamSocket acceptOnce() throws IOException {
    SocketCalls connection = calls().accept();
    if (connection == null) {
      return null;
    }
    StreamSocket accepted = new StreamSocket(connection);
    accepted.inheritMode(this);
    return accepted;
  }
}
