package dev.sluice;

/** What a transfer returns in place of a byte count. A zero-length datagram is {@code 0}. */
public final class IoStatus {
  /** The peer has shut down its sending side, and everything it sent has been received. */
  public static final int END_OF_STREAM = -1;

  /** Nothing can be transferred now; wait for readiness. */
  public static final int WOULD_BLOCK = -2;

  private IoStatus() {}
}
