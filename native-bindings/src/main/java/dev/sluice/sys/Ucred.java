package dev.sluice.sys;

import static dev.sluice.sys.Field.i32;

/** {@code struct ucred} of {@code <sys/socket.h>}, {@code unix(7)}. */
public final class Ucred {
  /** How many bytes it takes. */
  public static final int SIZEOF = 12;

  public static final Field.I32 pid = i32(0);
  public static final Field.I32 uid = i32(4);
  public static final Field.I32 gid = i32(8);

  private Ucred() {}
}
