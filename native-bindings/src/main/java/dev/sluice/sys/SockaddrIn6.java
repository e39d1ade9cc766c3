package dev.sluice.sys;

import static dev.sluice.sys.Field.bytes;
import static dev.sluice.sys.Field.i32;
import static dev.sluice.sys.Field.u16;

/**
 * {@code struct sockaddr_in6} of {@code <netinet/in.h>}, {@code ipv6(7)}.
 *
 * <p>Port, flow and address are in network order, the scope is not.
 */
public final class SockaddrIn6 {
  /** How many bytes it takes. */
  public static final int SIZEOF = 28;

  public static final Field.U16 sin6_family = u16(0);
  public static final Field.U16 sin6_port = u16(2);
  public static final Field.I32 sin6_flowinfo = i32(4);
  public static final Field.Bytes sin6_addr = bytes(8, 16);
  public static final Field.I32 sin6_scope_id = i32(24);

  private SockaddrIn6() {}
}
