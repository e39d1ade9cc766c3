package dev.sluice.sys;

import static dev.sluice.sys.Field.i64;
import static dev.sluice.sys.Field.pointer;

/** {@code struct iovec} of {@code <sys/uio.h>}, {@code iovec(3type)}. */
public final class Iovec {
  /** How many bytes it takes. */
  public static final int SIZEOF = 16;

  public static final Field.Pointer iov_base = pointer(0);
  public static final Field.I64 iov_len = i64(8);

  private Iovec() {}
}
