package dev.sluice.sys;

import static dev.sluice.sys.Field.bytes;
import static dev.sluice.sys.Field.i32;

/** {@code struct mmsghdr} of {@code <sys/socket.h>}, {@code recvmmsg(2)}. */
public final class Mmsghdr {
  /** How many bytes it takes. */
  public static final int SIZEOF = 64;

  public static final Field.Bytes msg_hdr = bytes(0, 56);
  public static final Field.I32 msg_len = i32(56);

  private Mmsghdr() {}
}
