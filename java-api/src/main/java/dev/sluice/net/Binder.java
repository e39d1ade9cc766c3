package dev.sluice.net;

import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.UnixEndpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens sockets that listen, as {@code create_server} of Python's {@code socket} does: {@code
 * Binder.withBacklog(128).dualStack().createServer(null, "8080")}.
 *
 * <p>The rule people trip over: whether an IPv6 socket serves IPv4 too is otherwise a setting of
 * the machine. Here it is said for each: it does with {@link #dualStack}, and does not without.
 * What is set:
 *
 * <table>
 *   <caption>Options by family</caption>
 *   <tr><th>family</th><th>options</th></tr>
 *   <tr><td>IPv4, IPv6</td><td>{@code SO_REUSEADDR}, so that a server can be started again while
 *     old connections linger</td></tr>
 *   <tr><td>IPv6</td><td>{@code IPV6_V6ONLY}, on or off</td></tr>
 *   <tr><td>any, after {@link #reusePort}</td><td>{@code SO_REUSEPORT}</td></tr>
 * </table>
 *
 * <p>On Linux only. Immutable, thread-safe.
 */
public final class Binder {
  private final int backlog;
  private final boolean reusePort;
  private final boolean dualStack;

  private Binder(int backlog, boolean reusePort, boolean dualStack) {
    this.backlog = backlog;
    this.reusePort = reusePort;
    this.dualStack = dualStack;
  }

  /**
   * Returns a binder with this backlog.
   *
   * @param backlog how many connections may wait to be accepted; the kernel caps it at {@code
   *     /proc/sys/net/core/somaxconn}
   */
  public static Binder withBacklog(int backlog) {
    return new Binder(backlog, false, false);
  }

  /** Lets several sockets of this user share the port; the kernel spreads connections over them. */
  public Binder reusePort() {
    return new Binder(backlog, true, dualStack);
  }

  /** Lets an IPv6 socket serve IPv4 too: its clients have addresses like {@code ::ffff:a.b.c.d}. */
  public Binder dualStack() {
    return new Binder(backlog, reusePort, true);
  }

  /** Tells whether this machine has IPv6 and lets its sockets serve IPv4 too. */
  public static boolean hasDualStack() {
    try (ListeningSocket probe = ListeningSocket.open(Family.INET6)) {
      probe.set(Ipv6Options.IPV6_V6ONLY, false);
      return true;
    } catch (IOException without) {
      return false;
    }
  }

  /**
   * Opens a socket that listens on an address.
   *
   * @param local where to listen; port 0 lets the kernel pick a free one
   * @return the socket, blocking, without a timeout
   * @throws IllegalArgumentException for an address that is not IPv6 after {@link #dualStack}
   * @throws ErrnoException as {@link ListeningSocket#listenOn} does; nothing is left open
   */
  public ListeningSocket createServer(Endpoint local) throws IOException {
    if (dualStack && local.family() != Family.INET6) {
      throw new IllegalArgumentException(
          "only an IPv6 socket serves both, and " + local + " is another; use [::]");
    }
    ListeningSocket socket = ListeningSocket.open(local.family());
    try {
      if (!(local instanceof UnixEndpoint)) {
        socket.set(SocketOptions.SO_REUSEADDR, true);
      }
      if (local.family() == Family.INET6) {
        socket.set(Ipv6Options.IPV6_V6ONLY, !dualStack);
      }
      if (reusePort) {
        socket.set(SocketOptions.SO_REUSEPORT, true);
      }
      socket.bind(local);
      socket.listen(backlog);
      return socket;
    } catch (IOException | RuntimeException | Error e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Opens a socket that listens on the first address of a host that can be had. A name may have to
   * be looked up, which waits for a name server; addresses in digits and {@code null} do not.
   *
   * @param host a name or an address in digits; {@code null} for every address of this machine:
   *     after {@link #dualStack} all of IPv6 and IPv4, or IPv4 where there is no IPv6
   * @param service a name of {@code /etc/services} or a port in digits; {@code "0"} lets the kernel
   *     pick a free one
   * @return the socket, blocking, without a timeout
   * @throws NameException if there is no such host or service, or no IPv6 address of it after
   *     {@link #dualStack}
   * @throws AttemptsFailedException if no address can be had: which, and why each; nothing is left
   *     open
   */
  public ListeningSocket createServer(@Nullable String host, String service) throws IOException {
    boolean both = dualStack && (host != null || hasDualStack());
    AttemptsFailedException.Attempts attempts =
        new AttemptsFailedException.Attempts("createServer(" + host + ", " + service + ")");
    Binder binder = new Binder(backlog, reusePort, both);
    for (InetEndpoint local : locals(host, service, both)) {
      try {
        return binder.createServer(local);
      } catch (ErrnoException e) {
        attempts.failed(local, e);
      }
    }
    throw attempts.exception();
  }

  private List<InetEndpoint> locals(@Nullable String host, String service, boolean both)
      throws NameException {
    AddressHints hints = AddressHints.STREAM.passive();
    if (both) {
      hints = hints.withFamily(Family.INET6);
    } else if (dualStack) {
      hints = hints.withFamily(Family.INET4);
    }
    List<InetEndpoint> locals = new ArrayList<>();
    for (AddressInfo info : Names.addresses(host, service, hints)) {
      locals.add(info.endpoint());
    }
    return locals;
  }
}
