package dev.sluice.sys;

import static dev.sluice.sys.Field.u16;

/**
 * {@code struct sockaddr_storage} of {@code <sys/socket.h>}, {@code sockaddr(3type)}.
 *
 * <p>Large enough for an address of any family.
 */
public final class SockaddrStorage {
  /** How many bytes it takes. */
  public static final int SIZEOF = 128;

  public static final Field.U16 ss_family = u16(0);

  private SockaddrStorage() {}
}
