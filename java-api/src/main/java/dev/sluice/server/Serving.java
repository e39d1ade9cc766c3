package dev.sluice.server;

import dev.sluice.loop.LoopCounters;
import java.io.IOException;

/** How a server serves: one class for each kind of model. */
abstract class Serving implements AutoCloseable {
  /** Serves, in the calling thread, until {@link #shutdown} or {@link #close}. */
  abstract void serve() throws IOException;

  /** Ends in order, from any thread. */
  abstract void shutdown(long withinNanos);

  abstract LoopCounters counted();

  /** Ends at once; returns when everything is closed. */
  @Override
  public abstract void close() throws IOException;
}
