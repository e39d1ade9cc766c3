package dev.sluice.examples.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what the kernel is about to do: until it is done, not for a time. */
final class Deadline {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final long PAUSE_NANOS = 20_000;

  private Deadline() {}

  /** Something that becomes true. */
  @FunctionalInterface
  interface Check {
    boolean holds() throws IOException;
  }

  static long nanos() {
    return PATIENCE.toNanos();
  }

  /**
   * Returns when it holds.
   *
   * @param what what is awaited, for the message
   * @throws LabException if it does not hold in time
   */
  static void await(String what, Check check) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!check.holds()) {
      if (System.nanoTime() - end > 0) {
        throw tooLate(what);
      }
      LockSupport.parkNanos(PAUSE_NANOS); // the kernel's own threads need a processor, too
    }
  }

  static LabException tooLate(String what) {
    return new LabException(
        what
            + ": not within "
            + PATIENCE.toSeconds()
            + " s; are the buffers full? Read, or 'fill'");
  }
}
