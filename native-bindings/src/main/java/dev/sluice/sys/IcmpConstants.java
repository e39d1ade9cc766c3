package dev.sluice.sys;

/** {@code <netinet/ip_icmp.h>} and {@code <netinet/icmp6.h>}: numbers for ICMP, {@code icmp(7)}. */
public final class IcmpConstants {
  // ICMP types, codes and filter, icmp(7).
  public static final int ICMP_ECHOREPLY = 0;
  public static final int ICMP_EXC_TTL = 0;
  public static final int ICMP_NET_UNREACH = 0;
  public static final int ICMP_EXC_FRAGTIME = 1;
  public static final int ICMP_FILTER = 1;
  public static final int ICMP_HOST_UNREACH = 1;
  public static final int ICMP_PROT_UNREACH = 2;
  public static final int ICMP_DEST_UNREACH = 3;
  public static final int ICMP_PORT_UNREACH = 3;
  public static final int ICMP_FRAG_NEEDED = 4;
  public static final int ICMP_SOURCE_QUENCH = 4;
  public static final int ICMP_REDIRECT = 5;
  public static final int ICMP_ECHO = 8;
  public static final int ICMP_TIME_EXCEEDED = 11;
  public static final int ICMP_PARAMETERPROB = 12;
  public static final int ICMP_TIMESTAMP = 13;
  public static final int ICMP_TIMESTAMPREPLY = 14;

  // ICMPv6 types, codes and filter, RFC 4443 and RFC 3542.
  public static final int ICMP6_DST_UNREACH_NOROUTE = 0;
  public static final int ICMP6_DST_UNREACH = 1;
  public static final int ICMP6_DST_UNREACH_ADMIN = 1;
  public static final int ICMP6_FILTER = 1;
  public static final int ICMP6_FILTER_BLOCK = 1;
  public static final int ICMP6_DST_UNREACH_BEYONDSCOPE = 2;
  public static final int ICMP6_FILTER_PASS = 2;
  public static final int ICMP6_PACKET_TOO_BIG = 2;
  public static final int ICMP6_DST_UNREACH_ADDR = 3;
  public static final int ICMP6_FILTER_BLOCKOTHERS = 3;
  public static final int ICMP6_TIME_EXCEEDED = 3;
  public static final int ICMP6_DST_UNREACH_NOPORT = 4;
  public static final int ICMP6_FILTER_PASSONLY = 4;
  public static final int ICMP6_PARAM_PROB = 4;
  public static final int ICMP6_ECHO_REQUEST = 128;
  public static final int ICMP6_ECHO_REPLY = 129;

  private IcmpConstants() {}
}
