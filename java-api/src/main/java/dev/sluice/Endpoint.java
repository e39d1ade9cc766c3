package dev.sluice;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/**
 * The address of one end of a socket: an {@link InetEndpoint}, a {@link UnixEndpoint}, or one of
 * the families that only Linux has.
 *
 * <p>{@link #parse} reads what {@link Object#toString} prints, and never resolves a name:
 *
 * <table>
 *   <caption>The spelling of endpoints</caption>
 *   <tr><th>spelling</th><th>meaning</th></tr>
 *   <tr><td>{@code 127.0.0.1:80}</td><td>IPv4 address and port</td></tr>
 *   <tr><td>{@code [::1]:80}</td><td>IPv6 address and port</td></tr>
 *   <tr><td>{@code [fe80::1%2]:80}</td><td>the same with the scope id, an interface index</td></tr>
 *   <tr><td>{@code unix:/run/app.sock}</td><td>AF_UNIX path</td></tr>
 *   <tr><td>{@code unix:@name}</td><td>AF_UNIX abstract name</td></tr>
 *   <tr><td>{@code unix:}</td><td>AF_UNIX unnamed: a socket that was never bound</td></tr>
 *   <tr><td>{@code vsock:1:5000}</td><td>AF_VSOCK context id and port, {@code *} for any</td></tr>
 *   <tr><td>{@code netlink:0/0x1}</td><td>AF_NETLINK port id and groups, if any</td></tr>
 *   <tr><td>{@code packet:2:0x0800}</td><td>AF_PACKET interface index and protocol</td></tr>
 *   <tr><td>{@code packet:2:0x0800/02:00:00:00:00:01}</td><td>with a hardware address</td></tr>
 *   <tr><td>{@code family:29:0200}</td><td>another family, and its bytes</td></tr>
 * </table>
 *
 * <p>In the unix forms {@code \xHH} is any byte and {@code \\} a backslash; the {@code @} that a
 * path begins with is written {@code \x40}. Endpoints are immutable values, thread-safe.
 */
public sealed interface Endpoint
    permits InetEndpoint,
        UnixEndpoint,
        VsockEndpoint,
        NetlinkEndpoint,
        PacketEndpoint,
        OpaqueEndpoint {
  /** Returns the address family. */
  Family family();

  /**
   * Returns the same address for {@code java.net} and {@code java.nio}.
   *
   * @throws UnsupportedOperationException for what those cannot express: an abstract name, a path
   *     that is not UTF-8, the families of Linux
   */
  SocketAddress toSocketAddress();

  /**
   * Parses an endpoint in one of the spellings above.
   *
   * @param text the spelling
   * @throws IllegalArgumentException if the text is none of them; the message says what is wrong
   */
  static Endpoint parse(String text) {
    return switch (text.substring(0, text.indexOf(':') + 1)) {
      case UnixEndpoint.PREFIX -> UnixEndpoint.parse(text);
      case VsockEndpoint.PREFIX -> VsockEndpoint.parse(text);
      case NetlinkEndpoint.PREFIX -> NetlinkEndpoint.parse(text);
      case PacketEndpoint.PREFIX -> PacketEndpoint.parse(text);
      case OpaqueEndpoint.PREFIX -> OpaqueEndpoint.parse(text);
      default -> InetEndpoint.parse(text);
    };
  }

  /**
   * Converts an address of {@code java.net}.
   *
   * @param address an {@link InetSocketAddress} or a {@link UnixDomainSocketAddress}
   * @throws IllegalArgumentException if the address is unresolved or of another kind
   */
  static Endpoint of(SocketAddress address) {
    return switch (address) {
      case InetSocketAddress inet -> of(inet);
      case UnixDomainSocketAddress unix -> of(unix);
      default ->
          throw new IllegalArgumentException(
              "an InetSocketAddress or UnixDomainSocketAddress, not " + address.getClass());
    };
  }

  private static Endpoint of(UnixDomainSocketAddress address) {
    String path = address.getPath().toString();
    return path.isEmpty() ? UnixEndpoint.unnamed() : UnixEndpoint.path(path);
  }

  private static Endpoint of(InetSocketAddress address) {
    InetAddress resolved = address.getAddress();
    return switch (resolved) {
      case null ->
          throw new IllegalArgumentException(
              address.getHostString() + " is not resolved: look the name up first");
      case Inet6Address inet6 ->
          InetEndpoint.of(inet6.getAddress(), address.getPort(), inet6.getScopeId(), 0);
      case Inet4Address inet4 -> InetEndpoint.of(inet4.getAddress(), address.getPort());
      default -> throw new IllegalArgumentException("an IPv4 or IPv6 address, not " + resolved);
    };
  }
}
