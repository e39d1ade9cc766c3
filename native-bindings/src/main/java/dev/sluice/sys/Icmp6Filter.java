package dev.sluice.sys;

import static dev.sluice.sys.Field.bytes;

/** {@code struct icmp6_filter} of {@code <netinet/icmp6.h>}, {@code RFC 3542}. */
public final class Icmp6Filter {
  /** How many bytes it takes. */
  public static final int SIZEOF = 32;

  public static final Field.Bytes icmp6_filt = bytes(0, 32);

  private Icmp6Filter() {}
}
