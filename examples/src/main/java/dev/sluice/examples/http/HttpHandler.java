package dev.sluice.examples.http;

import dev.sluice.IoBuffer;
import dev.sluice.loop.Connection;
import dev.sluice.loop.ConnectionHandler;
import org.jspecify.annotations.Nullable;

/**
 * Serves the files below a directory, and echoes what is posted to {@code /echo}. A record, so that
 * worker processes can make their own.
 *
 * @param root a real path: absolute, without symbolic links
 * @param pieceNanos how long the head of a request may take, and each {@code pieceBytes} of its
 *     body, in nanoseconds
 * @param pieceBytes how many that are
 * @param maxBodyBytes how long the body of a request may be
 */
public record HttpHandler(String root, long pieceNanos, int pieceBytes, long maxBodyBytes)
    implements ConnectionHandler {
  @Override
  public void opened(Connection connection) {
    connection.attach(new Conversation(connection, this));
  }

  @Override
  public void received(Connection connection, IoBuffer input) {
    of(connection).received(input);
  }

  @Override
  public void idle(Connection connection) {
    of(connection).idle();
  }

  @Override
  public void closed(Connection connection, @Nullable Throwable cause) {
    of(connection).closed();
  }

  private static Conversation of(Connection connection) {
    if (connection.attachment() instanceof Conversation conversation) {
      return conversation;
    }
    throw new IllegalStateException(connection + " was not opened by this handler");
  }
}
