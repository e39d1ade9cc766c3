package dev.sluice.spi;

/** Waits that go on through interrupts, and leave the thread interrupted for later. */
public final class Uninterruptibly {
  private Uninterruptibly() {}

  /** One that can be begun again. */
  @FunctionalInterface
  public interface Wait {
    /** Waits once. */
    void await() throws InterruptedException;
  }

  /** Waits to the end, begun again after each interrupt. */
  public static void await(Wait wait) {
    boolean interrupted = false;
    for (boolean isOver = false; !isOver; ) {
      try {
        wait.await();
        isOver = true;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
