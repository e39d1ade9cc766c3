package dev.sluice.server;

import dev.sluice.loop.ConnectionHandler;
import dev.sluice.loop.EventLoop;
import dev.sluice.loop.LoopCounters;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A connection whose handler is called, by a loop that blocks. */
final class LoopConversation implements Conversation {
  private final EventLoop loop = EventLoop.openBlocking();
  private final StreamSocket socket;
  private final ConnectionHandler handler;
  private final ServerSettings settings;

  LoopConversation(StreamSocket socket, ConnectionHandler handler, ServerSettings settings) {
    this.socket = socket;
    this.handler = handler;
    this.settings = settings;
  }

  @Override
  public void run() {
    try {
      if (socket.channel() != null) {
        ServerSocket.prepare(socket);
      }
      loop.add(socket, handler, settings.limits());
      loop.runUntilEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void shutdown(long withinNanos) {
    loop.shutdown(withinNanos);
  }

  @Override
  public LoopCounters counted() {
    return loop.counted();
  }

  @Override
  public void close() {
    socket.close();
    try {
      loop.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
