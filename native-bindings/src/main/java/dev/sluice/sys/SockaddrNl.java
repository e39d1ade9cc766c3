package dev.sluice.sys;

import static dev.sluice.sys.Field.i32;
import static dev.sluice.sys.Field.u16;

/** {@code struct sockaddr_nl} of {@code <linux/netlink.h>}, {@code netlink(7)}. */
public final class SockaddrNl {
  /** How many bytes it takes. */
  public static final int SIZEOF = 12;

  public static final Field.U16 nl_family = u16(0);
  public static final Field.U16 nl_pad = u16(2);
  public static final Field.I32 nl_pid = i32(4);
  public static final Field.I32 nl_groups = i32(8);

  private SockaddrNl() {}
}
