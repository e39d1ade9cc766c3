package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.IoBuffer;
import dev.sluice.UnixEndpoint;
import dev.sluice.loop.Connection;
import dev.sluice.loop.ConnectionHandler;
import dev.sluice.net.StreamSocket;
import java.io.IOException;

/**
 * An echo that can be asked to misbehave: {@code !} makes it throw, and {@code #name} wait, as for
 * a slow database, until the listener with this abstract name lets it go on.
 */
public final class TrialHandler implements ConnectionHandler {
  static final byte THROW = '!';
  static final byte BLOCK = '#';

  /** Makes one; worker processes make their own. */
  public TrialHandler() {}

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
