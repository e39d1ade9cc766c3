package dev.sluice.server;

import dev.sluice.backend.Backend;
import dev.sluice.event.Mechanism;
import dev.sluice.loop.EventLoop;
import dev.sluice.loop.LoopGroup;
import dev.sluice.net.Sockets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a server shares its time among its clients. One handler runs unchanged on each; the model is
 * one argument.
 *
 * <p>Immutable; models of one name and count are equal.
 *
 * @param name as {@link #parse} takes it, without the count
 * @param count of threads or processes; 1 where there is no choice
 */
public record ServerModel(String name, int count) {
  /** One client after the other, in one blocking thread: the others wait until it has gone. */
  public static final ServerModel SEQUENTIAL = new ServerModel("sequential", 1);

  /** A platform thread for each connection, which blocks. */
  public static final ServerModel THREAD_PER_CONNECTION =
      new ServerModel("thread-per-connection", 1);

  /** A virtual thread for each connection, which parks. */
  public static final ServerModel VIRTUAL_THREADS = new ServerModel("virtual-threads", 1);

  /** One thread that tries all connections in turn, and pauses while none has anything. */
  public static final ServerModel NON_BLOCKING_POLLING = new ServerModel("non-blocking-polling", 1);

  /** One thread and {@code select(2)}: descriptors below 1,024. */
  public static final ServerModel SELECT = new ServerModel("select", 1);

  /** One thread and {@code poll(2)}. */
  public static final ServerModel POLL = new ServerModel("poll", 1);

  /** One thread and {@code epoll(7)}, level-triggered. */
  public static final ServerModel EPOLL_LEVEL = new ServerModel("epoll-level", 1);

  /** One thread and {@code epoll(7)}, edge-triggered: the fewest system calls. */
  public static final ServerModel EPOLL_EDGE = new ServerModel("epoll-edge", 1);

  /** One thread and the selector of java.nio, for any system. */
  public static final ServerModel NIO = new ServerModel("nio", 1);

  private static final String PREFORK = "prefork";
  private static final String EDGE_LOOPS = "edge-loops";

  private static final List<ServerModel> ALL =
      List.of(
          SEQUENTIAL,
          THREAD_PER_CONNECTION,
          VIRTUAL_THREADS,
          prefork(2),
          NON_BLOCKING_POLLING,
          SELECT,
          POLL,
          EPOLL_LEVEL,
          EPOLL_EDGE,
          edgeLoops(2),
          NIO);

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if the count is below 1
   */
  public ServerModel {
    if (count < 1) {
      throw new IllegalArgumentException(name + " has a count of at least 1, not " + count);
    }
  }

  /**
   * Worker processes, each a JVM with an edge-triggered loop, that accept from the one listening
   * socket which this process passes to them. One that dies takes its connections with it and is
   * replaced; clients whom nobody has accepted yet wait for others. All end with this process.
   *
   * <p>The rule people trip over: the handler is not the object that the server was opened with.
   * Each worker makes one of its class, by the public constructor without parameters, or of its
   * components if it is a record of numbers, strings and such records; what they know is not
   * shared. {@link StreamServer#handleOne} alone serves here, with the object itself.
   *
   * <p>The workers' options are those of this JVM, with its class and module path, except agents
   * and debuggers, remote management, flight recordings, logs to files, and archives to be written.
   * So {@code -Xmx} is the bound of each. They write where this process does, and each takes its
   * share of {@link ServerSettings#maxConnections}.
   *
   * @param workers how many, at least 1
   */
  public static ServerModel prefork(int workers) {
    return new ServerModel(PREFORK, workers);
  }

  /**
   * Several edge-triggered loops, each with a thread; on TCP the kernel distributes the
   * connections, by {@code SO_REUSEPORT}.
   *
   * @param loops how many, at least 1
   */
  public static ServerModel edgeLoops(int loops) {
    return new ServerModel(EDGE_LOOPS, loops);
  }

  /** Returns all of them, those with a count with 2. */
  public static List<ServerModel> all() {
    return ALL;
  }

  /**
   * Reads a model as {@link #toString} writes it, in upper or lower case.
   *
   * @param text for instance {@code epoll-edge} or {@code edge-loops:4}
   * @throws IllegalArgumentException for another text, naming what there is
   */
  public static ServerModel parse(String text) {
    String wanted = text.toLowerCase(Locale.ROOT).replace('_', '-');
    for (ServerModel model : ALL) {
      if (model.toString().equals(wanted) || (model.count == 1 && model.name.equals(wanted))) {
        return model;
      }
      if (model.count != 1 && wanted.startsWith(model.name + ":")) {
        return new ServerModel(model.name, count(text, wanted.substring(model.name.length() + 1)));
      }
    }
    throw unknown(text);
  }

  private static int count(String text, String digits) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw unknown(text);
    }
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException(
        "there is no server model "
            + text
            + "; there are "
            + ALL.stream().map(ServerModel::toString).collect(Collectors.joining(", "))
            + ". Behind a colon any number from 1 may stand");
  }

  boolean isPrefork() {
    return name.equals(PREFORK);
  }

  boolean isLoopGroup() {
    return name.equals(EDGE_LOOPS);
  }

  boolean isNio() {
    return equals(NIO);
  }

  /** Tells whether each connection has a thread, or process, to itself while it is served. */
  boolean isBlocking() {
    return equals(SEQUENTIAL) || equals(THREAD_PER_CONNECTION) || equals(VIRTUAL_THREADS);
  }

  /** Returns where its sockets come from: blocking models run on every backend. */
  Sockets sockets() {
    Backend backend = isNio() ? Backend.nio() : isBlocking() ? Backend.best() : Backend.linux();
    backend.ensureAvailable();
    return backend.sockets();
  }

  /** Returns what opens a loop of this model; for blocking models, that of the acceptor. */
  LoopGroup.Opener opener() {
    Mechanism mechanism = mechanism();
    if (mechanism != null) {
      return () -> EventLoop.open(mechanism);
    }
    if (equals(NON_BLOCKING_POLLING)) {
      return EventLoop::openPolling;
    }
    return isBlocking() ? EventLoop::openBlocking : EventLoop::openEdge;
  }

  private @Nullable Mechanism mechanism() {
    return switch (name) {
      case "select" -> Mechanism.SELECT;
      case "poll" -> Mechanism.POLL;
      case "epoll-level" -> Mechanism.EPOLL;
      case "nio" -> Mechanism.NIO;
      default -> null;
    };
  }

  /** Returns for instance {@code epoll-edge} or {@code edge-loops:2}. */
  @Override
  public String toString() {
    return isPrefork() || isLoopGroup() ? name + ":" + count : name;
  }
}
