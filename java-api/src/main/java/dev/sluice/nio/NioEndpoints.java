package dev.sluice.nio;

import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.UnixEndpoint;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import org.jspecify.annotations.Nullable;

/** Between our endpoints and NIO's addresses. */
final class NioEndpoints {
  private static final int MAPPED_PREFIX_BYTES = 12;

  private NioEndpoints() {}

  static ProtocolFamily protocol(Family family) {
    if (family == Family.INET4) {
      return StandardProtocolFamily.INET;
    }
    if (family == Family.INET6) {
      return StandardProtocolFamily.INET6;
    }
    if (family == Family.UNIX) {
      return StandardProtocolFamily.UNIX;
    }
    throw new UnsupportedOperationException(
        family + ": the NIO backend does not have it; Backend.linux() has");
  }

  /**
   * Converts an endpoint.
   *
   * @throws UnsupportedOperationException for AF_UNIX names that NIO cannot express
   */
  static SocketAddress of(Endpoint endpoint) {
    if (endpoint instanceof UnixEndpoint unix && unix.kind() == UnixEndpoint.Kind.ABSTRACT) {
      throw new UnsupportedOperationException(
          "an abstract AF_UNIX name: the NIO backend has paths only, and this is " + unix);
    }
    if (endpoint instanceof InetEndpoint inet && inet.flowInfo() != 0) {
      throw new UnsupportedOperationException(
          "IPv6 flow info: the NIO backend cannot set it, and " + inet + " has some");
    }
    return endpoint.toSocketAddress();
  }

  /**
   * Converts an address back, into the family of its socket: NIO shows the IPv4 peers of an IPv6
   * socket as IPv4, the kernel shows them mapped.
   */
  static Endpoint of(@Nullable SocketAddress address, Family family) {
    if (address == null) {
      return family == Family.UNIX ? UnixEndpoint.unnamed() : InetEndpoint.any(family, 0);
    }
    Endpoint endpoint = Endpoint.of(address);
    return endpoint instanceof InetEndpoint inet && inet.family() != family
        ? mapped(inet, family)
        : endpoint;
  }

  private static InetEndpoint mapped(InetEndpoint inet, Family family) {
    byte[] address = inet.address();
    if (family != Family.INET6 || inet.equals(InetEndpoint.any(Family.INET4, inet.port()))) {
      return InetEndpoint.any(family, inet.port());
    }
    byte[] mapped = new byte[MAPPED_PREFIX_BYTES + address.length];
    mapped[MAPPED_PREFIX_BYTES - 2] = (byte) 0xFF;
    mapped[MAPPED_PREFIX_BYTES - 1] = (byte) 0xFF;
    System.arraycopy(address, 0, mapped, MAPPED_PREFIX_BYTES, address.length);
    return InetEndpoint.of(mapped, inet.port());
  }
}
