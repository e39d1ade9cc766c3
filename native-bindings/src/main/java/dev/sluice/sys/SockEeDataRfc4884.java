package dev.sluice.sys;

import static dev.sluice.sys.Field.u16;
import static dev.sluice.sys.Field.u8;

/**
 * {@code struct sock_ee_data_rfc4884} of {@code <linux/errqueue.h>}, {@code IP_RECVERR_RFC4884}.
 */
public final class SockEeDataRfc4884 {
  /** How many bytes it takes. */
  public static final int SIZEOF = 4;

  public static final Field.U16 len = u16(0);
  public static final Field.U8 flags = u8(2);
  public static final Field.U8 reserved = u8(3);

  private SockEeDataRfc4884() {}
}
