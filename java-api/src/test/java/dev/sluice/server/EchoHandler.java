package dev.sluice.server;

import dev.sluice.IoBuffer;
import dev.sluice.loop.Connection;
import dev.sluice.loop.ConnectionHandler;

/** Sends back what it receives. */
public final class EchoHandler implements ConnectionHandler {
  /** For worker processes, which make one of their own. */
  public EchoHandler() {}

  @Override
  public void received(Connection connection, IoBuffer input) {
    connection.send(input);
  }
}
