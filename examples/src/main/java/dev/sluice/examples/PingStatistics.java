package dev.sluice.examples;

import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Locale;

/** What {@code ping} counts. Sequence numbers have 16 bits, and are used again. */
final class PingStatistics {
  private static final int SEQUENCES = 1 << 16;
  private static final double NANOS_PER_MILLI = 1e6;

  private final Instant[] sentAt = new Instant[SEQUENCES];
  private final BitSet unanswered = new BitSet();
  private long start;
  private int sent;
  private int received;
  private double least = Double.MAX_VALUE;
  private double most;
  private double sum;
  private double sumOfSquares;

  /** Notes that a request is sent now. */
  void sent(int sequence) {
    int number = sequence & (SEQUENCES - 1);
    unanswered.set(number);
    start = sent++ == 0 ? System.nanoTime() : start;
    sentAt[number] = Instant.now();
  }

  /**
   * Notes a reply.
   *
   * @param at when the kernel received it
   * @return its time in milliseconds, or -1 if it is the second to a request
   */
  double received(int sequence, Instant at) {
    if (!unanswered.get(sequence)) {
      return -1;
    }
    unanswered.clear(sequence);
    Duration time = Duration.between(sentAt[sequence], at);
    double millis = Math.max(0, time.toNanos()) / NANOS_PER_MILLI; // the clock may be set
    received++;
    least = Math.min(least, millis);
    most = Math.max(most, millis);
    sum += millis;
    sumOfSquares += millis * millis;
    return millis;
  }

  int received() {
    return received;
  }

  boolean isComplete() {
    return received == sent;
  }

  /** Returns the lines that ping ends with. */
  String toString(String host) {
    long lost = sent == 0 ? 0 : 100L * (sent - received) / sent;
    double elapsed = (System.nanoTime() - start) / NANOS_PER_MILLI;
    String text =
        String.format(
            Locale.ROOT,
            "%n--- %s ping statistics ---%n%d packets transmitted, %d received,"
                + " %d%% packet loss, time %.0fms%n",
            host,
            sent,
            received,
            lost,
            elapsed);
    if (received == 0) {
      return text;
    }
    double mean = sum / received;
    double deviation = Math.sqrt(Math.max(0, sumOfSquares / received - mean * mean));
    return text
        + String.format(
            Locale.ROOT,
            "rtt min/avg/max/mdev = %.3f/%.3f/%.3f/%.3f ms%n",
            least,
            mean,
            most,
            deviation);
  }
}
