package dev.sluice.sys;

import static dev.sluice.sys.Field.i32;
import static dev.sluice.sys.Field.u16;
import static dev.sluice.sys.Field.u8;

/** {@code struct icmphdr} of {@code <netinet/ip_icmp.h>}, {@code icmp(7)}. */
public final class Icmphdr {
  /** How many bytes it takes. */
  public static final int SIZEOF = 8;

  public static final Field.U8 type = u8(0);
  public static final Field.U8 code = u8(1);
  public static final Field.U16 checksum = u16(2);
  public static final Field.I32 un = i32(4);

  private Icmphdr() {}
}
