package dev.sluice.sys;

import static dev.sluice.sys.Field.bytes;
import static dev.sluice.sys.Field.u16;

/**
 * {@code struct sockaddr_un} of {@code <sys/un.h>}, {@code unix(7)}.
 *
 * <p>A path ends with NUL; an abstract name begins with it, and its length is that of the address.
 */
public final class SockaddrUn {
  /** How many bytes it takes. */
  public static final int SIZEOF = 110;

  public static final Field.U16 sun_family = u16(0);
  public static final Field.Bytes sun_path = bytes(2, 108);

  private SockaddrUn() {}
}
