package dev.sluice.sys;

import static dev.sluice.sys.Field.bytes;
import static dev.sluice.sys.Field.i32;

/** {@code struct ipv6_mreq} of {@code <netinet/in.h>}, {@code ipv6(7)}. */
public final class Ipv6Mreq {
  /** How many bytes it takes. */
  public static final int SIZEOF = 20;

  public static final Field.Bytes ipv6mr_multiaddr = bytes(0, 16);
  public static final Field.I32 ipv6mr_interface = i32(16);

  private Ipv6Mreq() {}
}
