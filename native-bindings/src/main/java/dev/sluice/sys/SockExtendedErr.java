package dev.sluice.sys;

import static dev.sluice.sys.Field.bytes;
import static dev.sluice.sys.Field.i32;
import static dev.sluice.sys.Field.u8;

/** {@code struct sock_extended_err} of {@code <linux/errqueue.h>}, {@code ip(7)}. */
public final class SockExtendedErr {
  /** How many bytes it takes. */
  public static final int SIZEOF = 16;

  public static final Field.I32 ee_errno = i32(0);
  public static final Field.U8 ee_origin = u8(4);
  public static final Field.U8 ee_type = u8(5);
  public static final Field.U8 ee_code = u8(6);
  public static final Field.U8 ee_pad = u8(7);
  public static final Field.I32 ee_info = i32(8);
  public static final Field.Bytes ee_rfc4884 = bytes(12, 4);
  public static final Field.I32 ee_data = i32(12);

  private SockExtendedErr() {}
}
