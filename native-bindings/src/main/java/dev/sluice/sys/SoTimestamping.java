package dev.sluice.sys;

import static dev.sluice.sys.Field.i32;

/** {@code struct so_timestamping} of {@code <linux/net_tstamp.h>}, {@code SO_TIMESTAMPING}. */
public final class SoTimestamping {
  /** How many bytes it takes. */
  public static final int SIZEOF = 8;

  public static final Field.I32 flags = i32(0);
  public static final Field.I32 bind_phc = i32(4);

  private SoTimestamping() {}
}
