package dev.sluice.sys;

/**
 * {@code <linux/netlink.h>} and {@code <linux/rtnetlink.h>}: numbers for AF_NETLINK, {@code
 * netlink(7)}.
 */
public final class NetlinkConstants {
  // Options of SOL_NETLINK, netlink(7).
  public static final int NETLINK_ADD_MEMBERSHIP = 1;
  public static final int NETLINK_DROP_MEMBERSHIP = 2;
  public static final int NETLINK_PKTINFO = 3;
  public static final int NETLINK_BROADCAST_ERROR = 4;
  public static final int NETLINK_NO_ENOBUFS = 5;
  public static final int NETLINK_RX_RING = 6;
  public static final int NETLINK_TX_RING = 7;
  public static final int NETLINK_LISTEN_ALL_NSID = 8;
  public static final int NETLINK_LIST_MEMBERSHIPS = 9;
  public static final int NETLINK_CAP_ACK = 10;
  public static final int NETLINK_EXT_ACK = 11;
  public static final int NETLINK_GET_STRICT_CHK = 12;

  // States of a socket.
  public static final int NETLINK_UNCONNECTED = 0;
  public static final int NETLINK_CONNECTED = 1;

  // Families, netlink(7).
  public static final int NETLINK_ROUTE = 0;
  public static final int NETLINK_UNUSED = 1;
  public static final int NETLINK_USERSOCK = 2;
  public static final int NETLINK_FIREWALL = 3;
  public static final int NETLINK_INET_DIAG = 4;
  public static final int NETLINK_SOCK_DIAG = 4;
  public static final int NETLINK_NFLOG = 5;
  public static final int NETLINK_XFRM = 6;
  public static final int NETLINK_SELINUX = 7;
  public static final int NETLINK_ISCSI = 8;
  public static final int NETLINK_AUDIT = 9;
  public static final int NETLINK_FIB_LOOKUP = 10;
  public static final int NETLINK_CONNECTOR = 11;
  public static final int NETLINK_NETFILTER = 12;
  public static final int NETLINK_IP6_FW = 13;
  public static final int NETLINK_DNRTMSG = 14;
  public static final int NETLINK_KOBJECT_UEVENT = 15;
  public static final int NETLINK_GENERIC = 16;
  public static final int NETLINK_SCSITRANSPORT = 18;
  public static final int NETLINK_ECRYPTFS = 19;
  public static final int NETLINK_RDMA = 20;
  public static final int NETLINK_CRYPTO = 21;
  public static final int NETLINK_SMC = 22;

  // Messages, netlink(7).
  public static final int NLMSG_NOOP = 1;
  public static final int NLMSG_ERROR = 2;
  public static final int NLMSG_DONE = 3;
  public static final int NLMSG_ALIGNTO = 4;
  public static final int NLMSG_OVERRUN = 4;
  public static final int NLMSG_MIN_TYPE = 16;

  // Flags of messages, netlink(7).
  public static final int NLM_F_REQUEST = 0x1;
  public static final int NLM_F_MULTI = 0x2;
  public static final int NLM_F_ACK = 0x4;
  public static final int NLM_F_ECHO = 0x8;
  public static final int NLM_F_DUMP_INTR = 0x10;
  public static final int NLM_F_DUMP_FILTERED = 0x20;
  public static final int NLM_F_CAPPED = 0x100;
  public static final int NLM_F_NONREC = 0x100;
  public static final int NLM_F_REPLACE = 0x100;
  public static final int NLM_F_ROOT = 0x100;
  public static final int NLM_F_ACK_TLVS = 0x200;
  public static final int NLM_F_BULK = 0x200;
  public static final int NLM_F_EXCL = 0x200;
  public static final int NLM_F_MATCH = 0x200;
  public static final int NLM_F_DUMP = 0x300;
  public static final int NLM_F_ATOMIC = 0x400;
  public static final int NLM_F_CREATE = 0x400;
  public static final int NLM_F_APPEND = 0x800;

  // Groups as bits, rtnetlink(7).
  public static final int RTMGRP_LINK = 0x1;
  public static final int RTMGRP_NOTIFY = 0x2;
  public static final int RTMGRP_NEIGH = 0x4;
  public static final int RTMGRP_TC = 0x8;
  public static final int RTMGRP_IPV4_IFADDR = 0x10;
  public static final int RTMGRP_IPV4_MROUTE = 0x20;
  public static final int RTMGRP_IPV4_ROUTE = 0x40;
  public static final int RTMGRP_IPV4_RULE = 0x80;
  public static final int RTMGRP_IPV6_IFADDR = 0x100;
  public static final int RTMGRP_IPV6_MROUTE = 0x200;
  public static final int RTMGRP_IPV6_ROUTE = 0x400;
  public static final int RTMGRP_IPV6_IFINFO = 0x800;
  public static final int RTMGRP_DECnet_IFADDR = 0x1000;
  public static final int RTMGRP_DECnet_ROUTE = 0x4000;
  public static final int RTMGRP_IPV6_PREFIX = 0x20000;

  // Groups as numbers, rtnetlink(7).
  public static final int RTNLGRP_NONE = 0;
  public static final int RTNLGRP_LINK = 1;
  public static final int RTNLGRP_NOTIFY = 2;
  public static final int RTNLGRP_NEIGH = 3;
  public static final int RTNLGRP_TC = 4;
  public static final int RTNLGRP_IPV4_IFADDR = 5;
  public static final int RTNLGRP_IPV4_MROUTE = 6;
  public static final int RTNLGRP_IPV4_ROUTE = 7;
  public static final int RTNLGRP_IPV4_RULE = 8;
  public static final int RTNLGRP_IPV6_IFADDR = 9;
  public static final int RTNLGRP_IPV6_MROUTE = 10;
  public static final int RTNLGRP_IPV6_ROUTE = 11;
  public static final int RTNLGRP_IPV6_IFINFO = 12;
  public static final int RTNLGRP_DECnet_IFADDR = 13;
  public static final int RTNLGRP_NOP2 = 14;
  public static final int RTNLGRP_DECnet_ROUTE = 15;
  public static final int RTNLGRP_DECnet_RULE = 16;
  public static final int RTNLGRP_NOP4 = 17;
  public static final int RTNLGRP_IPV6_PREFIX = 18;
  public static final int RTNLGRP_IPV6_RULE = 19;
  public static final int RTNLGRP_ND_USEROPT = 20;
  public static final int RTNLGRP_PHONET_IFADDR = 21;
  public static final int RTNLGRP_PHONET_ROUTE = 22;
  public static final int RTNLGRP_DCB = 23;
  public static final int RTNLGRP_IPV4_NETCONF = 24;
  public static final int RTNLGRP_IPV6_NETCONF = 25;
  public static final int RTNLGRP_MDB = 26;
  public static final int RTNLGRP_MPLS_ROUTE = 27;
  public static final int RTNLGRP_NSID = 28;
  public static final int RTNLGRP_MPLS_NETCONF = 29;
  public static final int RTNLGRP_IPV4_MROUTE_R = 30;
  public static final int RTNLGRP_IPV6_MROUTE_R = 31;
  public static final int RTNLGRP_NEXTHOP = 32;
  public static final int RTNLGRP_BRVLAN = 33;
  public static final int RTNLGRP_MCTP_IFADDR = 34;
  public static final int RTNLGRP_TUNNEL = 35;
  public static final int RTNLGRP_STATS = 36;

  private NetlinkConstants() {}
}
