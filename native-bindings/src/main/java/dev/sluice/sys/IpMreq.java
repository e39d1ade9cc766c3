package dev.sluice.sys;

import static dev.sluice.sys.Field.bytes;

/** {@code struct ip_mreq} of {@code <netinet/in.h>}, {@code ip(7)}. */
public final class IpMreq {
  /** How many bytes it takes. */
  public static final int SIZEOF = 8;

  public static final Field.Bytes imr_multiaddr = bytes(0, 4);
  public static final Field.Bytes imr_interface = bytes(4, 4);

  private IpMreq() {}
}
