package dev.sluice.sys;

import static dev.sluice.sys.Field.bytes;
import static dev.sluice.sys.Field.u16;

/** {@code struct sockaddr} of {@code <sys/socket.h>}, {@code sockaddr(3type)}. */
public final class Sockaddr {
  /** How many bytes it takes. */
  public static final int SIZEOF = 16;

  public static final Field.U16 sa_family = u16(0);
  public static final Field.Bytes sa_data = bytes(2, 14);

  private Sockaddr() {}
}
