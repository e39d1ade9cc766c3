package dev.sluice;

import dev.sluice.sys.EventFdSys;
import dev.sluice.sys.PollSys;
import dev.sluice.sys.Pollfd;
import dev.sluice.sys.UnistdSys;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.util.ArrayDeque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One thread's wait for one descriptor: {@code poll(2)} on it and on an eventfd of our own, which
 * {@link Fd#close} and {@link Thread#interrupt} write. Shutting the socket down would wake the
 * thread too, but would also end the connection of whoever holds a duplicate.
 *
 * <p>Waiters are pooled, because an eventfd for each wait costs two more system calls.
 */
final class Waiter extends Fd.Hold {
  static final short READABLE = (short) PollSys.POLLIN;
  static final short WRITABLE = (short) PollSys.POLLOUT;

  /** Reported whether asked for or not: asking for nothing else leaves only that. */
  static final short ERROR = (short) PollSys.POLLERR;

  private static final int EINTR = -Errno.EINTR.number();
  private static final int TARGET = 0;
  private static final int WAKE = 1;
  private static final int POOL_LIMIT = 64;
  private static final ArrayDeque<Waiter> POOL = new ArrayDeque<>();

  private final Fd eventFd;
  private final MemorySegment pollfds = Pollfd.allocate(Arena.ofAuto(), 2);
  private final MemorySegment count = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
  private final InterruptHook interruptHook = new InterruptHook(this);

  private Waiter(Fd eventFd) {
    this.eventFd = eventFd;
  }

  /** See {@link Fd#awaitReadable}. */
  static boolean await(Fd fd, short events, long timeoutNanos) throws IOException {
    // A question is no wait: poll(2) answers it at once, on any thread. The poll and epoll bits are
    // the same numbers.
    if (timeoutNanos != 0 && Thread.currentThread().isVirtual()) {
      return VirtualWait.await(fd, events, timeoutNanos);
    }
    Waiter waiter = borrow();
    try {
      int number = fd.hold(waiter);
      try {
        waiter.interruptHook.arm();
        try {
          return waiter.poll(fd, number, events, timeoutNanos);
        } finally {
          waiter.interruptHook.disarm();
        }
      } finally {
        fd.letGo(waiter);
      }
    } finally {
      waiter.giveBack();
    }
  }

  private boolean poll(Fd fd, int number, short events, long timeoutNanos) throws IOException {
    long start = System.nanoTime();
    long spinNanos = timeoutNanos == 0 ? 0 : fd.spin();
    Pollfd.set(pollfds, TARGET, number, events);
    int wakeNumber = eventFd.enter();
    try {
      Pollfd.set(pollfds, WAKE, wakeNumber, READABLE);
      for (; ; ) {
        if (!fd.isOpen()) {
          throw new FdClosedException(fd + " was closed by another thread during the wait");
        }
        if (timeoutNanos != 0 && Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("interrupted while waiting for " + fd);
        }
        long leftNanos = timeoutNanos <= 0 ? 0 : timeoutNanos - (System.nanoTime() - start);
        boolean spins = spinNanos > 0 && System.nanoTime() - start < spinNanos;
        int ready = PollSys.poll(pollfds, 2, spins ? 0 : pollMillis(timeoutNanos, leftNanos));
        if (ready < 0 && ready != EINTR) {
          throw ErrnoException.of("poll(" + fd + ")", ready);
        }
        if (ready > 0 && Pollfd.revents(pollfds, WAKE) == 0) {
          return true;
        }
        if (ready > 0) {
          // The reason is looked up above. There may be none: Thread.interrupt wakes after it has
          // let go of its lock, when the wait it meant may be over and this waiter another's.
          UnistdSys.read(wakeNumber, count, Long.BYTES);
        }
        if (ready == 0 && (timeoutNanos == 0 || expired(timeoutNanos, start))) {
          return false;
        }
        Thread.onSpinWait();
      }
    } finally {
      eventFd.exit();
    }
  }

  /** Rounds up, so that a wait is never short; long waits come back and wait again. */
  private static int pollMillis(long timeoutNanos, long leftNanos) {
    if (timeoutNanos < 0) {
      return -1;
    }
    return leftNanos <= 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, (leftNanos - 1) / 1_000_000 + 1);
  }

  private static boolean expired(long timeoutNanos, long start) {
    return timeoutNanos > 0 && System.nanoTime() - start >= timeoutNanos;
  }

  @Override
  protected void closing() {
    wake();
  }

  /** Makes the wait look again whether to end; from any thread, at any time. */
  void wake() {
    int number;
    try {
      number = eventFd.enter();
    } catch (FdClosedException waitIsOver) {
      return;
    }
    try {
      EventFdSys.eventfd_write(number, 1);
    } finally {
      eventFd.exit();
    }
  }

  private static Waiter borrow() throws ErrnoException {
    synchronized (POOL) {
      Waiter pooled = POOL.poll();
      if (pooled != null) {
        return pooled;
      }
    }
    int number = EventFdSys.eventfd(0, EventFdSys.EFD_CLOEXEC | EventFdSys.EFD_NONBLOCK);
    if (number < 0) {
      throw ErrnoException.of("eventfd()", number);
    }
    return new Waiter(Fd.adopt(number));
  }

  private void giveBack() {
    synchronized (POOL) {
      if (POOL.size() < POOL_LIMIT) {
        POOL.push(this);
        return;
      }
    }
    eventFd.close();
  }

  /** Closes the pooled waiters, so that tests can count descriptors. */
  static void emptyPool() {
    synchronized (POOL) {
      POOL.forEach(waiter -> waiter.eventFd.close());
      POOL.clear();
    }
  }

  /**
   * The JDK's public door to {@link Thread#interrupt}: between {@code begin} and {@code end} of a
   * selector, an interrupt calls {@link #wakeup}. Nothing else of a selector is used.
   */
  private static final class InterruptHook extends AbstractSelector {
    private final Waiter waiter;

    @SuppressWarnings("NullAway") // the provider is only ever handed out again by provider()
    InterruptHook(Waiter waiter) {
      super(null);
      this.waiter = waiter;
    }

    void arm() {
      begin();
    }

    void disarm() {
      end();
    }

    @Override
    public Selector wakeup() {
      waiter.wake();
      return this;
    }

    @Override
    protected void implCloseSelector() {}

    @Override
    protected SelectionKey register(
        AbstractSelectableChannel channel, int ops, @Nullable Object attachment) {
      throw new UnsupportedOperationException("only an interrupt hook");
    }

    @Override
    public Set<SelectionKey> keys() {
      return Set.of();
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
      return Set.of();
    }

    @Override
    public int selectNow() {
      return 0;
    }

    @Override
    public int select(long timeout) {
      return 0;
    }

    @Override
    public int select() {
      return 0;
    }
  }
}
