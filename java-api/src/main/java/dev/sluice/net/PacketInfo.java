package dev.sluice.net;

import dev.sluice.InetEndpoint;

/**
 * By which interface and address a datagram came, or is to leave; {@code struct in_pktinfo} of
 * {@code ip(7)}, {@code in6_pktinfo} of {@code ipv6(7)}.
 *
 * @param interfaceIndex the interface, 0 to let the kernel choose
 * @param local the address of ours, with port 0: to send from, all zeros to let the kernel choose
 * @param destination the address in the datagram's header, with port 0: for multicast and broadcast
 *     not the same; sending ignores it
 */
public record PacketInfo(int interfaceIndex, InetEndpoint local, InetEndpoint destination) {
  /**
   * Describes how a datagram is to leave.
   *
   * @param interfaceIndex the interface, 0 to let the kernel choose
   * @param source the address to send from; its port is not used
   */
  public static PacketInfo leavingBy(int interfaceIndex, InetEndpoint source) {
    InetEndpoint local = InetEndpoint.of(source.address(), 0);
    return new PacketInfo(interfaceIndex, local, local);
  }
}
