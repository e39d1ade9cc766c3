package dev.sluice.net;

import static dev.sluice.sys.SocketConstants.SOL_NETLINK;

import dev.sluice.sys.NetlinkConstants;

/** Options of AF_NETLINK sockets, by their names in C, sorted; {@code netlink(7)}. */
public final class NetlinkOptions {
  /** Joins a group by its number, for instance {@code RTNLGRP_LINK}; only set. */
  public static final SocketOption<Integer> NETLINK_ADD_MEMBERSHIP =
      SocketOption.of(
          "NETLINK_ADD_MEMBERSHIP",
          SOL_NETLINK,
          NetlinkConstants.NETLINK_ADD_MEMBERSHIP,
          OptionCodecs.writeOnly(OptionCodecs.INT));

  /** Whether a receiver without room fails the sender's broadcast. {@code netlink(7)}. */
  public static final SocketOption<Boolean> NETLINK_BROADCAST_ERROR =
      SocketOption.ofBoolean(
          "NETLINK_BROADCAST_ERROR", SOL_NETLINK, NetlinkConstants.NETLINK_BROADCAST_ERROR);

  /** Whether acknowledgements leave out the request they answer. {@code netlink(7)}. */
  public static final SocketOption<Boolean> NETLINK_CAP_ACK =
      SocketOption.ofBoolean("NETLINK_CAP_ACK", SOL_NETLINK, NetlinkConstants.NETLINK_CAP_ACK);

  /** Leaves a group by its number; only set. {@code netlink(7)}. */
  public static final SocketOption<Integer> NETLINK_DROP_MEMBERSHIP =
      SocketOption.of(
          "NETLINK_DROP_MEMBERSHIP",
          SOL_NETLINK,
          NetlinkConstants.NETLINK_DROP_MEMBERSHIP,
          OptionCodecs.writeOnly(OptionCodecs.INT));

  /** Whether refusals say in words what was wrong, and where. {@code netlink(7)}. */
  public static final SocketOption<Boolean> NETLINK_EXT_ACK =
      SocketOption.ofBoolean("NETLINK_EXT_ACK", SOL_NETLINK, NetlinkConstants.NETLINK_EXT_ACK);

  /** Whether the kernel looks at all of a dump's request, and filters. {@code netlink(7)}. */
  public static final SocketOption<Boolean> NETLINK_GET_STRICT_CHK =
      SocketOption.ofBoolean(
          "NETLINK_GET_STRICT_CHK", SOL_NETLINK, NetlinkConstants.NETLINK_GET_STRICT_CHK);

  /** Whether it hears of all network namespaces that have an id in its own. {@code netlink(7)}. */
  public static final SocketOption<Boolean> NETLINK_LISTEN_ALL_NSID =
      SocketOption.ofBoolean(
          "NETLINK_LISTEN_ALL_NSID", SOL_NETLINK, NetlinkConstants.NETLINK_LISTEN_ALL_NSID);

  /** Whether lost messages are not told by {@code ENOBUFS}. {@code netlink(7)}. */
  public static final SocketOption<Boolean> NETLINK_NO_ENOBUFS =
      SocketOption.ofBoolean(
          "NETLINK_NO_ENOBUFS", SOL_NETLINK, NetlinkConstants.NETLINK_NO_ENOBUFS);

  /** Whether messages bring the number of the group they were sent to. {@code netlink(7)}. */
  public static final SocketOption<Boolean> NETLINK_PKTINFO =
      SocketOption.ofBoolean("NETLINK_PKTINFO", SOL_NETLINK, NetlinkConstants.NETLINK_PKTINFO);

  private NetlinkOptions() {}
}
