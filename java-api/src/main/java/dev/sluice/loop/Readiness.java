package dev.sluice.loop;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How a loop learns what is ready; one class for each way to wait. Confined to the loop's thread,
 * except {@link #wake}.
 */
abstract class Readiness implements AutoCloseable {
  static final int READ = 1;
  static final int WRITE = 2;

  /** The end, an error or urgent data, alone or beside data: a short read does not mean empty. */
  static final int MORE_THAN_DATA = 4;

  /** Begins to watch. Sources that drain are watched for everything, once for all. */
  abstract void add(Source source, int wanted) throws IOException;

  /** Watches for something else; 0 for nothing. */
  abstract void change(Source source, int wanted) throws IOException;

  /** Ends to watch. */
  abstract void remove(Source source);

  /**
   * Waits.
   *
   * @param timeoutNanos the longest wait; 0 for none, negative without end
   * @param busy whether any source had something to do since the last wait
   * @return the number of sources that are ready
   */
  abstract int await(long timeoutNanos, boolean busy) throws IOException;

  /** Returns one that is ready, or {@code null} if it was removed meanwhile. */
  abstract @Nullable Source source(int index);

  abstract int ready(int index);

  /** Tells whether what is ready is told once. */
  boolean isEdge() {
    return false;
  }

  /** Ends the wait under way or the next one; from any thread. */
  abstract void wake();

  /** Returns the name of the mechanism. */
  @Override
  public abstract String toString();

  @Override
  public abstract void close() throws IOException;
}
