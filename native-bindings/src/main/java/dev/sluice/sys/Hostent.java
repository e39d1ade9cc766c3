package dev.sluice.sys;

import static dev.sluice.sys.Field.i32;
import static dev.sluice.sys.Field.pointer;

/** {@code struct hostent} of {@code <netdb.h>}, {@code gethostbyname(3)}. */
public final class Hostent {
  /** How many bytes it takes. */
  public static final int SIZEOF = 32;

  public static final Field.Pointer h_name = pointer(0);
  public static final Field.Pointer h_aliases = pointer(8);
  public static final Field.I32 h_addrtype = i32(16);
  public static final Field.I32 h_length = i32(20);
  public static final Field.Pointer h_addr_list = pointer(24);

  private Hostent() {}
}
