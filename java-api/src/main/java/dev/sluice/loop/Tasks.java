package dev.sluice.loop;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What other threads want done. A loop that is not waiting is not woken: it looks before it waits.
 */
final class Tasks {
  private static final int RUNNING = 0;
  private static final int WAITING = 1;
  private static final int ENDED = 2;

  private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger state = new AtomicInteger();
  private final Readiness readiness;

  Tasks(Readiness readiness) {
    this.readiness = readiness;
  }

  boolean offer(Runnable task) {
    if (state.get() == ENDED) {
      return false;
    }
    queue.add(task);
    if (state.get() == ENDED) {
      return !queue.remove(task); // its last look may have been before
    }
    if (state.compareAndSet(WAITING, RUNNING)) {
      readiness.wake();
    }
    return true;
  }

  /** Tells whether the loop may wait; from then on it is woken. */
  boolean beforeWait() {
    state.set(WAITING);
    return queue.isEmpty();
  }

  void afterWait() {
    state.set(RUNNING);
  }

  /** Runs what is there, but not what these add: that comes after the next look at the sources. */
  boolean run(EventLoop loop) {
    if (queue.isEmpty()) {
      return false;
    }
    int count = queue.size();
    for (int i = 0; i < count; i++) {
      Runnable task = queue.poll();
      if (task == null) {
        break;
      }
      loop.runTask(task);
    }
    return true;
  }

  /** Takes no more, if none is left; else goes on. */
  boolean endIfEmpty() {
    state.set(ENDED);
    if (queue.isEmpty()) {
      return true;
    }
    state.set(RUNNING);
    return false;
  }

  /** Runs the last ones, and takes no more. */
  void end(EventLoop loop) {
    state.set(ENDED);
    for (@Nullable Runnable task = queue.poll(); task != null; task = queue.poll()) {
      loop.runTask(task);
    }
  }
}
