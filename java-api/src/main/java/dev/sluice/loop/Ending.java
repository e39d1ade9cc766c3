package dev.sluice.loop;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** The end of a loop: in order if there is time, and at once if there is none. */
final class Ending {
  private static final int NEW = 0;
  private static final int BEGUN = 1;
  private static final int ENDED = 2;

  private final EventLoop loop;
  private final AtomicInteger state = new AtomicInteger();
  private final CountDownLatch ended = new CountDownLatch(1);
  private boolean shuttingDown;
  private boolean atOnce;
  private LoopTimer deadline;

  Ending(EventLoop loop) {
    this.loop = loop;
    this.deadline = loop.newTimer(() -> atOnce = true);
  }

  void begin() {
    if (!state.compareAndSet(NEW, BEGUN)) {
      throw new IllegalStateException(loop + " runs, or has run: open another one");
    }
  }

  /** Ends a run that may be followed by another. */
  void pause() {
    state.set(NEW);
  }

  boolean isShuttingDown() {
    return shuttingDown;
  }

  /** Tells whether it does not run, and ends it then. */
  boolean isEndedWithoutRun() {
    return state.compareAndSet(NEW, ENDED);
  }

  void shutdown(long withinNanos) {
    if (withinNanos <= 0) {
      atOnce = true;
      return;
    }
    deadline.startAfter(withinNanos);
    if (!shuttingDown) {
      shuttingDown = true;
      loop.sources().wind();
    }
  }

  boolean isOver() {
    return atOnce || (shuttingDown && loop.sources().isEmpty());
  }

  void ended() {
    state.set(ENDED);
    ended.countDown();
  }

  /** Waits without end, and keeps an interrupt for later. */
  void awaitEnd() {
    boolean interrupted = false;
    for (; ; ) {
      try {
        ended.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
