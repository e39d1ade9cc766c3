package dev.sluice.server;

import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.loop.ConnectionHandler;
import dev.sluice.loop.LoopCounters;
import dev.sluice.net.Sockets;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A server for TCP or AF_UNIX streams, on any {@link ServerModel}. Its life: {@link #open} → {@link
 * #serve}, or {@link #handleOne} → {@link #shutdown} → {@link #close}.
 *
 * <p>The rule people trip over: {@code open} listens already. Clients may connect from then on, and
 * wait until {@code serve} is called.
 *
 * <p>Thread-safe: one thread serves, others may shut down, close and look at counters.
 */
public final class StreamServer implements AutoCloseable {
  private final ServerModel model;
  private final ServerSocket socket;
  private final Serving serving;
  private final Conversation.Opener single;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final Object oneLock = new Object();
  private LoopCounters handledOnes = LoopCounters.NONE;
  private @Nullable Conversation one;

  private StreamServer(
      ServerModel model, ServerSocket socket, Serving serving, Conversation.Opener single) {
    this.model = model;
    this.socket = socket;
    this.serving = serving;
    this.single = single;
  }

  /**
   * Listens, for a handler that is called with what has come.
   *
   * @param local where; port 0 lets the kernel pick a free one, which {@link #endpoint} tells. The
   *     socket file of a dead server is replaced, that of a live one is not
   * @param model how the clients are served
   * @param handler serves them; on {@link ServerModel#prefork} each worker makes one of its class,
   *     by the public constructor without parameters or, of a record, of equal components
   * @param settings what the server takes on
   * @throws dev.sluice.ErrnoException {@code EADDRINUSE} if somebody listens there; {@code
   *     EADDRNOTAVAIL}, {@code EACCES}, {@code ENOENT} as {@code bind} does; {@code EMFILE}, {@code
   *     ENFILE} if no descriptor is left. Nothing is left open
   * @throws IllegalArgumentException if a worker process could not make such a handler, with the
   *     reason
   * @throws UnsupportedOperationException for a model of Linux where Linux cannot be called; for
   *     {@link ServerModel#prefork} where a JVM cannot be started as this one was
   */
  public static StreamServer open(
      Endpoint local, ServerModel model, ConnectionHandler handler, ServerSettings settings)
      throws IOException {
    ServerSocket socket = listen(local, model, settings);
    Conversation.Opener single = accepted -> new LoopConversation(accepted, handler, settings);
    try {
      Serving serving =
          model.isBlocking()
              ? ThreadServing.open(model, socket, single, settings)
              : model.isPrefork()
                  ? PreforkServing.open(model, socket, handler, settings)
                  : model.isLoopGroup()
                      ? GroupServing.open(model, socket, handler, settings)
                      : LoopServing.open(model, socket, handler, settings);
      return new StreamServer(model, socket, serving, single);
    } catch (IOException | RuntimeException | Error e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Listens, for a handler that has a thread for each connection.
   *
   * @param local where, as {@link #open} takes it
   * @param model {@link ServerModel#SEQUENTIAL}, {@link ServerModel#THREAD_PER_CONNECTION} or
   *     {@link ServerModel#VIRTUAL_THREADS}
   * @param handler serves the connections
   * @param settings what the server takes on; of the limits of each connection {@code lingerNanos}
   *     holds, and the others are the handler's
   * @throws IllegalArgumentException for another model: it has no thread to block
   * @throws dev.sluice.ErrnoException as {@link #open} does
   */
  public static StreamServer openBlocking(
      Endpoint local, ServerModel model, BlockingHandler handler, ServerSettings settings)
      throws IOException {
    if (!model.isBlocking()) {
      throw new IllegalArgumentException(
          model + " has no thread that may block: take virtual-threads, or a ConnectionHandler");
    }
    ServerSocket socket = listen(local, model, settings);
    Conversation.Opener single =
        accepted -> new BlockingConversation(accepted, handler, settings.limits().lingerNanos());
    try {
      Serving serving = ThreadServing.open(model, socket, single, settings);
      return new StreamServer(model, socket, serving, single);
    } catch (IOException | RuntimeException | Error e) {
      socket.close();
      throw e;
    }
  }

  private static ServerSocket listen(Endpoint local, ServerModel model, ServerSettings settings)
      throws IOException {
    Sockets sockets = model.sockets();
    return model.isLoopGroup() && local.family() != Family.UNIX
        ? ServerSocket.listenShared(sockets, local, settings.backlog())
        : ServerSocket.listen(sockets, local, settings.backlog());
  }

  /** Returns where the server listens. */
  public Endpoint endpoint() {
    return socket.endpoint();
  }

  /** Returns how it serves. */
  public ServerModel model() {
    return model;
  }

  /**
   * Serves, in the calling thread and those that the model adds, until {@link #shutdown} or {@link
   * #close}.
   *
   * @throws IllegalStateException if it serves, or has served
   * @throws IOException if waiting itself fails, or none of the worker processes can start, with
   *     the reason; everything is closed then
   */
  public void serve() throws IOException {
    if (!begun.compareAndSet(false, true)) {
      throw new IllegalStateException(this + " serves, or has served: open another one");
    }
    serving.serve();
  }

  /**
   * Accepts one connection and serves it to its end, in the calling thread, whatever the model is,
   * except {@link ServerModel#edgeLoops} on TCP: there the kernel may give a client to any of
   * several listening sockets. Not while another thread is in {@link #serve}, or in this. {@link
   * #shutdown} and {@link #close} end the connection.
   *
   * @throws IllegalStateException if it serves, or has served, or another thread is in this
   * @throws UnsupportedOperationException if it has several listening sockets
   * @throws dev.sluice.FdClosedException if the server is closed, before or meanwhile
   * @throws IOException as accepting does
   */
  public void handleOne() throws IOException {
    if (begun.get()) {
      throw new IllegalStateException(this + " serves, or has served: open another one");
    }
    if (model.isLoopGroup() && model.count() > 1 && endpoint().family() != Family.UNIX) {
      throw new UnsupportedOperationException(
          this + " has several listening sockets: take epoll-edge to handle one client");
    }
    StreamSocket accepted;
    do {
      socket.socket().awaitReadable(-1);
      accepted = socket.socket().accept();
    } while (accepted == null);
    try (Conversation conversation = single.open(accepted)) {
      begin(conversation);
      try {
        conversation.run();
      } finally {
        ended(conversation);
      }
    }
  }

  private void begin(Conversation conversation) {
    synchronized (oneLock) {
      if (one != null) {
        throw new IllegalStateException(this + " handles one in another thread");
      }
      one = conversation;
    }
  }

  private void ended(Conversation conversation) {
    synchronized (oneLock) {
      one = null;
      handledOnes = handledOnes.plus(LoopCounters.ONE_ACCEPTED).plus(conversation.counted());
    }
  }

  /**
   * Ends in order, from any thread: who waits in the backlog is let in, no further client is; each
   * connection gets the answers to what has arrived, and is closed. What is left when the time is
   * over is aborted. {@link #serve} returns then.
   *
   * @param withinNanos the time, in nanoseconds; 0 aborts everything at once
   */
  public void shutdown(long withinNanos) {
    synchronized (oneLock) {
      if (one != null) {
        one.shutdown(withinNanos);
      }
    }
    serving.shutdown(withinNanos);
  }

  /** Returns what the server has done so far; from any thread. */
  public LoopCounters counted() {
    synchronized (oneLock) {
      LoopCounters ones = one == null ? handledOnes : handledOnes.plus(one.counted());
      return ones.plus(serving.counted());
    }
  }

  /** Ends at once, and deletes the socket file; from any thread, again does no harm. */
  @Override
  public void close() throws IOException {
    shutdown(0);
    try {
      serving.close();
    } finally {
      socket.close();
    }
  }

  /** Returns for instance {@code epoll-edge server on 127.0.0.1:7777}. */
  @Override
  public String toString() {
    return model + " server on " + socket.endpoint();
  }
}
