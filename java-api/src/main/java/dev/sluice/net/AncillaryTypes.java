package dev.sluice.net;

import static dev.sluice.sys.InetConstants.IPPROTO_IP;
import static dev.sluice.sys.InetConstants.IPPROTO_IPV6;
import static dev.sluice.sys.SocketConstants.SOL_SOCKET;
import static dev.sluice.sys.UdpConstants.SOL_UDP;

import dev.sluice.InetEndpoint;
import dev.sluice.sys.InetConstants;
import dev.sluice.sys.SocketConstants;
import dev.sluice.sys.UdpConstants;
import java.time.Instant;

/**
 * Ancillary data by its names in C, sorted; {@code cmsg(3)}. Which of it the kernel brings is
 * chosen by socket options, named with each.
 *
 * <p>Descriptors are not among these, because they have to be owned: {@link
 * AncillaryData#addRights}, {@link AncillaryData#takeRights}, {@link AncillaryData#takePidfd}.
 */
public final class AncillaryTypes {
  /** The address that a redirected datagram was sent to; {@code IP_RECVORIGDSTADDR}. */
  public static final AncillaryType<InetEndpoint> IP_ORIGDSTADDR =
      new AncillaryType<>(
          "IP_ORIGDSTADDR", IPPROTO_IP, InetConstants.IP_ORIGDSTADDR, AncillaryCodecs.INET4);

  /**
   * The interface and address that a datagram came to, {@code IP_PKTINFO}; or is to leave by.
   * {@code ip(7)}.
   */
  public static final AncillaryType<PacketInfo> IP_PKTINFO =
      new AncillaryType<>(
          "IP_PKTINFO", IPPROTO_IP, InetConstants.IP_PKTINFO, AncillaryCodecs.PKTINFO);

  /** An error of the error queue; {@code IP_RECVERR}. {@code ip(7)}. */
  public static final AncillaryType<ExtendedError> IP_RECVERR =
      new AncillaryType<>("IP_RECVERR", IPPROTO_IP, InetConstants.IP_RECVERR, ExtendedError.CODEC);

  /** The type of service; {@code IP_RECVTOS}. {@code ip(7)}. */
  public static final AncillaryType<Integer> IP_TOS =
      new AncillaryType<>("IP_TOS", IPPROTO_IP, InetConstants.IP_TOS, AncillaryCodecs.OCTET);

  /** The time to live; {@code IP_RECVTTL}. {@code ip(7)}. */
  public static final AncillaryType<Integer> IP_TTL =
      new AncillaryType<>("IP_TTL", IPPROTO_IP, InetConstants.IP_TTL, OptionCodecs.INT);

  /** The hop limit; {@code IPV6_RECVHOPLIMIT}. {@code ipv6(7)}. */
  public static final AncillaryType<Integer> IPV6_HOPLIMIT =
      new AncillaryType<>(
          "IPV6_HOPLIMIT", IPPROTO_IPV6, InetConstants.IPV6_HOPLIMIT, OptionCodecs.INT);

  /** The address that a redirected datagram was sent to; {@code IPV6_RECVORIGDSTADDR}. */
  public static final AncillaryType<InetEndpoint> IPV6_ORIGDSTADDR =
      new AncillaryType<>(
          "IPV6_ORIGDSTADDR", IPPROTO_IPV6, InetConstants.IPV6_ORIGDSTADDR, AncillaryCodecs.INET6);

  /**
   * The interface and address that a datagram came to, {@code IPV6_RECVPKTINFO}; or is to leave by.
   * {@code ipv6(7)}.
   */
  public static final AncillaryType<PacketInfo> IPV6_PKTINFO =
      new AncillaryType<>(
          "IPV6_PKTINFO", IPPROTO_IPV6, InetConstants.IPV6_PKTINFO, AncillaryCodecs.PKTINFO6);

  /** An error of the error queue; {@code IPV6_RECVERR}. {@code ipv6(7)}. */
  public static final AncillaryType<ExtendedError> IPV6_RECVERR =
      new AncillaryType<>(
          "IPV6_RECVERR", IPPROTO_IPV6, InetConstants.IPV6_RECVERR, ExtendedError.CODEC);

  /** The traffic class; {@code IPV6_RECVTCLASS}. {@code ipv6(7)}. */
  public static final AncillaryType<Integer> IPV6_TCLASS =
      new AncillaryType<>("IPV6_TCLASS", IPPROTO_IPV6, InetConstants.IPV6_TCLASS, OptionCodecs.INT);

  /** Who sent it, on AF_UNIX; {@code SO_PASSCRED}. {@code unix(7)}. */
  public static final AncillaryType<PeerCredentials> SCM_CREDENTIALS =
      new AncillaryType<>(
          "SCM_CREDENTIALS",
          SOL_SOCKET,
          SocketConstants.SCM_CREDENTIALS,
          AncillaryCodecs.CREDENTIALS);

  /** When it arrived, in microseconds; {@code SO_TIMESTAMP}. {@code socket(7)}. */
  public static final AncillaryType<Instant> SCM_TIMESTAMP =
      new AncillaryType<>(
          "SCM_TIMESTAMP", SOL_SOCKET, SocketConstants.SCM_TIMESTAMP, AncillaryCodecs.MICROS);

  /** When it arrived or left, by which clock; {@code SO_TIMESTAMPING}. {@code socket(7)}. */
  public static final AncillaryType<PacketTimestamps> SCM_TIMESTAMPING =
      new AncillaryType<>(
          "SCM_TIMESTAMPING", SOL_SOCKET, SocketConstants.SCM_TIMESTAMPING, PacketTimestamps.CODEC);

  /** When it arrived, in nanoseconds; {@code SO_TIMESTAMPNS}. {@code socket(7)}. */
  public static final AncillaryType<Instant> SCM_TIMESTAMPNS =
      new AncillaryType<>(
          "SCM_TIMESTAMPNS", SOL_SOCKET, SocketConstants.SCM_TIMESTAMPNS, AncillaryCodecs.NANOS);

  /**
   * When it is to be sent, in nanoseconds of the clock chosen with {@code SO_TXTIME}. {@code
   * socket(7)}.
   */
  public static final AncillaryType<Long> SCM_TXTIME =
      new AncillaryType<>("SCM_TXTIME", SOL_SOCKET, SocketConstants.SCM_TXTIME, OptionCodecs.LONG);

  /** How many datagrams were dropped since the socket exists; {@code SO_RXQ_OVFL}. */
  public static final AncillaryType<Integer> SO_RXQ_OVFL =
      new AncillaryType<>("SO_RXQ_OVFL", SOL_SOCKET, SocketConstants.SO_RXQ_OVFL, OptionCodecs.INT);

  /** How long the datagrams are that came merged; {@code UDP_GRO}. {@code udp(7)}. */
  public static final AncillaryType<Integer> UDP_GRO =
      new AncillaryType<>("UDP_GRO", SOL_UDP, UdpConstants.UDP_GRO, OptionCodecs.INT);

  /** Into datagrams of which length the kernel is to cut what is sent. {@code udp(7)}. */
  public static final AncillaryType<Integer> UDP_SEGMENT =
      new AncillaryType<>("UDP_SEGMENT", SOL_UDP, UdpConstants.UDP_SEGMENT, AncillaryCodecs.SHORT);

  private AncillaryTypes() {}
}
