package dev.sluice.sys;

import static dev.sluice.sys.Field.i32;

/** {@code struct in_addr} of {@code <netinet/in.h>}, {@code ip(7)}. */
public final class InAddr {
  /** How many bytes it takes. */
  public static final int SIZEOF = 4;

  public static final Field.I32 s_addr = i32(0);

  private InAddr() {}
}
