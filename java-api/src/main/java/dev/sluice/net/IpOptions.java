package dev.sluice.net;

import static dev.sluice.sys.InetConstants.IPPROTO_IP;

import dev.sluice.InetEndpoint;
import dev.sluice.sys.InetConstants;

/** Options of IPv4 sockets, by their names in C, sorted; {@code ip(7)}. */
public final class IpOptions {
  /** Whether bind with port 0 leaves the port to connect. {@code ip(7)}. */
  public static final SocketOption<Boolean> IP_BIND_ADDRESS_NO_PORT =
      SocketOption.ofBoolean(
          "IP_BIND_ADDRESS_NO_PORT", IPPROTO_IP, InetConstants.IP_BIND_ADDRESS_NO_PORT);

  /** Whether an address may be bound that this machine does not have yet. {@code ip(7)}. */
  public static final SocketOption<Boolean> IP_FREEBIND =
      SocketOption.ofBoolean("IP_FREEBIND", IPPROTO_IP, InetConstants.IP_FREEBIND);

  /** The ports that the kernel picks from; since Linux 6.3. {@code ip(7)}. */
  public static final SocketOption<PortRange> IP_LOCAL_PORT_RANGE =
      SocketOption.of(
          "IP_LOCAL_PORT_RANGE", IPPROTO_IP, InetConstants.IP_LOCAL_PORT_RANGE, PortRange.CODEC);

  /** The path MTU of a connected socket in bytes; read only. {@code ip(7)}. */
  public static final SocketOption<Integer> IP_MTU =
      SocketOption.of(
          "IP_MTU", IPPROTO_IP, InetConstants.IP_MTU, OptionCodecs.readOnly(OptionCodecs.INT));

  /** How the path MTU is found: one of IP_PMTUDISC. {@code ip(7)}. */
  public static final SocketOption<Integer> IP_MTU_DISCOVER =
      SocketOption.ofInt("IP_MTU_DISCOVER", IPPROTO_IP, InetConstants.IP_MTU_DISCOVER);

  /** Whether datagrams of groups arrive that other sockets have joined. {@code ip(7)}. */
  public static final SocketOption<Boolean> IP_MULTICAST_ALL =
      SocketOption.ofBoolean("IP_MULTICAST_ALL", IPPROTO_IP, InetConstants.IP_MULTICAST_ALL);

  /** The index of the interface that multicast leaves by; only set. {@code ip(7)}. */
  public static final SocketOption<Integer> IP_MULTICAST_IF =
      SocketOption.of(
          "IP_MULTICAST_IF", IPPROTO_IP, InetConstants.IP_MULTICAST_IF, OptionCodecs.INTERFACE);

  /** Whether multicast comes back to this machine. {@code ip(7)}. */
  public static final SocketOption<Boolean> IP_MULTICAST_LOOP =
      SocketOption.ofBoolean("IP_MULTICAST_LOOP", IPPROTO_IP, InetConstants.IP_MULTICAST_LOOP);

  /** How many routers multicast may pass. {@code ip(7)}. */
  public static final SocketOption<Integer> IP_MULTICAST_TTL =
      SocketOption.ofInt("IP_MULTICAST_TTL", IPPROTO_IP, InetConstants.IP_MULTICAST_TTL);

  /** Whether datagrams bring the address and interface that they arrived at. {@code ip(7)}. */
  public static final SocketOption<Boolean> IP_PKTINFO =
      SocketOption.ofBoolean("IP_PKTINFO", IPPROTO_IP, InetConstants.IP_PKTINFO);

  /** Whether errors of the network are queued with what caused them. {@code ip(7)}. */
  public static final SocketOption<Boolean> IP_RECVERR =
      SocketOption.ofBoolean("IP_RECVERR", IPPROTO_IP, InetConstants.IP_RECVERR);

  /**
   * Whether datagrams bring the address that they were sent to before redirection. {@code ip(7)}.
   */
  public static final SocketOption<Boolean> IP_RECVORIGDSTADDR =
      SocketOption.ofBoolean("IP_RECVORIGDSTADDR", IPPROTO_IP, InetConstants.IP_RECVORIGDSTADDR);

