package dev.sluice.examples;

import static java.util.Objects.requireNonNull;

import dev.sluice.Endpoint;
import dev.sluice.FdClosedException;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.Shutdown;
import dev.sluice.net.SpliceRelay;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A way over AF_UNIX to a server on TCP, which can be cut. */
final class UnixRelay implements AutoCloseable {
  private static final int PIPE_BYTES = 64 * 1024;

  private final ListeningSocket listener;
  private final Endpoint server;
  private final Thread accepting;
  private final List<StreamSocket> sockets = new ArrayList<>();
  private final List<Thread> relaying = new ArrayList<>();

  UnixRelay(Endpoint local, Endpoint server) throws IOException {
    this.server = server;
    listener = ListeningSocket.listenOn(local, 8);
    accepting = Thread.ofPlatform().start(this::accept);
  }

  private void accept() {
    try {
      for (; ; ) {
        StreamSocket client = requireNonNull(listener.accept());
        StreamSocket upstream = StreamSocket.connectTo(server);
        synchronized (this) {
          sockets.addAll(List.of(client, upstream));
          relaying.add(Thread.ofPlatform().start(() -> relay(client, upstream)));
          relaying.add(Thread.ofPlatform().start(() -> relay(upstream, client)));
        }
      }
    } catch (FdClosedException closed) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void relay(StreamSocket from, StreamSocket to) {
    try (SpliceRelay relay = SpliceRelay.open(PIPE_BYTES)) {
      relay.relayAll(from, to);
      to.shutdown(Shutdown.WRITE);
    } catch (IOException | FdClosedException cut) {
      return;
    }
  }

  /** Cuts all connections; new ones are let through. */
  void cut() throws InterruptedException {
    List<Thread> threads;
    synchronized (this) {
      sockets.forEach(StreamSocket::close);
      sockets.clear();
      threads = List.copyOf(relaying);
      relaying.clear();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Override
  public void close() throws InterruptedException {
    listener.close();
    accepting.join();
    cut();
  }
}
