package dev.sluice.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs things later, in a thread that does not keep the JVM alive. */
final class Deadlines {
  private Deadlines() {}

  static void after(long nanos, Runnable task) {
    CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, Runnable::run).execute(task);
  }
}
