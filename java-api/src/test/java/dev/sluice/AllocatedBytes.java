package dev.sluice;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How much a thread allocates. */
public final class AllocatedBytes {
  private static final int WARM_UP_ROUNDS = 20_000;
  private static final int ROUNDS = 20_000;

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
   * Returns how many bytes a round allocates, once it is compiled: the least of several
   * measurements, because the compiler may be late.
   */
  public static double perRound(Round round) throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    run(round, WARM_UP_ROUNDS);
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5 && least > ROUNDS / 2; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      run(round, ROUNDS);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return (double) least / ROUNDS;
  }

  private static void run(Round round, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      round.run();
    }
  }
}
