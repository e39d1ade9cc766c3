package dev.sluice.sys;

import static dev.sluice.sys.Field.i32;

/** {@code struct nl_pktinfo} of {@code <linux/netlink.h>}, {@code netlink(7)}. */
public final class NlPktinfo {
  /** How many bytes it takes. */
  public static final int SIZEOF = 4;

  public static final Field.I32 group = i32(0);

  private NlPktinfo() {}
}
