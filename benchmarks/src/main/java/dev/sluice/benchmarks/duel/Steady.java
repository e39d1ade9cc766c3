package dev.sluice.benchmarks.duel;

/** Tells when a server under load costs no less any more: three times in a row, about the same. */
final class Steady {
  /** More than the noise of short loads, less than what a compiler brings. */
  private static final double TOLERANCE = 1.1;

  private double last = Double.MAX_VALUE;
  private double beforeLast = Double.MAX_VALUE;

  /** Takes one more load into account. */
  boolean isReached(Load.Closed load) {
    double cost = load.serverNanos() / (double) Math.max(1, load.requests());
    double most = Math.max(cost, Math.max(last, beforeLast));
    double least = Math.min(cost, Math.min(last, beforeLast));
    beforeLast = last;
    last = cost;
    return most <= least * TOLERANCE;
  }
}
