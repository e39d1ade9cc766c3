package dev.sluice.loop;

import dev.sluice.spi.Uninterruptibly;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** The end of a loop: in order if there is time, and at once if there is none. */
final class Ending {
  private static final int NEW = 0;
  private static final int BEGUN = 1;
  private static final int ENDED = 2;
  private static final int CLOSED_UNUSED = 3;

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

  /** Begins a run; tells whether there is one, because the loop was not closed before. */
  synchronized boolean begin() {
    if (state.get() == CLOSED_UNUSED) {
      return false;
    }
    if (!state.compareAndSet(NEW, BEGUN)) {
      throw new IllegalStateException(loop + " runs, or has run: open another one");
    }
    loop.belongsToCaller();
    return true;
  }

  /** Ends a run that may be followed by another. */
  void pause() {
    state.set(NEW);
  }

  boolean isShuttingDown() {
    return shuttingDown;
  }

  /** Tells whether it does not run, and then will not; whoever asks is to end it. */
  synchronized boolean isEndedWithoutRun() {
    if (state.get() == NEW && loop.hasMemory()) {
      loop.checkInLoop();
    }
    if (!state.compareAndSet(NEW, CLOSED_UNUSED)) {
      return false;
    }
    loop.belongsToCaller();
    return true;
  }

  /** Leaves no time any more. */
  void atOnce() {
    atOnce = true;
  }

  void shutdown(long withinNanos) {
    if (withinNanos <= 0 || atOnce) {
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
    return atOnce || (shuttingDown && loop.sources().isEmpty() && loop.endIfIdle());
  }

  void ended() {
    state.compareAndSet(BEGUN, ENDED);
    ended.countDown();
  }

  /** Waits without end, and keeps an interrupt for later. */
  void awaitEnd() {
    Uninterruptibly.await(ended::await);
  }
}
