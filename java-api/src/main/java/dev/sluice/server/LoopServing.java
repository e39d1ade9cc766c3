package dev.sluice.server;

import dev.sluice.loop.ConnectionHandler;
import dev.sluice.loop.EventLoop;
import dev.sluice.loop.LoopCounters;
import dev.sluice.net.ListeningSocket;
import java.io.IOException;

/** One loop, in the thread that serves. */
final class LoopServing extends Serving {
  private final EventLoop loop;

  private LoopServing(EventLoop loop) {
    this.loop = loop;
  }

  static LoopServing open(
      ServerModel model, ServerSocket server, ConnectionHandler handler, ServerSettings settings)
      throws IOException {
    EventLoop loop = model.opener().open();
    try {
      listen(loop, server.socket(), handler, settings);
      return new LoopServing(loop);
    } catch (IOException | RuntimeException | Error e) {
      loop.close();
      throw e;
    }
  }

  private static void listen(
      EventLoop loop, ListeningSocket socket, ConnectionHandler handler, ServerSettings settings)
      throws IOException {
    if (socket.channel() == null) {
      loop.listen(socket, handler, settings.limits(), settings.maxConnections());
      return;
    }
    // What is accepted inherits nothing under NIO.
    loop.listen(
        socket,
        settings.maxConnections(),
        (connection, over) -> {
          ServerSocket.prepare(connection);
          loop.add(connection, handler, settings.limits(), over);
        });
  }

  @Override
  void serve() throws IOException {
    loop.run();
  }

  @Override
  void shutdown(long withinNanos) {
    loop.shutdown(withinNanos);
  }

  @Override
  LoopCounters counted() {
    return loop.counted();
  }

  @Override
  public void close() throws IOException {
    loop.close();
  }
}
