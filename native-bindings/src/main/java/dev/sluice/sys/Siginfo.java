package dev.sluice.sys;

import static dev.sluice.sys.Field.i32;

/**
 * {@code siginfo_t} of {@code <signal.h>} as {@code waitid(2)} fills it.
 *
 * <p>The members behind {@code si_code} are a union in C; these are those of a child.
 */
public final class Siginfo {
  /** How many bytes it takes. */
  public static final int SIZEOF = 128;

  public static final Field.I32 si_signo = i32(0);
  public static final Field.I32 si_errno = i32(4);
  public static final Field.I32 si_code = i32(8);
  public static final Field.I32 si_pid = i32(16);
  public static final Field.I32 si_uid = i32(20);
  public static final Field.I32 si_status = i32(24);

  private Siginfo() {}
}
