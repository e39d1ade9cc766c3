package dev.sluice.loop;

import dev.sluice.Pollable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Asks nobody: every source is said to be ready, and its calls tell. While none has something to
 * do, the pauses grow.
 */
final class AskingReadiness extends Readiness {
  private static final long SHORTEST_PAUSE_NANOS = 20_000;
  private static final long LONGEST_PAUSE_NANOS = 5_000_000;

  private final ArrayList<Source> sources = new ArrayList<>();
  private final ArrayList<Source> asked = new ArrayList<>();
  private long pauseNanos = SHORTEST_PAUSE_NANOS;
  private volatile @Nullable Thread waiting;
  private volatile boolean woken;

  @Override
  void add(Source source, int wanted) {
    source.watchedFor = wanted;
    sources.add(source);
  }

  @Override
  void change(Source source, int wanted) {
    source.watchedFor = wanted;
  }

  @Override
  void remove(Source source) {
    source.watchedFor = 0;
    sources.remove(source);
  }

  @Override
  int await(long timeoutNanos, boolean busy) throws IOException {
    if (busy) {
      pauseNanos = SHORTEST_PAUSE_NANOS;
    } else if (timeoutNanos != 0 && !sources.isEmpty()) {
      pause(timeoutNanos < 0 ? pauseNanos : Math.min(pauseNanos, timeoutNanos));
      pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
    } else if (timeoutNanos != 0) {
      pause(timeoutNanos);
    }
    woken = false;
    asked.clear();
    for (Source source : sources) {
      if (isWorthAsking(source)) {
        asked.add(source);
      }
    }
    return asked.size();
  }

  private void pause(long nanos) {
    waiting = Thread.currentThread();
    if (!woken && nanos < 0) {
      LockSupport.park(this);
    } else if (!woken) {
      LockSupport.parkNanos(this, nanos);
    }
    waiting = null;
    // An interrupt would end every pause from now on; it wakes, and says no more than that.
    boolean _ = Thread.interrupted();
  }

  /** The calls of sockets tell; of other sources only their readiness does. */
  private static boolean isWorthAsking(Source source) throws IOException {
    if (!(source instanceof Watch)) {
      return source.watchedFor != 0;
    }
    Pollable pollable = source.pollable();
    return ((source.watchedFor & READ) != 0 && pollable.fd().awaitReadable(0))
        || ((source.watchedFor & WRITE) != 0 && pollable.fd().awaitWritable(0));
  }

  @Override
  @Nullable Source source(int index) {
    Source source = asked.get(index);
    return source.watchedFor == 0 ? null : source;
  }

  @Override
  int ready(int index) {
    return asked.get(index).watchedFor;
  }

  @Override
  void wake() {
    woken = true;
    Thread thread = waiting;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public String toString() {
    return "polling";
  }

  @Override
  public void close() {
    sources.clear();
  }
}
