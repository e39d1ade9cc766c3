package dev.sluice.server;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.LoopCounters;
import dev.sluice.net.StreamSocket;
import dev.sluice.spi.Uninterruptibly;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * A thread for each connection, or one for all of them, one after the other. The thread that serves
 * accepts, in a blocking loop of its own.
 */
final class ThreadServing extends Serving {
  private static final Logger LOG = System.getLogger("dev.sluice.server");

  private final EventLoop acceptor;
  private final Executor threads;
  private final Conversation.Opener opener;
  private final Map<Conversation, Thread> open = new ConcurrentHashMap<>();
  private final Object lock = new Object();
  private LoopCounters ended = LoopCounters.NONE;
  private int running;
  private volatile long shutdownBy;
  private volatile boolean shuttingDown;

  private ThreadServing(EventLoop acceptor, Executor threads, Conversation.Opener opener) {
    this.acceptor = acceptor;
    this.threads = threads;
    this.opener = opener;
  }

  static ThreadServing open(
      ServerModel model, ServerSocket server, Conversation.Opener opener, ServerSettings settings)
      throws IOException {
    EventLoop acceptor = EventLoop.openBlocking();
    try {
      ThreadServing serving = new ThreadServing(acceptor, threads(model), opener);
      acceptor.listen(server.socket(), settings.maxConnections(), serving::accepted);
      return serving;
    } catch (IOException | RuntimeException | Error e) {
      acceptor.close();
      throw e;
    }
  }

  private static Executor threads(ServerModel model) {
    if (model.equals(ServerModel.SEQUENTIAL)) {
      return Runnable::run;
    }
    Thread.Builder builder =
        model.equals(ServerModel.VIRTUAL_THREADS)
            ? Thread.ofVirtual().name("sluice-connection-", 0)
            : Thread.ofPlatform().name("sluice-connection-", 0);
    return builder::start;
  }

  private void accepted(StreamSocket socket, Runnable over) {
    running(1);
    try {
      threads.execute(() -> converse(socket, over));
    } catch (RuntimeException | Error e) {
      running(-1);
      throw e;
    }
  }

  private void running(int more) {
    synchronized (lock) {
      running += more;
      lock.notifyAll();
    }
  }

  /** Waits until nobody is served any more, and keeps an interrupt for later. */
  private void awaitAll() {
    Uninterruptibly.await(
        () -> {
          synchronized (lock) {
            while (running > 0) {
              lock.wait();
            }
          }
        });
  }

  private void converse(StreamSocket socket, Runnable over) {
    try {
      converse(opener.open(socket));
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, socket + " failed, and others go on", e);
    } finally {
      over.run();
      running(-1);
    }
  }

  /** It is counted until its descriptor is closed: a connection that is not counted is gone. */
  private void converse(Conversation conversation) {
    open.put(conversation, Thread.currentThread());
    try (conversation) {
      if (shuttingDown) {
        conversation.shutdown(shutdownBy - System.nanoTime());
      }
      conversation.run();
    } finally {
      ended(conversation);
    }
  }

  private void ended(Conversation conversation) {
    synchronized (lock) {
      open.remove(conversation);
      ended = ended.plus(conversation.counted());
    }
  }

  @Override
  void serve() throws IOException {
    try {
      acceptor.run();
    } finally {
      awaitAll();
    }
  }

  @Override
  void shutdown(long withinNanos) {
    shutdownBy = System.nanoTime() + withinNanos;
    shuttingDown = true;
    acceptor.shutdown(withinNanos);
    open.keySet().forEach(conversation -> conversation.shutdown(withinNanos));
  }

  @Override
  LoopCounters counted() {
    synchronized (lock) {
      LoopCounters sum = acceptor.counted().plus(ended);
      for (Conversation conversation : open.keySet()) {
        sum = sum.plus(conversation.counted());
      }
      return sum;
    }
  }

  @Override
  public void close() throws IOException {
    shutdown(0);
    acceptor.close();
    if (!open.containsValue(Thread.currentThread())) { // a handler cannot wait for itself
      awaitAll();
    }
  }
}
