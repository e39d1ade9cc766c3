package dev.sluice.loop;

import dev.sluice.ErrnoException;
import dev.sluice.event.Epoll;
import dev.sluice.event.Interest;
import dev.sluice.event.ReadyEvents;
import dev.sluice.event.TokenTable;
import dev.sluice.event.Trigger;
import dev.sluice.event.Waker;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Edge-triggered, by an epoll. Sources that drain are added for everything and never changed: to be
 * writable costs nothing then. The others are level-triggered, because they take one thing at a
 * time.
 */
final class EdgeReadiness extends Readiness {
  private static final int CAPACITY = 256;

  /** No token of a table: its place would be negative. */
  private static final long WAKER = -1;

  private static final Interest ALL =
      Interest.READ_WRITE.and(Interest.PRIORITY).and(Interest.READ_CLOSED);

  private final Epoll epoll;
  private final Waker waker;
  private final TokenTable<Source> sources = new TokenTable<>();
  private @Nullable ReadyEvents events;

  private EdgeReadiness(Epoll epoll, Waker waker) {
    this.epoll = epoll;
    this.waker = waker;
  }

  static EdgeReadiness open() throws IOException {
    Epoll epoll = Epoll.open();
    try {
      Waker waker = Waker.open();
      try {
        epoll.add(waker, Interest.READ, Trigger.LEVEL, WAKER);
        return new EdgeReadiness(epoll, waker);
      } catch (IOException | RuntimeException | Error e) {
        waker.close();
        throw e;
      }
    } catch (IOException | RuntimeException | Error e) {
      epoll.close();
      throw e;
    }
  }

  @Override
  void add(Source source, int wanted) throws ErrnoException {
    source.token = sources.add(source);
    try {
      watch(source, wanted);
    } catch (ErrnoException | RuntimeException | Error e) {
      sources.remove(source.token);
      throw e;
    }
  }

  private void watch(Source source, int wanted) throws ErrnoException {
    if (source.drains()) {
      epoll.add(source.pollable(), ALL, Trigger.EDGE, source.token);
    } else if (wanted != 0) {
      Interest interest = PollerReadiness.interest(wanted);
      epoll.add(source.pollable(), interest, Trigger.LEVEL, source.token);
    }
    source.watchedFor = wanted;
  }

  @Override
  void change(Source source, int wanted) throws ErrnoException {
    if (source.drains()) {
      source.watchedFor = wanted;
    } else if (source.watchedFor == 0) {
      watch(source, wanted);
    } else if (wanted == 0) {
      epoll.delete(source.pollable());
      source.watchedFor = 0;
    } else {
      Interest interest = PollerReadiness.interest(wanted);
      epoll.modify(source.pollable(), interest, Trigger.LEVEL, source.token);
      source.watchedFor = wanted;
    }
  }

  @Override
  void remove(Source source) {
    if (sources.remove(source.token) == null) {
      return;
    }
    try {
      // What drains is closed next, which ends the registration and saves a call; while a duplicate
      // lives, in another process for instance, a late edge finds nothing under its token, and is
      // not repeated. A level would be.
      if (!source.drains() && source.watchedFor != 0) {
        epoll.delete(source.pollable());
      }
    } catch (ErrnoException | RuntimeException e) {
      // Closed by another thread: a late event finds nothing under its token.
    }
    source.watchedFor = 0;
  }

  @Override
  int await(long timeoutNanos, boolean busy) throws IOException {
    ReadyEvents ready = events;
    if (ready == null) {
      ready = ReadyEvents.allocate(CAPACITY);
      events = ready;
    }
    int count = epoll.await(ready, timeoutNanos);
    for (int i = 0; i < count; i++) {
      if (ready.token(i) == WAKER) {
        waker.reset();
      }
    }
    return count;
  }

  private ReadyEvents events() {
    ReadyEvents ready = events;
    if (ready == null) {
      throw new IllegalStateException("nothing was waited for");
    }
    return ready;
  }

  @Override
  @Nullable Source source(int index) {
    return sources.get(events().token(index));
  }

  @Override
  int ready(int index) {
    ReadyEvents ready = events();
    boolean over = ready.isError(index) || ready.isHangUp(index);
    int bits = over ? READ | WRITE | MORE_THAN_DATA : 0;
    bits |= ready.isReadable(index) ? READ : 0;
    bits |= ready.isWritable(index) ? WRITE : 0;
    bits |= ready.isReadClosed(index) || ready.isPriority(index) ? MORE_THAN_DATA : 0;
    return bits;
  }

  @Override
  boolean isEdge() {
    return true;
  }

  @Override
  void wake() {
    waker.wake();
  }

  @Override
  public String toString() {
    return "EPOLL edge";
  }

  @Override
  public void close() {
    epoll.close();
    waker.close();
    if (events != null) {
      events.close();
    }
  }
}
