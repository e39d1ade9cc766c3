package dev.sluice;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** How much a thread allocates. */
public final class AllocatedBytes {
  private static final int ROUNDS = 10_000;

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
   * because what allocates does so in each.
   */
  public static double perRound(Round round) throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long end = System.nanoTime() + PATIENCE_NANOS;
    long least = Long.MAX_VALUE;
    while (least > 0 && System.nanoTime() < end) {
      long before = threads.getCurrentThreadAllocatedBytes();
      run(round);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return (double) least / ROUNDS;
  }

  private static void run(Round round) throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      round.run();
    }
  }
}
