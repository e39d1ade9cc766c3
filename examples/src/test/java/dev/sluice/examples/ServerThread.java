package dev.sluice.examples;

import dev.sluice.server.StreamServer;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Serves in a thread of its own until it is closed, which closes the server. */
public final class ServerThread implements AutoCloseable {
  private final StreamServer server;
  private final Thread thread;

  /** Begins to serve. */
  public ServerThread(StreamServer server) {
    this.server = server;
    this.thread = Thread.ofPlatform().start(this::serve);
  }

  private void serve() {
    try {
      server.serve();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    server.close();
    thread.join();
  }
}
