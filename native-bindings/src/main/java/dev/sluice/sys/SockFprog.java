package dev.sluice.sys;

import static dev.sluice.sys.Field.pointer;
import static dev.sluice.sys.Field.u16;

/** {@code struct sock_fprog} of {@code <linux/filter.h>}, {@code socket(7)}. */
public final class SockFprog {
  /** How many bytes it takes. */
  public static final int SIZEOF = 16;

  public static final Field.U16 len = u16(0);
  public static final Field.Pointer filter = pointer(8);

  private SockFprog() {}
}
