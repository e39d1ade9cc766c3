package dev.sluice.loop;

import dev.sluice.Pollable;
import java.io.IOException;

/**
 * A source that a loop watches for somebody: level-triggered, so it is reported as long as it is
 * ready. Its life: {@link EventLoop#watch} → {@link Watcher#ready} → {@link #cancel}. The source
 * stays its owner's: cancel before closing it.
 *
 * <p>Confined to the thread of its loop.
 */
public final class Watch extends Source {
  private final Pollable source;
  private final Watcher watcher;
  private int ready;
  private boolean cancelled;

  Watch(EventLoop loop, Pollable source, Watcher watcher) {
    super(loop);
    this.source = source;
    this.watcher = watcher;
  }

  /** Returns what is watched. */
  public Pollable source() {
    return source;
  }

  /** Tells whether there is something to receive, or an error. */
  public boolean isReadable() {
    return (ready & Readiness.READ) != 0;
  }

  /** Tells whether there is room to send, or an error. */
  public boolean isWritable() {
    return (ready & Readiness.WRITE) != 0;
  }

  /** Ends the watch; it is not called any more. */
  public void cancel() {
    loop.checkInLoop();
    end();
  }

  @Override
  Pollable pollable() {
    return source;
  }

  @Override
  boolean ready(int bits) {
    ready = bits;
    try {
      watcher.ready(this);
    } catch (IOException | RuntimeException | Error e) {
      loop.log().failed(this, e);
      end();
    }
    return true;
  }

  @Override
  void wind() {
    end();
  }

  @Override
  void end() {
    if (!cancelled) {
      cancelled = true;
      loop.readiness().remove(this);
      loop.sources().remove(this);
    }
  }

  /** Returns for instance {@code Watch[MONOTONIC timer fd 9]}. */
  @Override
  public String toString() {
    return "Watch[" + source + "]";
  }
}
