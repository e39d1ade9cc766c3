package dev.sluice.sys;

import static dev.sluice.sys.Field.i32;
import static dev.sluice.sys.Field.pointer;

/** {@code struct if_nameindex} of {@code <net/if.h>}, {@code if_nameindex(3)}. */
public final class IfNameindex {
  /** How many bytes it takes. */
  public static final int SIZEOF = 16;

  public static final Field.I32 if_index = i32(0);
  public static final Field.Pointer if_name = pointer(8);

  private IfNameindex() {}
}
