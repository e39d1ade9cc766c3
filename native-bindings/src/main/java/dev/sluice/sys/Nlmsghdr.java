package dev.sluice.sys;

import static dev.sluice.sys.Field.i32;
import static dev.sluice.sys.Field.u16;

/** {@code struct nlmsghdr} of {@code <linux/netlink.h>}, {@code netlink(7)}. */
public final class Nlmsghdr {
  /** How many bytes it takes. */
  public static final int SIZEOF = 16;

  public static final Field.I32 nlmsg_len = i32(0);
  public static final Field.U16 nlmsg_type = u16(4);
  public static final Field.U16 nlmsg_flags = u16(6);
  public static final Field.I32 nlmsg_seq = i32(8);
  public static final Field.I32 nlmsg_pid = i32(12);

  private Nlmsghdr() {}
}
