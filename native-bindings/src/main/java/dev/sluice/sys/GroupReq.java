package dev.sluice.sys;

import static dev.sluice.sys.Field.bytes;
import static dev.sluice.sys.Field.i32;

/** {@code struct group_req} of {@code <netinet/in.h>}, {@code ip(7)}. */
public final class GroupReq {
  /** How many bytes it takes. */
  public static final int SIZEOF = 136;

  public static final Field.I32 gr_interface = i32(0);
  public static final Field.Bytes gr_group = bytes(8, 128);

  private GroupReq() {}
}
