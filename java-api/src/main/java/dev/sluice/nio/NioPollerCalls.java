package dev.sluice.nio;

import dev.sluice.FdClosedException;
import dev.sluice.Pollable;
import dev.sluice.spi.PollerCalls;
import dev.sluice.spi.Watch;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A poller over {@link Selector}.
 *
 * <p>A cancelled key stays on its channel until the next selection, and until then the channel
 * cannot be registered again. So a key is not cancelled by {@code delete}: it lies idle, without
 * interest, until the waiting thread cancels it and selects under one lock; who registers before
 * that takes it over.
 */
public final class NioPollerCalls extends PollerCalls {
  private static final Set<NioPollerCalls> OPEN = new CopyOnWriteArraySet<>();

  private final Selector selector;
  private final AtomicBoolean woken = new AtomicBoolean();

  /** Keys of deleted watches; the lock of registration against cancellation. */
  private final List<SelectionKey> idle = new ArrayList<>();

  private volatile boolean selecting;

  /** Where the wait under way reports. */
  private Ready ready = (watch, readiness) -> {};

  private final Consumer<SelectionKey> report = this::report;

  /** What a key carries. */
  private record Attached(Watch watch, Consumer<Watch> onClosed) {}

  private NioPollerCalls(Selector selector) {
    this.selector = selector;
  }

  /** Opens one. */
  public static NioPollerCalls open() throws IOException {
    NioPollerCalls opened = new NioPollerCalls(Selector.open());
    OPEN.add(opened);
    return opened;
  }

  /** Ends the watches of a channel that is about to be closed; returns who had it. */
  static List<NioPollerCalls> closing(SelectableChannel channel) {
    List<NioPollerCalls> holders = new ArrayList<>();
    for (NioPollerCalls poller : OPEN) {
      SelectionKey key = channel.keyFor(poller.selector);
      if (key != null) {
        holders.add(poller);
        if (key.attachment() instanceof Attached attached) {
          attached.watch.end();
          attached.onClosed.accept(attached.watch);
        }
      }
    }
    return holders;
  }

  /** Has a wait under way look again: at changed interests, at cancelled keys. */
  void poke() {
    if (selecting) {
      selector.wakeup();
    }
  }

  @Override
  public Object keyOf(Pollable source) {
    SelectableChannel channel = source.channel();
    if (channel == null) {
      throw new UnsupportedOperationException(
          source + ": a descriptor, and the NIO poller watches channels of the NIO backend only");
    }
    return channel;
  }

  @Override
  public boolean isOpen(Object key) {
    return ((SelectableChannel) key).isOpen();
  }

  private static int operations(SelectableChannel channel, int interest) {
    if ((interest & Watch.PRIORITY) != 0) {
      throw new UnsupportedOperationException("Interest.PRIORITY: NIO knows no exceptional data");
    }
    if ((interest & Watch.READ_CLOSED) != 0) {
      throw new UnsupportedOperationException(
          "Interest.READ_CLOSED: NIO reports the end of a stream as READ");
    }
    int operations =
        ((interest & Watch.READ) != 0 ? SelectionKey.OP_READ | SelectionKey.OP_ACCEPT : 0)
            | ((interest & Watch.WRITE) != 0 ? SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT : 0);
    return operations & channel.validOps();
  }

  private static int readiness(int operations) {
    return ((operations & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT)) != 0 ? Watch.READ : 0)
        | ((operations & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) != 0 ? Watch.WRITE : 0);
  }

  @Override
  public void add(Watch watch, Consumer<Watch> onClosed) throws IOException {
    SelectableChannel channel = (SelectableChannel) watch.key();
    int operations = operations(channel, watch.interest());
    if (channel.isBlocking()) {
      throw new IllegalArgumentException(
          channel + " is in blocking mode: call configureBlocking(false) first");
    }
    Attached attached = new Attached(watch, onClosed);
    synchronized (idle) {
      try {
        SelectionKey key = channel.keyFor(selector);
        if (key != null && idle.remove(key)) {
          key.attach(attached);
          key.interestOps(operations);
        } else {
          key = channel.register(selector, operations, attached);
        }
        watch.handle(key);
      } catch (ClosedChannelException | CancelledKeyException e) {
        throw closed(watch);
      }
    }
    poke();
  }

  private static FdClosedException closed(Watch watch) {
    return new FdClosedException(watch.source() + " is closed: register an open one");
  }

  @Override
  public void modify(Watch watch, int interest) {
    int operations = operations((SelectableChannel) watch.key(), interest);
    if (watch.handle() instanceof SelectionKey key) {
      try {
        key.interestOps(operations);
      } catch (CancelledKeyException e) {
        throw closed(watch);
      }
    }
    poke();
  }

  @Override
  public void delete(Watch watch) {
    if (watch.handle() instanceof SelectionKey key) {
      synchronized (idle) {
        try {
          key.interestOps(0);
          key.attach(null);
          idle.add(key);
        } catch (CancelledKeyException closedMeanwhile) {
          return;
        }
      }
    }
  }

  @Override
  public boolean await(Ready target, long timeoutNanos) throws IOException {
    ready = target;
    // A selector does not wait while the thread is interrupted, and this wait shall not care.
    boolean interrupted = Thread.interrupted();
    try {
      if (!cancelIdle()) {
        select(timeoutNanos);
      }
    } catch (ClosedSelectorException e) {
      throw new FdClosedException("the selector was closed");
    } finally {
      if (interrupted || Thread.interrupted()) {
        Thread.currentThread().interrupt();
      }
    }
    return woken.getAndSet(false);
  }

  private void select(long timeoutNanos) throws IOException {
    selecting = true;
    try {
      NioWaiter.select(selector, woken.get() ? 0 : timeoutNanos, report);
    } finally {
      selecting = false;
    }
  }

  /** Cancels idle keys and lets the selector forget them; tells whether that found events. */
  private boolean cancelIdle() throws IOException {
    synchronized (idle) {
      if (idle.isEmpty()) {
        return false;
      }
      idle.forEach(SelectionKey::cancel);
      idle.clear();
      return selector.selectNow(report) > 0;
    }
  }

  private void report(SelectionKey key) {
    try {
      if (key.attachment() instanceof Attached attached) {
        int readiness = readiness(key.readyOps()) & attached.watch.interest();
        if (readiness != 0) {
          ready.add(attached.watch, readiness);
        }
      }
    } catch (CancelledKeyException closedMeanwhile) {
      return;
    }
  }

  @Override
  public void wake() {
    if (woken.compareAndSet(false, true) && selector.isOpen()) {
      selector.wakeup();
    }
  }

  @Override
  public void close() throws IOException {
    OPEN.remove(this);
    selector.close();
  }
}
