package dev.sluice.loop;

/**
 * A task that a loop runs at a time. Its life: {@link EventLoop#newTimer} → {@link #startAfter},
 * {@link #cancel}, as often as needed; nothing has to be closed.
 *
 * <p>Never early; late by what the loop does at the time. Starting and cancelling cost a place in a
 * heap and no system call, and allocate nothing.
 *
 * <p>Confined to the loop's thread.
 */
public final class LoopTimer {
  static final int NOT_QUEUED = -1;

  /** A century and more; two deadlines further apart could not be compared. */
  static final long LONGEST_NANOS = Long.MAX_VALUE / 2;

  private final EventLoop loop;
  private final Runnable task;

  /** By {@link System#nanoTime}; its queue's. */
  long deadline;

  /** Where it is in its queue's heap. */
  int place = NOT_QUEUED;

  LoopTimer(EventLoop loop, Runnable task) {
    this.loop = loop;
    this.task = task;
  }

  /**
   * Starts the timer, or starts it anew.
   *
   * @param nanos when the task is to run, in nanoseconds from now; 0 or less is the next time the
   *     loop looks
   * @throws IllegalStateException in another thread than the loop's: hand it over by {@link
   *     EventLoop#execute}
   */
  public void startAfter(long nanos) {
    loop.checkInLoop();
    startAt(System.nanoTime() + Math.clamp(nanos, 0, LONGEST_NANOS));
  }

  void startAt(long nanoTime) {
    loop.timers().remove(this);
    deadline = nanoTime;
    loop.timers().add(this);
  }

  /**
   * Stops the timer; one that does not run stays so.
   *
   * @throws IllegalStateException in another thread than the loop's
   */
  public void cancel() {
    loop.checkInLoop();
    loop.timers().remove(this);
  }

  /** Tells whether the task is still to run. */
  public boolean isRunning() {
    return place != NOT_QUEUED;
  }

  Runnable task() {
    return task;
  }
}
