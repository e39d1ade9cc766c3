package dev.sluice.loop;

import dev.sluice.net.StreamSocket;
import java.io.IOException;

/** Takes over the connections that a {@link Listener} accepts: for another loop or thread. */
@FunctionalInterface
public interface Acceptor {
  /**
   * Takes over a connection, and closes it in the end.
   *
   * @param connection was just accepted, and does not block
   * @param over is to be run when the connection has ended, by any thread, once: the listener
   *     counts
   * @throws IOException if it cannot be served: the listener closes it, says why, and goes on
   */
  void accepted(StreamSocket connection, Runnable over) throws IOException;
}
