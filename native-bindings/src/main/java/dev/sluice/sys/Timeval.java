package dev.sluice.sys;

import static dev.sluice.sys.Field.i64;

/** {@code struct timeval} of {@code <sys/time.h>}, {@code timeval(3type)}. */
public final class Timeval {
  /** How many bytes it takes. */
  public static final int SIZEOF = 16;

  public static final Field.I64 tv_sec = i64(0);
  public static final Field.I64 tv_usec = i64(8);

  private Timeval() {}
}
