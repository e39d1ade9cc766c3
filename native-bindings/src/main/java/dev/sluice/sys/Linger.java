package dev.sluice.sys;

import static dev.sluice.sys.Field.i32;

/** {@code struct linger} of {@code <sys/socket.h>}, {@code socket(7)}. */
public final class Linger {
  /** How many bytes it takes. */
  public static final int SIZEOF = 8;

  public static final Field.I32 l_onoff = i32(0);
  public static final Field.I32 l_linger = i32(4);

  private Linger() {}
}
