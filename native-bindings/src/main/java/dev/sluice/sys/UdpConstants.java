package dev.sluice.sys;

/** {@code <netinet/udp.h>}: numbers for UDP, {@code udp(7)}. */
public final class UdpConstants {
  // Level and options, udp(7).
  public static final int UDP_CORK = 1;
  public static final int SOL_UDP = 17;
  public static final int UDP_ENCAP = 100;
  public static final int UDP_NO_CHECK6_TX = 101;
  public static final int UDP_NO_CHECK6_RX = 102;
  public static final int UDP_SEGMENT = 103;
  public static final int UDP_GRO = 104;

  private UdpConstants() {}
}
