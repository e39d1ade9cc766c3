package dev.sluice.sys;

import static dev.sluice.sys.Field.i32;
import static dev.sluice.sys.Field.pointer;

/** {@code struct addrinfo} of {@code <netdb.h>}, {@code getaddrinfo(3)}. */
public final class Addrinfo {
  /** How many bytes it takes. */
  public static final int SIZEOF = 48;

  public static final Field.I32 ai_flags = i32(0);
  public static final Field.I32 ai_family = i32(4);
  public static final Field.I32 ai_socktype = i32(8);
  public static final Field.I32 ai_protocol = i32(12);
  public static final Field.I32 ai_addrlen = i32(16);
  public static final Field.Pointer ai_addr = pointer(24);
  public static final Field.Pointer ai_canonname = pointer(32);
  public static final Field.Pointer ai_next = pointer(40);

  private Addrinfo() {}
}
