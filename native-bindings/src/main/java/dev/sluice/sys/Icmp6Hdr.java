package dev.sluice.sys;

import static dev.sluice.sys.Field.bytes;
import static dev.sluice.sys.Field.u16;
import static dev.sluice.sys.Field.u8;

/** {@code struct icmp6_hdr} of {@code <netinet/icmp6.h>}, {@code RFC 4443}. */
public final class Icmp6Hdr {
  /** How many bytes it takes. */
  public static final int SIZEOF = 8;

  public static final Field.U8 icmp6_type = u8(0);
  public static final Field.U8 icmp6_code = u8(1);
  public static final Field.U16 icmp6_cksum = u16(2);
  public static final Field.Bytes icmp6_dataun = bytes(4, 4);

  private Icmp6Hdr() {}
}
