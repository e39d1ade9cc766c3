package dev.sluice.sys;

import static dev.sluice.sys.Field.i32;
import static dev.sluice.sys.Field.i64;
import static dev.sluice.sys.Field.pointer;

/**
 * {@code struct msghdr} of {@code <sys/socket.h>}, {@code recvmsg(2)}.
 *
 * <p>musl declares {@code msg_iovlen} and {@code msg_controllen} half as wide, with zeros behind:
 * the same bytes.
 */
public final class Msghdr {
  /** How many bytes it takes. */
  public static final int SIZEOF = 56;

  public static final Field.Pointer msg_name = pointer(0);
  public static final Field.I32 msg_namelen = i32(8);
  public static final Field.Pointer msg_iov = pointer(16);
  public static final Field.I64 msg_iovlen = i64(24);
  public static final Field.Pointer msg_control = pointer(32);
  public static final Field.I64 msg_controllen = i64(40);
  public static final Field.I32 msg_flags = i32(48);

  private Msghdr() {}
}
