package dev.sluice.sys;

import static dev.sluice.sys.Field.bytes;
import static dev.sluice.sys.Field.i32;
import static dev.sluice.sys.Field.u16;

/** {@code struct packet_mreq} of {@code <linux/if_packet.h>}, {@code packet(7)}. */
public final class PacketMreq {
  /** How many bytes it takes. */
  public static final int SIZEOF = 16;

  public static final Field.I32 mr_ifindex = i32(0);
  public static final Field.U16 mr_type = u16(4);
  public static final Field.U16 mr_alen = u16(6);
  public static final Field.Bytes mr_address = bytes(8, 8);

  private PacketMreq() {}
}
