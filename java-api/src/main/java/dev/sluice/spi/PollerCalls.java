package dev.sluice.spi;

import dev.sluice.Pollable;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * A mechanism as {@code dev.sluice.event.Poller} needs it: level-triggered, thread-safe, with one
 * thread that waits at a time. What others change during a wait counts in that wait.
 */
public abstract class PollerCalls {
  /** Takes what a wait found. */
  public interface Ready {
    /** Notes what a source is ready for, bits of {@link Watch}; once per source and wait. */
    void add(Watch watch, int readiness);
  }

  /**
   * Returns what identifies a source: its descriptor or its channel.
   *
   * @throws UnsupportedOperationException if it is one of another backend
   */
  public abstract Object keyOf(Pollable source);

  /** Tells whether the descriptor or channel is open. */
  public abstract boolean isOpen(Object key);

  /**
   * Starts watching.
   *
   * @param onClosed is told, in any thread, when the source is closed while it is watched
   * @throws dev.sluice.FdClosedException if the source is closed
   */
  public abstract void add(Watch watch, Consumer<Watch> onClosed) throws IOException;

  /**
   * Watches for something else.
   *
   * @throws dev.sluice.FdClosedException if the source is closed
   */
  public abstract void modify(Watch watch, int interest) throws IOException;

  /** Stops watching; does nothing if the source was closed meanwhile. */
  public abstract void delete(Watch watch) throws IOException;

  /**
   * Waits once; may return for no reason at all.
   *
   * @return whether {@link #wake} was called, since the last wait or during this one
   */
  public abstract boolean await(Ready ready, long timeoutNanos) throws IOException;

  /** Ends the wait under way, or else the next. */
  public abstract void wake();

  /** Closes the mechanism, from any thread; a wait under way ends. */
  public abstract void close() throws IOException;
}
