package dev.sluice;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** How much a thread allocates. */
public final class AllocatedBytes {
  private static final int ROUNDS = 5_000;

  /** So long a late compiler is waited for. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private AllocatedBytes() {}

  /** Something to be done many times. */
  @FunctionalInterface
  public interface Round {
    /** Does it once. */
    void run() throws Exception;
  }

  /** Tells whether this JVM counts them. */
  public static boolean areCounted() {
    return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads
        && threads.isThreadAllocatedMemorySupported()
        && threads.isThreadAllocatedMemoryEnabled();
  }

  /**
   * Returns how many bytes a round allocates, once it is compiled: the least of many measurements,
   * and 0 with the first clean one. A round that allocates each time spoils each of them.
   */
  public static double perRound(Round round) throws Exception {
    long end = System.nanoTime() + PATIENCE_NANOS;
    long least = Long.MAX_VALUE;
    while (least > 0 && System.nanoTime() < end) {
      least = Math.min(least, measure(round));
    }
    return (double) least / ROUNDS;
  }

  /** Returns how many bytes some thousand rounds allocate, compiled or not. */
  static long measure(Round round) throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ROUNDS; i++) {
      round.run();
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
