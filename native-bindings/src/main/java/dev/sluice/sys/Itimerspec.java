package dev.sluice.sys;

import static dev.sluice.sys.Field.bytes;

/** {@code struct itimerspec} of {@code <time.h>}, {@code itimerspec(3type)}. */
public final class Itimerspec {
  /** How many bytes it takes. */
  public static final int SIZEOF = 32;

  public static final Field.Bytes it_interval = bytes(0, 16);
  public static final Field.Bytes it_value = bytes(16, 16);

  private Itimerspec() {}
}
