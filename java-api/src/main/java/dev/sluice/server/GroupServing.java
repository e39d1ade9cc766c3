package dev.sluice.server;

import dev.sluice.Family;
import dev.sluice.loop.ConnectionHandler;
import dev.sluice.loop.EventLoop;
import dev.sluice.loop.LoopCounters;
import dev.sluice.loop.LoopGroup;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.Sockets;
import java.io.IOException;
import java.util.List;

/**
 * Several loops, each with a thread. On TCP each listens for itself, and the kernel distributes; on
 * AF_UNIX, where there is no {@code SO_REUSEPORT}, the first accepts for all.
 */
final class GroupServing extends Serving {
  private final LoopGroup group;

  private GroupServing(LoopGroup group) {
    this.group = group;
  }

  static GroupServing open(
      ServerModel model, ServerSocket server, ConnectionHandler handler, ServerSettings settings)
      throws IOException {
    LoopGroup group = LoopGroup.open(model.count(), model.opener());
    try {
      if (server.endpoint().family() == Family.UNIX) {
        group
            .loops()
            .getFirst()
            .listen(
                server.socket(),
                settings.maxConnections(),
                group.acceptor(handler, settings.limits()));
      } else {
        listenOnEach(group.loops(), server, handler, settings);
      }
      return new GroupServing(group);
    } catch (IOException | RuntimeException | Error e) {
      group.close();
      throw e;
    }
  }

  private static void listenOnEach(
      List<EventLoop> loops,
      ServerSocket server,
      ConnectionHandler handler,
      ServerSettings settings)
      throws IOException {
    int max = settings.maxConnections();
    int count = Math.min(max, loops.size()); // one that may serve nobody does not listen
    loops.getFirst().listen(server.socket(), handler, settings.limits(), Math.ceilDiv(max, count));
    for (int i = 1; i < count; i++) {
      int share = max / count + (i < max % count ? 1 : 0);
      ListeningSocket socket =
          ServerSocket.listenToo(Sockets.linux(), server.endpoint(), settings.backlog()).socket();
      try {
        loops.get(i).listen(socket, handler, settings.limits(), share);
      } catch (IOException | RuntimeException | Error e) {
        socket.close();
        throw e;
      }
    }
  }

  @Override
  void serve() {
    group.start("sluice-loop");
    group.join();
  }

  @Override
  void shutdown(long withinNanos) {
    group.shutdown(withinNanos);
  }

  @Override
  LoopCounters counted() {
    return group.counted();
  }

  @Override
  public void close() throws IOException {
    group.close();
  }
}
