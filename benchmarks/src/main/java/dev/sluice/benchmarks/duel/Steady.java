package dev.sluice.benchmarks.duel;

/**
 * Tells when a server under load costs no less any more: three times in a row about the same, and
 * compilers that have had nothing to do meanwhile. One that has works in the background, and its
 * time is the server's: on one processor it takes more than the requests do, and as evenly.
 */
final class Steady {
  /** More than the noise of short loads, less than what a compiler brings. */
  private static final double TOLERANCE = 1.1;

  /** The part of a load's time that compilers may take. */
  private static final double COMPILING = 0.02;

  private static final double NANOS_PER_MILLI = 1e6;

  private double last = Double.MAX_VALUE;
  private double beforeLast = Double.MAX_VALUE;
  private long compiledMillis;

  /**
   * Takes one more load into account.
   *
   * @param compiledSoFar how many milliseconds the server's compilers have worked since it began
   */
  boolean isReached(Load.Closed load, long compiledSoFar) {
    double cost = load.serverNanos() / (double) Math.max(1, load.requests());
    double most = Math.max(cost, Math.max(last, beforeLast));
    double least = Math.min(cost, Math.min(last, beforeLast));
    beforeLast = last;
    last = cost;
    double compiling = (compiledSoFar - compiledMillis) * NANOS_PER_MILLI;
    compiledMillis = compiledSoFar;
    return most <= least * TOLERANCE && compiling <= load.nanos() * COMPILING;
  }
}
