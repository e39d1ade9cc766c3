package dev.sluice.sys;

import static dev.sluice.sys.Field.i32;
import static dev.sluice.sys.Field.u16;
import static dev.sluice.sys.Field.u8;

/** {@code struct sock_filter} of {@code <linux/filter.h>}, {@code socket(7)}. */
public final class SockFilter {
  /** How many bytes it takes. */
  public static final int SIZEOF = 8;

  public static final Field.U16 code = u16(0);
  public static final Field.U8 jt = u8(2);
  public static final Field.U8 jf = u8(3);
  public static final Field.I32 k = i32(4);

  private SockFilter() {}
}
