package dev.sluice.sys;

import static dev.sluice.sys.Field.bytes;

/** {@code struct ip_mreq_source} of {@code <netinet/in.h>}, {@code ip(7)}. */
public final class IpMreqSource {
  /** How many bytes it takes. */
  public static final int SIZEOF = 12;

  public static final Field.Bytes imr_multiaddr = bytes(0, 4);
  public static final Field.Bytes imr_interface = bytes(4, 4);
  public static final Field.Bytes imr_sourceaddr = bytes(8, 4);

  private IpMreqSource() {}
}
