package dev.sluice.sys;

import static dev.sluice.sys.Field.i32;
import static dev.sluice.sys.Field.pointer;

/** {@code struct servent} of {@code <netdb.h>}, {@code getservbyname(3)}. */
public final class Servent {
  /** How many bytes it takes. */
  public static final int SIZEOF = 32;

  public static final Field.Pointer s_name = pointer(0);
  public static final Field.Pointer s_aliases = pointer(8);
  public static final Field.I32 s_port = i32(16);
  public static final Field.Pointer s_proto = pointer(24);

  private Servent() {}
}
