package dev.sluice.sys;

import static dev.sluice.sys.Field.bytes;
import static dev.sluice.sys.Field.i32;

/** {@code struct nlmsgerr} of {@code <linux/netlink.h>}, {@code netlink(7)}. */
public final class Nlmsgerr {
  /** How many bytes it takes. */
  public static final int SIZEOF = 20;

  public static final Field.I32 error = i32(0);
  public static final Field.Bytes msg = bytes(4, 16);

  private Nlmsgerr() {}
}
