package dev.sluice.sys;

import static dev.sluice.sys.Field.bytes;
import static dev.sluice.sys.Field.i32;
import static dev.sluice.sys.Field.u16;
import static dev.sluice.sys.Field.u8;

/**
 * {@code struct sockaddr_ll} of {@code <linux/if_packet.h>}, {@code packet(7)}.
 *
 * <p>The protocol is in network order.
 */
public final class SockaddrLl {
  /** How many bytes it takes. */
  public static final int SIZEOF = 20;

  public static final Field.U16 sll_family = u16(0);
  public static final Field.U16 sll_protocol = u16(2);
  public static final Field.I32 sll_ifindex = i32(4);
  public static final Field.U16 sll_hatype = u16(8);
  public static final Field.U8 sll_pkttype = u8(10);
  public static final Field.U8 sll_halen = u8(11);
  public static final Field.Bytes sll_addr = bytes(12, 8);

  private SockaddrLl() {}
}
