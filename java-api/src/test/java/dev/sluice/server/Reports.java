package dev.sluice.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.Async;
import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.UnixEndpoint;
import dev.sluice.loop.Connection;
import dev.sluice.net.DatagramSocket;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What handlers tell their test, from whatever process: datagrams to an abstract name that is made
 * of the server's port. The kernel neither loses nor reorders them.
 */
final class Reports implements AutoCloseable {
  private static final String LAST = "last";
  private static final int MAX_BYTES = 200;

  private final Endpoint name;
  private final DatagramSocket socket;
  private final ListeningSocket gate;
  private final Async.Task<Void> listening;
  private final List<String> said = new CopyOnWriteArrayList<>();
  private boolean closed;

  private Reports(Async async, Endpoint server) throws IOException {
    name = name("reports", server);
    socket = DatagramSocket.open(Family.UNIX);
    socket.bind(name);
    gate = ListeningSocket.listenOn(name("gate", server), 1);
    gate.setTimeout(Async.DEADLINE_MILLIS);
    listening = async.start(this::listen);
  }

  /** Listens to the handlers of a server, from before its first client on. */
  static Reports of(Async async, Serve serve) throws IOException {
    return new Reports(async, serve.server.endpoint());
  }

  private static Endpoint name(String what, Endpoint server) {
    int port = ((InetEndpoint) server).port();
    return UnixEndpoint.abstractName("sluice-" + what + "-" + port);
  }

  // ---- for handlers

  /** What a handler keeps of an open connection, to report when it is over. */
  static Endpoint serverOf(Connection connection) throws IOException {
    return connection.localEndpoint();
  }

  static void say(Endpoint server, String what) {
    say(what, name("reports", server));
  }

  private static void say(String what, Endpoint name) {
    try (DatagramSocket out = DatagramSocket.open(Family.UNIX);
        IoBuffer buffer = IoBuffer.allocate(MAX_BYTES)) {
      out.sendTo(buffer.put(what, UTF_8), name);
    } catch (ErrnoException e) {
      if (!e.errno().equals(Errno.ECONNREFUSED)) { // at the end of a test nobody listens any more
        throw new IllegalStateException(e);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Blocks until the test lets go. */
  static void passGate(Endpoint server) throws IOException {
    try (StreamSocket waiting = StreamSocket.connectTo(name("gate", server));
        IoBuffer end = IoBuffer.allocate(1)) {
      waiting.recv(end);
    }
  }

  // ---- for the test

  private Void listen() throws IOException {
    try (IoBuffer buffer = IoBuffer.allocate(MAX_BYTES)) {
      while (true) {
        socket.recv(buffer.clear());
        String what = buffer.getAll(UTF_8);
        if (what.equals(LAST)) {
          return null;
        }
        said.add(what);
      }
    }
  }

  /** Returns what was said so far. */
  List<String> said() {
    return said;
  }

  /** Waits until something was said that begins so, and returns it. */
  String await(String beginning) {
    org.awaitility.Awaitility.await()
        .until(() -> said.stream().anyMatch(what -> what.startsWith(beginning)));
    return said.stream().filter(what -> what.startsWith(beginning)).findFirst().orElseThrow();
  }

  /** Waits until a handler blocks; closing what this returns lets it go. */
  StreamSocket atGate() throws IOException {
    StreamSocket blocked = gate.accept();
    if (blocked == null) {
      throw new IllegalStateException("a blocking accept");
    }
    return blocked;
  }

  /** Returns the sum of the numbers that were said behind a word. */
  long sum(String word) {
    return said.stream()
        .filter(what -> what.startsWith(word + " "))
        .mapToLong(what -> Long.parseLong(what.substring(word.length() + 1)))
        .sum();
  }

  /** Returns how many connections there were at a time. */
  int mostAtATime() {
    int open = 0;
    int most = 0;
    for (String what : said) {
      open += what.equals("opened") ? 1 : what.startsWith("closed") ? -1 : 0;
      most = Math.max(most, open);
    }
    return most;
  }

  /** Takes what is on its way; nothing is said any more afterwards. */
  void finish() throws Exception {
    if (!closed) {
      closed = true;
      say(LAST, name);
      listening.join();
    }
  }

  @Override
  public void close() throws Exception {
    finish();
    socket.close();
    gate.close();
  }
}
