package dev.sluice.server;

import dev.sluice.Async;
import dev.sluice.Endpoint;
import dev.sluice.loop.ConnectionHandler;
import dev.sluice.net.StreamSocket;
import java.io.IOException;

/** A server that serves in a thread of its own, for the time of a test. */
final class Serve implements AutoCloseable {
  final StreamServer server;
  private final Async.Task<Void> serving;

  private Serve(Async async, StreamServer server) {
    this.server = server;
    this.serving =
        async.start(
            () -> {
              server.serve();
              return null;
            });
  }

  static Serve on(Async async, Endpoint local, ServerModel model, ConnectionHandler handler)
      throws IOException {
    return on(async, local, model, handler, ServerSettings.STANDARD);
  }

  static Serve on(
      Async async,
      Endpoint local,
      ServerModel model,
      ConnectionHandler handler,
      ServerSettings settings)
      throws IOException {
    return on(async, StreamServer.open(local, model, handler, settings));
  }

  static Serve on(Async async, StreamServer server) {
    return new Serve(async, server);
  }

  StreamSocket connect() throws IOException {
    StreamSocket client = StreamSocket.connectTo(server.endpoint());
    client.setTimeout(20_000);
    return client;
  }

  /** Connects from an address that the server can see. */
  StreamSocket connectFrom(Endpoint local) throws IOException {
    StreamSocket client = StreamSocket.open(local.family());
    try {
      client.setTimeout(20_000);
      client.bind(local);
      client.connect(server.endpoint());
      return client;
    } catch (IOException | RuntimeException | Error e) {
      client.close();
      throw e;
    }
  }

  void awaitEnd() throws Exception {
    serving.join();
  }

  @Override
  public void close() throws Exception {
    server.close();
    awaitEnd();
  }
}
