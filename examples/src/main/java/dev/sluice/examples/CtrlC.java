package dev.sluice.examples;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Makes Ctrl-C (SIGINT) and SIGTERM a clean end: the program is asked to stop, is given time to
 * clean up, and the exit code is 0. Without it the JVM ends in the middle of things with 130.
 *
 * <p>Open it before anything that needs cleaning up, and close it after.
 */
public final class CtrlC implements AutoCloseable {
  /** Beyond what the program itself says that it takes. */
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final CountDownLatch cleanedUp = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupted, "ctrl-c");
  private boolean happened;
  private Runnable stop = () -> {};
  private long withinNanos;

  /** Is there from now on. */
  public CtrlC() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Says how to stop the program; if Ctrl-C came first, it is stopped at once. */
  public synchronized void stopsBy(Runnable action) {
    stop = action;
    if (happened) {
      action.run();
    }
  }

  /**
   * Says how to stop a server, which then has its own deadline for its clients.
   *
   * @param nanos the deadline, in nanoseconds
   * @param shutdown is given it, for instance {@code server::shutdown}
   */
  public synchronized void stopsBy(long nanos, LongConsumer shutdown) {
    withinNanos = nanos;
    stopsBy(() -> shutdown.accept(nanos));
  }

  private void interrupted() {
    long patience;
    synchronized (this) {
      happened = true;
      stop.run();
      patience = withinNanos + GRACE_NANOS;
    }
    try {
      boolean inTime = cleanedUp.await(patience, TimeUnit.NANOSECONDS);
      System.out.flush();
      Runtime.getRuntime().halt(inTime ? 0 : 1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    cleanedUp.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyRunning) {
      return; // it ends the JVM now
    }
  }
}
