package dev.sluice.examples;

import dev.sluice.IoBuffer;
import dev.sluice.loop.Connection;
import dev.sluice.loop.ConnectionHandler;

/**
 * Sends back what it receives. What the peer does not read waits in its connection, which is not
 * read either beyond a bound: an echo needs nothing else.
 */
public final class EchoHandler implements ConnectionHandler {
  /** Makes one; worker processes make their own. */
  public EchoHandler() {}

  @Override
  public void received(Connection connection, IoBuffer input) {
    connection.send(input);
  }
}
