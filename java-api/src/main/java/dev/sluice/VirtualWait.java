package dev.sluice;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One virtual thread's wait for one descriptor: it parks, and {@link VirtualPoller}'s thread wakes
 * it. {@code poll(2)} would hold its carrier, and a few waiting threads would hold them all.
 */
final class VirtualWait extends Fd.Hold {
  /** The next wait of the same descriptor; guarded by the poller's lock. */
  @Nullable VirtualWait following;

  final int events;
  private final Thread thread = Thread.currentThread();
  private volatile boolean ready;

  private VirtualWait(int events) {
    this.events = events;
  }

  /** See {@link Fd#awaitReadable}; the timeout is not 0. */
  static boolean await(Fd fd, int events, long timeoutNanos) throws IOException {
    VirtualPoller poller = VirtualPoller.get();
    VirtualWait wait = new VirtualWait(events);
    int number = fd.hold(wait);
    try {
      poller.enlist(fd, number, wait);
      try {
        return wait.park(fd, timeoutNanos);
      } finally {
        poller.strike(number, wait);
      }
    } finally {
      fd.letGo(wait);
    }
  }

  private boolean park(Fd fd, long timeoutNanos) throws IOException {
    long start = System.nanoTime();
    for (; ; ) {
      if (!fd.isOpen()) {
        throw new FdClosedException(fd + " was closed by another thread during the wait");
      }
      if (thread.isInterrupted()) {
        throw new InterruptedIOException("interrupted while waiting for " + fd);
      }
      if (ready) {
        return true;
      }
      if (timeoutNanos < 0) {
        LockSupport.park(this);
      } else {
        long leftNanos = timeoutNanos - (System.nanoTime() - start);
        if (leftNanos <= 0) {
          return false;
        }
        LockSupport.parkNanos(this, leftNanos);
      }
    }
  }

  /** Ends the wait: the descriptor is ready. */
  void wake() {
    ready = true;
    LockSupport.unpark(thread);
  }

  @Override
  protected void closing() {
    LockSupport.unpark(thread);
  }
}
