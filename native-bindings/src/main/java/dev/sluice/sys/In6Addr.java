package dev.sluice.sys;

import static dev.sluice.sys.Field.bytes;

/** {@code struct in6_addr} of {@code <netinet/in.h>}, {@code ipv6(7)}. */
public final class In6Addr {
  /** How many bytes it takes. */
  public static final int SIZEOF = 16;

  public static final Field.Bytes s6_addr = bytes(0, 16);

  private In6Addr() {}
}
