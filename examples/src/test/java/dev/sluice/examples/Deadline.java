package dev.sluice.examples;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A moment by which something has to have happened. */
final class Deadline {
  private static final long PAUSE_NANOS = 2_000_000;

  private final long end;

  private Deadline(long end) {
    this.end = end;
  }

  /** What a test asserts, again and again. */
  @FunctionalInterface
  interface Assertion {
    void check() throws IOException;
  }

  static Deadline of(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  boolean isOver() {
    return System.nanoTime() - end > 0;
  }

  /** Asserts until it holds; at the deadline its own error is thrown. */
  void until(Assertion assertion) {
    for (; ; ) {
      try {
        assertion.check();
        return;
      } catch (AssertionError | IOException e) {
        if (isOver()) {
          throw e instanceof AssertionError error ? error : new AssertionError(e);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }
}
