package dev.sluice.loop;

import dev.sluice.net.Socket;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Waits for one socket, as a thread does that has only this one: in {@code poll(2)}, or parked if
 * the thread is virtual. To wake it is to interrupt it.
 */
final class BlockingReadiness extends Readiness {
  private static final int RUNNING = 0;
  private static final int WAITING = 1;
  private static final int WOKEN = 2;

  private final AtomicInteger state = new AtomicInteger();
  private volatile @Nullable Thread thread;
  private @Nullable Source source;
  private int ready;

  @Override
  void add(Source added, int wanted) {
    if (source != null) {
      throw new IllegalStateException(
          "a blocking loop waits for one socket, and has " + source.pollable());
    }
    if (!(added.pollable() instanceof Socket)) {
      throw new IllegalArgumentException(
          "a blocking loop waits for a socket: take another loop for " + added.pollable());
    }
    source = added;
    added.watchedFor = wanted;
  }

  @Override
  void change(Source changed, int wanted) {
    changed.watchedFor = wanted;
  }

  @Override
  void remove(Source removed) {
    source = null;
    removed.watchedFor = 0;
  }

  @Override
  int await(long timeoutNanos, boolean busy) throws IOException {
    thread = Thread.currentThread();
    ready = 0;
    if (timeoutNanos == 0) {
      waitForSource(0);
    } else if (state.compareAndSet(RUNNING, WAITING)) {
      try {
        waitForSource(timeoutNanos);
      } finally {
        if (state.compareAndSet(WAITING, RUNNING)) {
          boolean _ = Thread.interrupted(); // by somebody else: the loop goes on
        } else {
          takeInterrupt();
        }
      }
    }
    state.set(RUNNING);
    return ready == 0 ? 0 : 1;
  }

  /** The waker has changed the state, and interrupts: only after that the status can be cleared. */
  private static void takeInterrupt() {
    while (!Thread.interrupted()) {
      // No spinning: a waker that is a virtual thread may need this one's carrier.
      LockSupport.parkNanos(1_000);
    }
  }

  private void waitForSource(long timeoutNanos) throws IOException {
    Source current = source;
    if (current == null || current.watchedFor == 0) {
      park(timeoutNanos);
      return;
    }
    Socket socket = (Socket) current.pollable();
    try {
      // Whoever has something to send waits until it is gone: the peer is to read before it writes.
      if ((current.watchedFor & WRITE) != 0) {
        ready = socket.awaitWritable(timeoutNanos) ? WRITE : 0;
      } else {
        ready = socket.awaitReadable(timeoutNanos) ? READ : 0;
      }
    } catch (InterruptedIOException woken) {
      ready = 0;
    }
  }

  private void park(long timeoutNanos) {
    if (timeoutNanos < 0) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, timeoutNanos);
    }
  }

  @Override
  @Nullable Source source(int index) {
    return source;
  }

  @Override
  int ready(int index) {
    return ready;
  }

  @Override
  void wake() {
    if (state.getAndSet(WOKEN) == WAITING) {
      Thread waiting = thread;
      if (waiting != null) {
        waiting.interrupt();
      }
    }
  }

  @Override
  public String toString() {
    return "blocking";
  }

  @Override
  public void close() {
    source = null;
  }
}
