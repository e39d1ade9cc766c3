package dev.sluice.net;

import static dev.sluice.sys.InetConstants.IPPROTO_IPV6;

import dev.sluice.InetEndpoint;
import dev.sluice.sys.InetConstants;

/** Options of IPv6 sockets, by their names in C, sorted; {@code ipv6(7)}. */
public final class Ipv6Options {
  /**
   * Where a connection went before it was redirected to us; read only. Only the kernel's NAT over
   * IPv6 has it, others are {@code ENOENT} or {@code ENOPROTOOPT}. {@code iptables(8)}.
   */
  public static final SocketOption<InetEndpoint> IP6T_SO_ORIGINAL_DST =
      SocketOption.of(
          "IP6T_SO_ORIGINAL_DST",
          IPPROTO_IPV6,
          InetConstants.IP6T_SO_ORIGINAL_DST,
          AncillaryCodecs.INET6);

  /** Whether an address may be bound that this machine does not have yet. {@code ipv6(7)}. */
  public static final SocketOption<Boolean> IPV6_FREEBIND =
      SocketOption.ofBoolean("IPV6_FREEBIND", IPPROTO_IPV6, InetConstants.IPV6_FREEBIND);

  /** The path MTU of a connected socket in bytes. {@code ipv6(7)}. */
  public static final SocketOption<Integer> IPV6_MTU =
      SocketOption.ofInt("IPV6_MTU", IPPROTO_IPV6, InetConstants.IPV6_MTU);

  /** How the path MTU is found: one of IPV6_PMTUDISC. {@code ipv6(7)}. */
  public static final SocketOption<Integer> IPV6_MTU_DISCOVER =
      SocketOption.ofInt("IPV6_MTU_DISCOVER", IPPROTO_IPV6, InetConstants.IPV6_MTU_DISCOVER);

  /** Whether datagrams of groups arrive that other sockets have joined. {@code ipv6(7)}. */
  public static final SocketOption<Boolean> IPV6_MULTICAST_ALL =
      SocketOption.ofBoolean("IPV6_MULTICAST_ALL", IPPROTO_IPV6, InetConstants.IPV6_MULTICAST_ALL);

  /** How many routers multicast may pass; -1 for the default. {@code ipv6(7)}. */
  public static final SocketOption<Integer> IPV6_MULTICAST_HOPS =
      SocketOption.ofInt("IPV6_MULTICAST_HOPS", IPPROTO_IPV6, InetConstants.IPV6_MULTICAST_HOPS);

  /** The index of the interface that multicast leaves by. {@code ipv6(7)}. */
  public static final SocketOption<Integer> IPV6_MULTICAST_IF =
      SocketOption.ofInt("IPV6_MULTICAST_IF", IPPROTO_IPV6, InetConstants.IPV6_MULTICAST_IF);

  /** Whether multicast comes back to this machine. {@code ipv6(7)}. */
  public static final SocketOption<Boolean> IPV6_MULTICAST_LOOP =
      SocketOption.ofBoolean(
          "IPV6_MULTICAST_LOOP", IPPROTO_IPV6, InetConstants.IPV6_MULTICAST_LOOP);

  /** Whether errors of the network are queued with what caused them. {@code ipv6(7)}. */
  public static final SocketOption<Boolean> IPV6_RECVERR =
      SocketOption.ofBoolean("IPV6_RECVERR", IPPROTO_IPV6, InetConstants.IPV6_RECVERR);

  /** Whether datagrams bring their hop limit. {@code ipv6(7)}. */
  public static final SocketOption<Boolean> IPV6_RECVHOPLIMIT =
      SocketOption.ofBoolean("IPV6_RECVHOPLIMIT", IPPROTO_IPV6, InetConstants.IPV6_RECVHOPLIMIT);

  /** Whether datagrams bring the address and interface that they arrived at. {@code ipv6(7)}. */
  public static final SocketOption<Boolean> IPV6_RECVPKTINFO =
      SocketOption.ofBoolean("IPV6_RECVPKTINFO", IPPROTO_IPV6, InetConstants.IPV6_RECVPKTINFO);

