package dev.sluice.benchmarks.scaling;

import com.sun.management.ThreadMXBean;
import dev.sluice.benchmarks.scaling.Cell.Share;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The process that measures one mechanism, so that no compiled loop has seen another: prints a line
 * per cell, {@code operation registered share cpuNanos wallNanos bytes}, each per operation, or
 * {@code skipped registered reason}.
 */
public final class ScalingChild {
  private static final ThreadMXBean THREADS =
      (ThreadMXBean) ManagementFactory.getThreadMXBean(); // HotSpot's has the allocated bytes

  /** Descriptors that a JVM has anyway: its jars, its own pipes. */
  private static final int SPARE_DESCRIPTORS = 64;

  /** At the default length of a cell 100 ms for each operation, and nine of them. */
  private static final double WARMUP_CELLS = 2.5;

  private static final int WARMUP_REGISTERED = 100;
  private static final long BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Mechanism mechanism;
  private final long cellNanos;

  private ScalingChild(Mechanism mechanism, long cellNanos) {
    this.mechanism = mechanism;
    this.cellNanos = cellNanos;
  }

  /**
   * Measures.
   *
   * @param args the mechanism, the milliseconds for a cell, and the numbers of pipes
   */
  public static void main(String[] args) throws IOException {
    ScalingChild child =
        new ScalingChild(
            Mechanism.named(args[0]), TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args[1])));
    child.warmUp();
    for (int i = 2; i < args.length; i++) {
      child.measure(Integer.parseInt(args[i]));
    }
  }

  private void warmUp() throws IOException {
    for (Share share : Share.values()) {
      try (Watch watch = mechanism.open(WARMUP_REGISTERED, share.of(WARMUP_REGISTERED))) {
        for (Operation operation : Operation.values()) {
          prepare(watch, operation);
          run(watch, operation, (long) (WARMUP_CELLS * cellNanos));
          tidy(watch, operation);
        }
      }
    }
  }

  private void measure(int registered) throws IOException {
    long limit = descriptorLimit();
    if (2L * registered + SPARE_DESCRIPTORS > limit) {
      System.out.printf(
          "skipped %d needs %d descriptors, and this process may have %d: try ulimit -Hn%n",
          registered, 2 * registered + SPARE_DESCRIPTORS, limit);
      return;
    }
    for (Share share : Share.values()) {
      Watch watch;
      try {
        watch = mechanism.open(registered, share.of(registered));
      } catch (IllegalArgumentException beyondFdSetsize) {
        System.out.printf("skipped %d %s%n", registered, beyondFdSetsize.getMessage());
        return;
      }
      try (watch) {
        watch.check();
        for (Operation operation : Operation.values()) {
          if (operation != Operation.LEVEL || mechanism.isLevelTriggered()) {
            prepare(watch, operation);
            run(watch, operation, cellNanos / 2);
            print(operation, registered, share, run(watch, operation, cellNanos));
            tidy(watch, operation);
          }
        }
        watch.check();
      }
    }
  }

  /** The JVM raises its soft limit to the hard one, which it may not pass. */
  private static long descriptorLimit() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
      if (line.startsWith("Max open files")) {
        String soft = line.substring("Max open files".length()).strip().split(" +", 2)[0];
        return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
      }
    }
    return Long.MAX_VALUE;
  }

  private void prepare(Watch watch, Operation operation) throws IOException {
    if (operation == Operation.LEVEL) {
      watch.arm();
    }
  }

  private void tidy(Watch watch, Operation operation) throws IOException {
    if (operation == Operation.LEVEL) {
      watch.disarm();
    }
    // Nothing is ready any more; a wait lets an epoll forget whom it had noted.
    if (watch.look() != 0) {
      throw watch.disqualified("reports after the bytes were read");
    }
  }

  /** What operations took, per operation. */
  private record Taken(double cpuNanos, double wallNanos, double bytes) {}

  private Taken run(Watch watch, Operation operation, long nanos) throws IOException {
    if (operation == Operation.LEVEL && !mechanism.isLevelTriggered()) {
      return new Taken(0, 0, 0);
    }
    int batch = batch(watch, operation);
    long operations = 0;
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    long cpu = THREADS.getCurrentThreadCpuTime();
    long start = System.nanoTime();
    long now;
    do {
      operation.run(watch, batch);
      operations += batch;
      now = System.nanoTime();
    } while (now - start < nanos);
    double cpuNanos = THREADS.getCurrentThreadCpuTime() - cpu;
    double allocated = THREADS.getCurrentThreadAllocatedBytes() - bytes;
    return new Taken(
        cpuNanos / operations, (double) (now - start) / operations, allocated / operations);
  }

  /** So many operations between two looks at the clock that these do not count. */
  private static int batch(Watch watch, Operation operation) throws IOException {
    int batch = 1;
    for (; ; ) {
      long start = System.nanoTime();
      operation.run(watch, batch);
      if (System.nanoTime() - start >= BATCH_NANOS) {
        return batch;
      }
      batch *= 2;
    }
  }

  private static void print(Operation operation, int registered, Share share, Taken taken) {
    System.out.printf(
        Locale.ROOT,
        "%s %d %s %.3f %.3f %.4f%n",
        operation,
        registered,
        share,
        taken.cpuNanos,
        taken.wallNanos,
        taken.bytes);
  }
}
