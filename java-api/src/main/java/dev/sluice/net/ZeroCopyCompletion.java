package dev.sluice.net;

/**
 * The kernel is done with the memory of some sends, {@code MSG_ZEROCOPY}.
 *
 * @param first the number of the first of them
 * @param last the number of the last of them
 * @param copied whether the kernel copied the bytes after all, as it does over loopback: then the
 *     price of zero copy was paid for nothing
 */
public record ZeroCopyCompletion(long first, long last, boolean copied) {
  /** Returns how many sends these are. */
  public long count() {
    return last - first + 1;
  }

  /**
   * Finds the number that the kernel means, which counts with 32 bits and begins anew.
   *
   * @param oldest the oldest number that is not complete
   * @param reported its last 32 bits, as the kernel reports them
   */
  static long number(long oldest, int reported) {
    return oldest + Integer.toUnsignedLong(reported - (int) oldest);
  }
}
