package dev.sluice.sys;

import static dev.sluice.sys.Field.bytes;

/** {@code struct scm_timestamping} of {@code <linux/errqueue.h>}, {@code SO_TIMESTAMPING}. */
public final class ScmTimestamping {
  /** How many bytes it takes. */
  public static final int SIZEOF = 48;

  public static final Field.Bytes ts = bytes(0, 48);

  private ScmTimestamping() {}
}
