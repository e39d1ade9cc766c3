package dev.sluice.sys;

import static dev.sluice.sys.Field.i32;
import static dev.sluice.sys.Field.pointer;

/** {@code struct ifaddrs} of {@code <ifaddrs.h>}, {@code getifaddrs(3)}. */
public final class Ifaddrs {
  /** How many bytes it takes. */
  public static final int SIZEOF = 56;

  public static final Field.Pointer ifa_next = pointer(0);
  public static final Field.Pointer ifa_name = pointer(8);
  public static final Field.I32 ifa_flags = i32(16);
  public static final Field.Pointer ifa_addr = pointer(24);
  public static final Field.Pointer ifa_netmask = pointer(32);
  public static final Field.Pointer ifa_ifu = pointer(40);
  public static final Field.Pointer ifa_data = pointer(48);

  private Ifaddrs() {}
}
