package dev.sluice.net;

import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.FdClosedException;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.UnixEndpoint;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints as {@code java.net} has them. A socket without a fixed peer is opened before anybody
 * says where to: it is an IPv6 socket that reaches IPv4 too, as those of the JDK are, and IPv4
 * addresses take their mapped form there.
 */
final class ViewAddresses {
  private static final int INET4_BYTES = 4;
  private static final int INET6_BYTES = 16;

  private ViewAddresses() {}

  /** Once for the process: it is a matter of the machine. */
  private static final class DualStack {
    static final boolean PRESENT = Binder.hasDualStack();
  }

  /** Returns what to open for an address, {@code null} for one to come. */
  static Family family(@Nullable Endpoint endpoint) {
    if (endpoint != null && !(endpoint instanceof InetEndpoint)) {
      return endpoint.family();
    }
    return DualStack.PRESENT ? Family.INET6 : Family.INET4;
  }

  static void serveBoth(dev.sluice.net.Socket socket, Family family) throws IOException {
    if (family == Family.INET6) {
      socket.set(Ipv6Options.IPV6_V6ONLY, false);
    }
  }

  /** Reads what {@code connect} or {@code bind} was given. */
  static Endpoint endpoint(@Nullable SocketAddress address) throws UnknownHostException {
    if (address == null) {
      throw new IllegalArgumentException("an address is wanted, not null");
    }
    if (address instanceof EndpointSocketAddress ours) {
      return ours.endpoint();
    }
    if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
      throw new UnknownHostException(inet.getHostString());
    }
    return Endpoint.of(address);
  }

  /** Maps an IPv4 address for an IPv6 socket. */
  static Endpoint forFamily(Endpoint endpoint, Family family) {
    if (family != Family.INET6
        || !(endpoint instanceof InetEndpoint inet)
        || inet.family() == Family.INET6) {
      return endpoint;
    }
    byte[] address = inet.address();
    if ((address[0] | address[1] | address[2] | address[3]) == 0) {
      return InetEndpoint.any(Family.INET6, inet.port());
    }
    byte[] mapped = new byte[INET6_BYTES];
    mapped[10] = (byte) 0xFF;
    mapped[11] = (byte) 0xFF;
    System.arraycopy(address, 0, mapped, INET6_BYTES - INET4_BYTES, INET4_BYTES);
    return InetEndpoint.of(mapped, inet.port());
  }

  /** Returns the address that leaves the choice to the kernel. */
  static Endpoint any(Family family) {
    return family == Family.UNIX ? UnixEndpoint.unnamed() : InetEndpoint.any(family, 0);
  }

  static InetAddress wildcard() {
    return new InetSocketAddress(0).getAddress();
  }

  /** An AF_UNIX socket is on this machine: its address is the loopback address. */
  static @Nullable InetAddress inetAddress(@Nullable Endpoint endpoint) {
    if (endpoint == null) {
      return null;
    }
    return endpoint instanceof InetEndpoint inet
        ? inetSocketAddress(inet).getAddress()
        : InetAddress.getLoopbackAddress();
  }

  static int port(@Nullable Endpoint endpoint, int none) {
    if (endpoint == null) {
      return none;
    }
    return endpoint instanceof InetEndpoint inet ? inet.port() : 0;
  }

  static @Nullable SocketAddress socketAddress(@Nullable Endpoint endpoint) {
    if (endpoint == null) {
      return null;
    }
    return endpoint instanceof InetEndpoint inet
        ? inetSocketAddress(inet)
        : EndpointSocketAddress.of(endpoint);
  }

  private static InetSocketAddress inetSocketAddress(InetEndpoint endpoint) {
    if (endpoint.scopeId() != 0) {
      return endpoint.toSocketAddress();
    }
    try {
      // Turns the mapped form into IPv4.
      return new InetSocketAddress(InetAddress.getByAddress(endpoint.address()), endpoint.port());
    } catch (UnknownHostException e) {
      throw new AssertionError("an address of another length", e);
    }
  }

  /** Sends one urgent byte, {@code MSG_OOB}, waiting for room. */
  static void sendUrgent(StreamSocket socket, int data) throws IOException {
    try {
      IoBuffer one = IoBuffer.wrap(Arena.ofAuto().allocate(1)).put(data);
      while (socket.sendOnce(one, MsgFlags.OOB.bits()) == IoStatus.WOULD_BLOCK) {
        socket.awaitWritable(-1);
      }
    } catch (IOException e) {
      throw ViewErrors.of(e);
    } catch (FdClosedException e) {
      throw ViewErrors.of(e);
    }
  }
}
