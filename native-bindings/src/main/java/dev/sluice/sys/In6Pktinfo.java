package dev.sluice.sys;

import static dev.sluice.sys.Field.bytes;
import static dev.sluice.sys.Field.i32;

/** {@code struct in6_pktinfo} of {@code <netinet/in.h>}, {@code ipv6(7)}. */
public final class In6Pktinfo {
  /** How many bytes it takes. */
  public static final int SIZEOF = 20;

  public static final Field.Bytes ipi6_addr = bytes(0, 16);
  public static final Field.I32 ipi6_ifindex = i32(16);

  private In6Pktinfo() {}
}
