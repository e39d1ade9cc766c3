package dev.sluice.net;

import dev.sluice.sys.IcmpConstants;
import dev.sluice.sys.InetConstants;
import dev.sluice.sys.SocketConstants;

/** Options of raw ICMP sockets, by their names in C, sorted; {@code raw(7)} and RFC 3542. */
public final class IcmpOptions {
  /** Which messages reach a raw socket of {@code IPPROTO_ICMPV6}. RFC 3542. */
  public static final SocketOption<IcmpFilter> ICMP6_FILTER =
      SocketOption.of(
          "ICMP6_FILTER",
          InetConstants.IPPROTO_ICMPV6,
          IcmpConstants.ICMP6_FILTER,
          IcmpFilter.CODEC6);

  /** Which messages reach a raw socket of {@code IPPROTO_ICMP}. {@code raw(7)}. */
  public static final SocketOption<IcmpFilter> ICMP_FILTER =
      SocketOption.of(
          "ICMP_FILTER", SocketConstants.SOL_RAW, IcmpConstants.ICMP_FILTER, IcmpFilter.CODEC4);

  private IcmpOptions() {}
}
