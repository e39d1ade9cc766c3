package dev.sluice.server;

import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.loop.DatagramHandler;
import dev.sluice.loop.EventLoop;
import dev.sluice.loop.LoopCounters;
import dev.sluice.loop.LoopGroup;
import dev.sluice.net.DatagramSocket;
import dev.sluice.net.SocketOptions;
import dev.sluice.net.Sockets;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A server for UDP or AF_UNIX datagrams. Its life: {@link #open} → {@link #serve} → {@link
 * #shutdown} → {@link #close}.
 *
 * <p>The rule people trip over: a datagram that finds no room, at the sender, on the way or here,
 * is gone, and nobody is told. Larger {@code SO_RCVBUF}s make that rarer.
 *
 * <p>Thread-safe: one thread serves, others may shut down, close and look at counters.
 */
public final class DatagramServer implements AutoCloseable {
  private final ServerModel model;
  private final LoopGroup loops;
  private final Endpoint endpoint;
  private final @Nullable SocketFile file;
  private final AtomicBoolean begun = new AtomicBoolean();

  private DatagramServer(
      ServerModel model, LoopGroup loops, Endpoint endpoint, @Nullable SocketFile file) {
    this.model = model;
    this.loops = loops;
    this.endpoint = endpoint;
    this.file = file;
  }

  /**
   * Binds, for a handler that is called with each datagram.
   *
   * @param local where; port 0 lets the kernel pick a free one, which {@link #endpoint} tells. The
   *     socket file of a dead server is replaced, that of a live one is not
   * @param model how the datagrams are waited for: {@link ServerModel#SEQUENTIAL} blocks, {@link
   *     ServerModel#edgeLoops} spreads UDP over threads, by sender
   * @param handler takes the datagrams
   * @param maxBytes room for the longest one, in bytes, at least 1; longer ones are cut
   * @throws IllegalArgumentException for a model with a thread or process for each connection, or
   *     several loops on AF_UNIX
   * @throws ErrnoException as {@code bind} does; {@code EMFILE}, {@code ENFILE} if no descriptor is
   *     left. Nothing is left open
   * @throws UnsupportedOperationException for a model of Linux where Linux cannot be called
   */
  public static DatagramServer open(
      Endpoint local, ServerModel model, DatagramHandler handler, int maxBytes) throws IOException {
    check(local, model);
    LoopGroup loops = LoopGroup.open(model.count(), model.opener());
    SocketFile file = null;
    try {
      Endpoint endpoint = local;
      for (EventLoop loop : loops.loops()) {
        boolean isFirst = loop.equals(loops.loops().getFirst());
        DatagramSocket socket = isFirst ? bind(local, model) : bindToo(endpoint, model);
        try {
          endpoint = socket.localEndpoint();
          file = SocketFile.of(local);
          loop.add(socket, handler, maxBytes);
        } catch (IOException | RuntimeException | Error e) {
          socket.close();
          throw e;
        }
      }
      return new DatagramServer(model, loops, endpoint, file);
    } catch (IOException | RuntimeException | Error e) {
      loops.close();
      if (file != null) {
        file.delete();
      }
      throw e;
    }
  }

  private static void check(Endpoint local, ServerModel model) {
    boolean isPerConnection =
        model.isPrefork() || (model.isBlocking() && !model.equals(ServerModel.SEQUENTIAL));
    if (isPerConnection) {
      throw new IllegalArgumentException(
          model + ": datagrams have no connections; take sequential or one of the loops");
    }
    if (model.isLoopGroup() && local.family() == Family.UNIX) {
      throw new IllegalArgumentException(
          model + ": only one AF_UNIX socket can have a name; take epoll-edge");
    }
  }

  private static DatagramSocket bind(Endpoint local, ServerModel model) throws IOException {
    Sockets sockets = model.sockets();
    DatagramSocket socket =
        SocketFile.bind(local, SocketFile.datagram(), () -> bind(sockets, local));
    try {
      if (model.isLoopGroup()) {
        // Only now: before, the kernel would let it join the sockets of another server.
        socket.set(SocketOptions.SO_REUSEPORT, true);
      }
      return socket;
    } catch (IOException | RuntimeException | Error e) {
      socket.close();
      throw e;
    }
  }

  private static DatagramSocket bind(Sockets sockets, Endpoint local) throws IOException {
    DatagramSocket socket = sockets.openDatagram(local.family());
    try {
      socket.bind(local);
      return socket;
    } catch (IOException | RuntimeException | Error e) {
      socket.close();
      throw e;
    }
  }

  /** Binds where the first socket of this server is bound. */
  private static DatagramSocket bindToo(Endpoint endpoint, ServerModel model) throws IOException {
    DatagramSocket socket = model.sockets().openDatagram(endpoint.family());
    try {
      socket.set(SocketOptions.SO_REUSEPORT, true);
      socket.bind(endpoint);
      return socket;
    } catch (IOException | RuntimeException | Error e) {
      socket.close();
      throw e;
    }
  }

  /** Returns where the server is bound. */
  public Endpoint endpoint() {
    return endpoint;
  }

  /** Returns how it serves. */
  public ServerModel model() {
    return model;
  }

  /**
   * Serves, in the calling thread or those that the model adds, until {@link #shutdown} or {@link
   * #close}.
   *
   * @throws IllegalStateException if it serves, or has served
   * @throws IOException if waiting itself fails; everything is closed then
   */
  public void serve() throws IOException {
    if (!begun.compareAndSet(false, true)) {
      throw new IllegalStateException(this + " serves, or has served: open another one");
    }
    if (loops.loops().size() == 1) {
      loops.loops().getFirst().run();
    } else {
      loops.start("sluice-loop");
      loops.join();
    }
  }

  /**
   * Ends in order, from any thread: what has arrived is still handled.
   *
   * @param withinNanos the time, in nanoseconds; 0 ends at once
   */
  public void shutdown(long withinNanos) {
    loops.shutdown(withinNanos);
  }

  /** Returns what the server has done so far; from any thread. */
  public LoopCounters counted() {
    return loops.counted();
  }

  /** Ends at once, and deletes the socket file; from any thread, again does no harm. */
  @Override
  public void close() throws IOException {
    try {
      if (file != null) {
        file.delete();
      }
    } finally {
      loops.close();
    }
  }

  /** Returns for instance {@code epoll-edge server on udp 127.0.0.1:7777}. */
  @Override
  public String toString() {
    return model + " datagram server on " + endpoint;
  }
}
