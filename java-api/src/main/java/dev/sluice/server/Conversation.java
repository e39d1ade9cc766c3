package dev.sluice.server;

import dev.sluice.loop.LoopCounters;
import dev.sluice.net.StreamSocket;

/** One connection in a thread of its own. */
interface Conversation extends AutoCloseable {
  /** Makes one of a connection; closes it if it cannot. */
  @FunctionalInterface
  interface Opener {
    Conversation open(StreamSocket socket);
  }

  /** Serves until it is over. */
  void run();

  /** Ends in order, from any thread. */
  void shutdown(long withinNanos);

  LoopCounters counted();

  @Override
  void close();
}
