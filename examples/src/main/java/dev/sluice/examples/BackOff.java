package dev.sluice.examples;

import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: twice as long each time, up to a bound, and at random
 * in the upper half of that. Without the randomness all clients of a server that restarts would
 * come back at the same moments. Not thread-safe.
 */
final class BackOff {
  private final long firstMillis;
  private final long mostMillis;
  private final RandomGenerator random;
  private long next;

  /**
   * Begins with the shortest pause.
   *
   * @param firstMillis the bound of the first pause, at least 1 ms
   * @param mostMillis the bound of all, at least as long
   * @param random where in them
   */
  BackOff(long firstMillis, long mostMillis, RandomGenerator random) {
    if (firstMillis < 1 || mostMillis < firstMillis) {
      throw new IllegalArgumentException(
          "pauses begin with at least 1 ms and grow, not from "
              + firstMillis
              + " to "
              + mostMillis);
    }
    this.firstMillis = firstMillis;
    this.mostMillis = mostMillis;
    this.random = random;
    this.next = firstMillis;
  }

  /** Returns how long to wait now, in milliseconds. */
  long nextMillis() {
    long bound = next;
    next = bound > mostMillis / 2 ? mostMillis : 2 * bound;
    return bound - random.nextLong(bound / 2 + 1);
  }

  /** Begins anew: an attempt has succeeded. */
  void reset() {
    next = firstMillis;
  }
}
