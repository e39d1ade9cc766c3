package dev.sluice.sys;

import static dev.sluice.sys.Field.i64;

/**
 * {@code struct timespec} of {@code <time.h>}, {@code timespec(3type)}.
 *
 * <p>Nanoseconds are 0 to 999,999,999.
 */
public final class Timespec {
  /** How many bytes it takes. */
  public static final int SIZEOF = 16;

  public static final Field.I64 tv_sec = i64(0);
  public static final Field.I64 tv_nsec = i64(8);

  private Timespec() {}
}
