package dev.sluice.sys;

import static dev.sluice.sys.Field.bytes;
import static dev.sluice.sys.Field.i32;
import static dev.sluice.sys.Field.u16;
import static dev.sluice.sys.Field.u8;

/** {@code struct tcp_md5sig} of {@code <linux/tcp.h>}, {@code tcp(7)}. */
public final class TcpMd5sig {
  /** How many bytes it takes. */
  public static final int SIZEOF = 216;

  public static final Field.Bytes tcpm_addr = bytes(0, 128);
  public static final Field.U8 tcpm_flags = u8(128);
  public static final Field.U8 tcpm_prefixlen = u8(129);
  public static final Field.U16 tcpm_keylen = u16(130);
  public static final Field.I32 tcpm_ifindex = i32(132);
  public static final Field.Bytes tcpm_key = bytes(136, 80);

  private TcpMd5sig() {}
}
