package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.IoBuffer;
import dev.sluice.UnixEndpoint;
import dev.sluice.loop.Connection;
import dev.sluice.loop.ConnectionHandler;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * An echo that can be asked to misbehave: {@code !} makes it throw, and {@code #name} wait, as for
 * a slow database, until the listener with this abstract name lets it go on.
 */
public final class TrialHandler implements ConnectionHandler {
  static final byte THROW = '!';
  static final byte BLOCK = '#';

  private static final Logger LOG = Logger.getLogger("dev.sluice");

  /** Makes one; worker processes make their own, and there too failures are part of the trials. */
  public TrialHandler() {
    LOG.setLevel(Level.OFF);
  }

  @Override
  public void received(Connection connection, IoBuffer input) throws IOException {
    if (input.peek(0) == THROW) {
      throw new IllegalStateException("asked for");
    }
    if (input.peek(0) == BLOCK) {
      input.skip(1);
      try (StreamSocket slow =
              StreamSocket.connectTo(UnixEndpoint.abstractName(input.getAll(UTF_8)));
          IoBuffer end = IoBuffer.allocate(1)) {
        slow.recv(end);
      }
      connection.send("#", UTF_8);
      return;
    }
    connection.send(input);
  }
}
