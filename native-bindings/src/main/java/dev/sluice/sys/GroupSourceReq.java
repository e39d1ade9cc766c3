package dev.sluice.sys;

import static dev.sluice.sys.Field.bytes;
import static dev.sluice.sys.Field.i32;

/** {@code struct group_source_req} of {@code <netinet/in.h>}, {@code ip(7)}. */
public final class GroupSourceReq {
  /** How many bytes it takes. */
  public static final int SIZEOF = 264;

  public static final Field.I32 gsr_interface = i32(0);
  public static final Field.Bytes gsr_group = bytes(8, 128);
  public static final Field.Bytes gsr_source = bytes(136, 128);

  private GroupSourceReq() {}
}
