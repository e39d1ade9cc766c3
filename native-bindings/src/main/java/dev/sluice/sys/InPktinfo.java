package dev.sluice.sys;

import static dev.sluice.sys.Field.bytes;
import static dev.sluice.sys.Field.i32;

/** {@code struct in_pktinfo} of {@code <netinet/in.h>}, {@code ip(7)}. */
public final class InPktinfo {
  /** How many bytes it takes. */
  public static final int SIZEOF = 12;

  public static final Field.I32 ipi_ifindex = i32(0);
  public static final Field.Bytes ipi_spec_dst = bytes(4, 4);
  public static final Field.Bytes ipi_addr = bytes(8, 4);

  private InPktinfo() {}
}
