package dev.sluice.sys;

import static dev.sluice.sys.Field.i32;

/** {@code struct sock_txtime} of {@code <linux/net_tstamp.h>}, {@code SO_TXTIME}. */
public final class SockTxtime {
  /** How many bytes it takes. */
  public static final int SIZEOF = 8;

  public static final Field.I32 clockid = i32(0);
  public static final Field.I32 flags = i32(4);

  private SockTxtime() {}
}
