package dev.sluice.server;

import dev.sluice.net.StreamSocket;
import java.io.IOException;

/**
 * Serves a connection from its beginning to its end, in a thread of its own, with calls that block:
 * for the models that have such a thread.
 */
@FunctionalInterface
public interface BlockingHandler {
  /**
   * Serves one connection. What it throws ends this connection and no other, is logged once and
   * counted; a peer that has gone away is no failure.
   *
   * @param connection is blocking, and closed by the server afterwards
   */
  void handle(StreamSocket connection) throws IOException;
}
