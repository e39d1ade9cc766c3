package dev.sluice.sys;

import static dev.sluice.sys.Field.i32;
import static dev.sluice.sys.Field.pointer;

/** {@code struct protoent} of {@code <netdb.h>}, {@code getprotobyname(3)}. */
public final class Protoent {
  /** How many bytes it takes. */
  public static final int SIZEOF = 24;

  public static final Field.Pointer p_name = pointer(0);
  public static final Field.Pointer p_aliases = pointer(8);
  public static final Field.I32 p_proto = i32(16);

  private Protoent() {}
}
