package dev.sluice.sys;

import static dev.sluice.sys.Field.bytes;
import static dev.sluice.sys.Field.i32;

/** {@code struct ip6_mtuinfo} of {@code <netinet/in.h>}, {@code RFC 3542}. */
public final class Ip6Mtuinfo {
  /** How many bytes it takes. */
  public static final int SIZEOF = 32;

  public static final Field.Bytes ip6m_addr = bytes(0, 28);
  public static final Field.I32 ip6m_mtu = i32(28);

  private Ip6Mtuinfo() {}
}