  /** Whether datagrams bring their traffic class. {@code ipv6(7)}. */
  public static final SocketOption<Boolean> IPV6_RECVTCLASS =
      SocketOption.ofBoolean("IPV6_RECVTCLASS", IPPROTO_IPV6, InetConstants.IPV6_RECVTCLASS);

  /** The traffic class of outgoing packets; -1 for the default. {@code ipv6(7)}. */
  public static final SocketOption<Integer> IPV6_TCLASS =
      SocketOption.ofInt("IPV6_TCLASS", IPPROTO_IPV6, InetConstants.IPV6_TCLASS);

  /**
   * Whether foreign addresses may be bound. Needs CAP_NET_ADMIN or CAP_NET_RAW. {@code ipv6(7)}.
   */
  public static final SocketOption<Boolean> IPV6_TRANSPARENT =
      SocketOption.ofBoolean("IPV6_TRANSPARENT", IPPROTO_IPV6, InetConstants.IPV6_TRANSPARENT);

  /** How many routers a packet may pass; -1 for the default. {@code ipv6(7)}. */
  public static final SocketOption<Integer> IPV6_UNICAST_HOPS =
      SocketOption.ofInt("IPV6_UNICAST_HOPS", IPPROTO_IPV6, InetConstants.IPV6_UNICAST_HOPS);

  /** Whether the socket leaves IPv4 alone; set before bind. {@code ipv6(7)}. */
  public static final SocketOption<Boolean> IPV6_V6ONLY =
      SocketOption.ofBoolean("IPV6_V6ONLY", IPPROTO_IPV6, InetConstants.IPV6_V6ONLY);

  /** Ignores a source of a joined group; only set. {@code ip(7)}. */
  public static final SocketOption<MulticastSource> MCAST_BLOCK_SOURCE =
      SocketOption.of(
          "MCAST_BLOCK_SOURCE",
          IPPROTO_IPV6,
          InetConstants.MCAST_BLOCK_SOURCE,
          MulticastSource.CODEC);

  /** Joins a multicast group, for any source; only set. {@code ip(7)}. */
  public static final SocketOption<MulticastGroup> MCAST_JOIN_GROUP =
      SocketOption.of(
          "MCAST_JOIN_GROUP", IPPROTO_IPV6, InetConstants.MCAST_JOIN_GROUP, MulticastGroup.CODEC);

  /** Joins a multicast group, for one source; only set. {@code ip(7)}. */
  public static final SocketOption<MulticastSource> MCAST_JOIN_SOURCE_GROUP =
      SocketOption.of(
          "MCAST_JOIN_SOURCE_GROUP",
          IPPROTO_IPV6,
          InetConstants.MCAST_JOIN_SOURCE_GROUP,
          MulticastSource.CODEC);

  /** Leaves a multicast group; only set. {@code ip(7)}. */
  public static final SocketOption<MulticastGroup> MCAST_LEAVE_GROUP =
      SocketOption.of(
          "MCAST_LEAVE_GROUP", IPPROTO_IPV6, InetConstants.MCAST_LEAVE_GROUP, MulticastGroup.CODEC);

  /** Leaves a multicast group, for one source; only set. {@code ip(7)}. */
  public static final SocketOption<MulticastSource> MCAST_LEAVE_SOURCE_GROUP =
      SocketOption.of(
          "MCAST_LEAVE_SOURCE_GROUP",
          IPPROTO_IPV6,
          InetConstants.MCAST_LEAVE_SOURCE_GROUP,
          MulticastSource.CODEC);

  /** Hears a blocked source of a joined group again; only set. {@code ip(7)}. */
  public static final SocketOption<MulticastSource> MCAST_UNBLOCK_SOURCE =
      SocketOption.of(
          "MCAST_UNBLOCK_SOURCE",
          IPPROTO_IPV6,
          InetConstants.MCAST_UNBLOCK_SOURCE,
          MulticastSource.CODEC);

  private Ipv6Options() {}
}
