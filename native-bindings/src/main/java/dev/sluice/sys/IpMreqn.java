package dev.sluice.sys;

import static dev.sluice.sys.Field.bytes;
import static dev.sluice.sys.Field.i32;

/** {@code struct ip_mreqn} of {@code <netinet/in.h>}, {@code ip(7)}. */
public final class IpMreqn {
  /** How many bytes it takes. */
  public static final int SIZEOF = 12;

  public static final Field.Bytes imr_multiaddr = bytes(0, 4);
  public static final Field.Bytes imr_address = bytes(4, 4);
  public static final Field.I32 imr_ifindex = i32(8);

  private IpMreqn() {}
}
