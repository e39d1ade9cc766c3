package dev.sluice.examples;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Makes Ctrl-C (SIGINT) and SIGTERM a clean end: the program is asked to stop, is given time to
 * clean up, and the exit code is 0. Without it the JVM ends in the middle of things with 130.
 *
 * <p>Open it before anything that needs cleaning up, and close it after.
 */
public final class CtrlC implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 5;

  private final CountDownLatch cleanedUp = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupted, "ctrl-c");
  private boolean happened;
  private Runnable stop = () -> {};

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

  private void interrupted() {
    synchronized (this) {
      happened = true;
      stop.run();
    }
    try {
      boolean inTime = cleanedUp.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
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
