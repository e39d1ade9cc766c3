package dev.sluice.net;

import static dev.sluice.sys.InetConstants.IPPROTO_UDP;

import dev.sluice.sys.UdpConstants;

/** Options of UDP sockets, by their names in C, sorted; {@code udp(7)}. */
public final class UdpOptions {
  /**
   * Whether all that is sent becomes one datagram, which leaves when the cork is pulled. {@code
   * udp(7)}.
   */
  public static final SocketOption<Boolean> UDP_CORK =
      SocketOption.ofBoolean("UDP_CORK", IPPROTO_UDP, UdpConstants.UDP_CORK);

  /**
   * Whether received datagrams of one sender and size may come merged; the message says the size.
   * {@code udp(7)}.
   */
  public static final SocketOption<Boolean> UDP_GRO =
      SocketOption.ofBoolean("UDP_GRO", IPPROTO_UDP, UdpConstants.UDP_GRO);

  /**
   * Into datagrams of how many bytes the kernel cuts what is sent; 0 for not at all. {@code
   * udp(7)}.
   */
  public static final SocketOption<Integer> UDP_SEGMENT =
      SocketOption.ofInt("UDP_SEGMENT", IPPROTO_UDP, UdpConstants.UDP_SEGMENT);

  private UdpOptions() {}
}
