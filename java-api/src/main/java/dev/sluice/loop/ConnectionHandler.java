package dev.sluice.loop;

import dev.sluice.IoBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a server does with its connections. One object serves all of them, on every model; what
 * belongs to one connection is attached to it. Its calls for one connection: {@link #verify} →
 * {@link #opened} → {@link #received}, as often as bytes come → {@link #endOfInput} → {@link
 * #closed}.
 *
 * <p>The rule people trip over: a stream has no messages. What was sent in one piece may be
 * received in several, and the other way round; whatever is not a whole message yet is left in the
 * buffer, and is there again with the next call.
 *
 * <p>What it throws closes this connection and no other, is logged once and counted, except a
 * {@link java.net.ProtocolException}, such as that of a frame decoder: the peer has failed then,
 * and could fill the log. Nor is a peer that goes away a failure of the handler: sending to it does
 * nothing, and {@link #closed} tells.
 *
 * <p>Called by the thread of the connection's loop, so calls for one connection never overlap; on
 * models with several loops those for different connections do. A call that blocks holds up
 * everybody on the same loop.
 */
@FunctionalInterface
public interface ConnectionHandler {
  /**
   * Decides whether to serve a connection. One that is refused is reset, and no other method is
   * called for it.
   */
  default boolean verify(Connection connection) throws IOException {
    return true;
  }

  /** Greets: the connection stands, nothing was received yet. */
  default void opened(Connection connection) throws IOException {}

  /**
   * Takes what has come, all or a part.
   *
   * @param connection whose it is
   * @param input the bytes, at least one more than at the last call; what is left in it stays
   */
  void received(Connection connection, IoBuffer input) throws IOException;

  /**
   * Learns that the peer sends no more; it may still receive. Closes the connection, once all is
   * sent, unless it is overridden.
   */
  default void endOfInput(Connection connection) throws IOException {
    connection.close();
  }

  /**
   * Learns that what waited to be sent, more than {@link ConnectionLimits#highWaterBytes}, is down
   * to {@link ConnectionLimits#lowWaterBytes}: the moment to go on with a long answer.
   */
  default void drained(Connection connection) throws IOException {}

  /**
   * Learns that nothing went in either direction for {@link ConnectionLimits#idleNanos}. Aborts the
   * connection unless it is overridden; sending something is another way.
   */
  default void idle(Connection connection) throws IOException {
    connection.abort();
  }

  /**
   * Learns that the connection is over; sending is no longer possible.
   *
   * @param connection whose attachment may be needed
   * @param cause why, if not by {@link Connection#close} or the peer's orderly end
   */
  default void closed(Connection connection, @Nullable Throwable cause) {}
}
