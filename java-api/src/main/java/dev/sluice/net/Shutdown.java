package dev.sluice.net;

import dev.sluice.sys.SocketConstants;

/** Which direction of a connection to shut down, {@code shutdown(2)}. */
public enum Shutdown {
  /**
   * No more receiving: what arrives is discarded, and {@code recv} reports the end of the stream.
   */
  READ(SocketConstants.SHUT_RD),

  /** No more sending: the peer receives what was sent, then the end of the stream. */
  WRITE(SocketConstants.SHUT_WR),

  /** Both directions. */
  BOTH(SocketConstants.SHUT_RDWR);

  private final int how;

  Shutdown(int how) {
    this.how = how;
  }

  int how() {
    return how;
  }
}