  /** Whether datagrams bring their type of service. {@code ip(7)}. */
  public static final SocketOption<Boolean> IP_RECVTOS =
      SocketOption.ofBoolean("IP_RECVTOS", IPPROTO_IP, InetConstants.IP_RECVTOS);

  /** Whether datagrams bring their time to live. {@code ip(7)}. */
  public static final SocketOption<Boolean> IP_RECVTTL =
      SocketOption.ofBoolean("IP_RECVTTL", IPPROTO_IP, InetConstants.IP_RECVTTL);

  /** The type of service of outgoing packets. {@code ip(7)}. */
  public static final SocketOption<Integer> IP_TOS =
      SocketOption.ofInt("IP_TOS", IPPROTO_IP, InetConstants.IP_TOS);

  /** Whether foreign addresses may be bound. Needs CAP_NET_ADMIN or CAP_NET_RAW. {@code ip(7)}. */
  public static final SocketOption<Boolean> IP_TRANSPARENT =
      SocketOption.ofBoolean("IP_TRANSPARENT", IPPROTO_IP, InetConstants.IP_TRANSPARENT);

  /** How many routers a packet may pass. {@code ip(7)}. */
  public static final SocketOption<Integer> IP_TTL =
      SocketOption.ofInt("IP_TTL", IPPROTO_IP, InetConstants.IP_TTL);

  /** Ignores a source of a joined group; only set. {@code ip(7)}. */
  public static final SocketOption<MulticastSource> MCAST_BLOCK_SOURCE =
      SocketOption.of(
          "MCAST_BLOCK_SOURCE",
          IPPROTO_IP,
          InetConstants.MCAST_BLOCK_SOURCE,
          MulticastSource.CODEC);

  /** Joins a multicast group, for any source; only set. {@code ip(7)}. */
  public static final SocketOption<MulticastGroup> MCAST_JOIN_GROUP =
      SocketOption.of(
          "MCAST_JOIN_GROUP", IPPROTO_IP, InetConstants.MCAST_JOIN_GROUP, MulticastGroup.CODEC);

  /** Joins a multicast group, for one source; only set. {@code ip(7)}. */
  public static final SocketOption<MulticastSource> MCAST_JOIN_SOURCE_GROUP =
      SocketOption.of(
          "MCAST_JOIN_SOURCE_GROUP",
          IPPROTO_IP,
          InetConstants.MCAST_JOIN_SOURCE_GROUP,
          MulticastSource.CODEC);

  /** Leaves a multicast group; only set. {@code ip(7)}. */
  public static final SocketOption<MulticastGroup> MCAST_LEAVE_GROUP =
      SocketOption.of(
          "MCAST_LEAVE_GROUP", IPPROTO_IP, InetConstants.MCAST_LEAVE_GROUP, MulticastGroup.CODEC);

  /** Leaves a multicast group, for one source; only set. {@code ip(7)}. */
  public static final SocketOption<MulticastSource> MCAST_LEAVE_SOURCE_GROUP =
      SocketOption.of(
          "MCAST_LEAVE_SOURCE_GROUP",
          IPPROTO_IP,
          InetConstants.MCAST_LEAVE_SOURCE_GROUP,
          MulticastSource.CODEC);

  /** Hears a blocked source of a joined group again; only set. {@code ip(7)}. */
  public static final SocketOption<MulticastSource> MCAST_UNBLOCK_SOURCE =
      SocketOption.of(
          "MCAST_UNBLOCK_SOURCE",
          IPPROTO_IP,
          InetConstants.MCAST_UNBLOCK_SOURCE,
          MulticastSource.CODEC);

  /**
   * Where a connection went before it was redirected to us; read only. Only the kernel's NAT over
   * IPv4 has it, others are {@code ENOENT} or {@code ENOPROTOOPT}. {@code iptables(8)}.
   */
  public static final SocketOption<InetEndpoint> SO_ORIGINAL_DST =
      SocketOption.of(
          "SO_ORIGINAL_DST", IPPROTO_IP, InetConstants.SO_ORIGINAL_DST, AncillaryCodecs.INET4);

  private IpOptions() {}
}
