package dev.sluice.sys;

import static dev.sluice.sys.Field.bytes;
import static dev.sluice.sys.Field.u16;

/**
 * {@code struct sockaddr_in} of {@code <netinet/in.h>}, {@code ip(7)}.
 *
 * <p>Port and address are in network order: {@code sin_port.set(address, htons(80))}.
 */
public final class SockaddrIn {
  /** How many bytes it takes. */
  public static final int SIZEOF = 16;

  public static final Field.U16 sin_family = u16(0);
  public static final Field.U16 sin_port = u16(2);
  public static final Field.Bytes sin_addr = bytes(4, 4);
  public static final Field.Bytes sin_zero = bytes(8, 8);

  private SockaddrIn() {}
}
