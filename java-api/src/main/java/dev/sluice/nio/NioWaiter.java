package dev.sluice.nio;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * One thread's wait for one channel. A selector, because a blocking channel is closed by an
 * interrupt, and a selector is not; pooled, because each is two descriptors.
 */
final class NioWaiter {
  private static final int POOL_LIMIT = 64;
  private static final ArrayDeque<Selector> POOL = new ArrayDeque<>();

  private NioWaiter() {}

  /** See {@link dev.sluice.Fd#awaitReadable}. */
  static boolean await(NioCalls<?> calls, int operations, long timeoutNanos) throws IOException {
    Selector selector = borrow();
    try {
      calls.enlist(selector);
      try {
        return await(selector, calls, operations, timeoutNanos);
      } finally {
        calls.strike(selector);
      }
    } finally {
      giveBack(selector);
    }
  }

  private static boolean await(
      Selector selector, NioCalls<?> calls, int operations, long timeoutNanos) throws IOException {
    SelectionKey key;
    try {
      key = calls.channel().register(selector, operations);
    } catch (ClosedChannelException | CancelledKeyException closed) {
      calls.checkOpen();
      return true; // closed by NIO itself after a failure, which the next call reports
    }
    try {
      return select(selector, calls, timeoutNanos);
    } finally {
      key.cancel();
      selector.selectNow(
          NioWaiter::ignore); // only now is the key gone, and a closed descriptor free
    }
  }

  private static boolean select(Selector selector, NioCalls<?> calls, long timeoutNanos)
      throws IOException {
    long start = System.nanoTime();
    for (; ; ) {
      calls.checkOpen();
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted while waiting for " + calls);
      }
      long left = timeoutNanos < 0 ? -1 : timeoutNanos - (System.nanoTime() - start);
      if (select(selector, timeoutNanos < 0 ? -1 : Math.max(0, left), NioWaiter::ignore) > 0) {
        calls.checkOpen();
        return true;
      }
      if (timeoutNanos >= 0 && System.nanoTime() - start >= timeoutNanos) {
        calls.checkOpen();
        return false;
      }
    }
  }

  /** Selects for nanoseconds, rounded up so that a wait is never short; negative: no limit. */
  static int select(Selector selector, long nanos, Consumer<SelectionKey> action)
      throws IOException {
    if (nanos == 0) {
      return selector.selectNow(action);
    }
    return nanos < 0
        ? selector.select(action)
        : selector.select(action, (nanos - 1) / 1_000_000 + 1);
  }

  /** How many are ready is all that counts. */
  private static void ignore(SelectionKey key) {}

  private static Selector borrow() throws IOException {
    synchronized (POOL) {
      Selector pooled = POOL.poll();
      if (pooled != null) {
        return pooled;
      }
    }
    return Selector.open();
  }

  private static void giveBack(Selector selector) throws IOException {
    synchronized (POOL) {
      if (POOL.size() < POOL_LIMIT) {
        POOL.push(selector);
        return;
      }
    }
    selector.close();
  }

  /** Closes the pooled selectors, so that tests can count descriptors. */
  static void emptyPool() throws IOException {
    synchronized (POOL) {
      for (Selector selector : POOL) {
        selector.close();
      }
      POOL.clear();
    }
  }
}
