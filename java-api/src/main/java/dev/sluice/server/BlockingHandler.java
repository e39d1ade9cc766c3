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
   * counted, and its peer sees a reset. A peer that has gone away is no failure: neither {@code
   * ECONNRESET} nor the {@link java.io.EOFException} of {@link StreamSocket#recvExactly}; nor is
   * one that breaks the protocol, for which there is {@link java.net.ProtocolException}.
   *
   * @param connection is blocking, and closed by the server afterwards, in order: what the handler
   *     has left unread does not cost the peer the last answer
   */
  void handle(StreamSocket connection) throws IOException;
}
