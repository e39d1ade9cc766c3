package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.event.Epoll;
import dev.sluice.event.EpollBits;
import dev.sluice.event.Interest;
import dev.sluice.event.ReadyEvents;
import dev.sluice.event.Trigger;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.Shutdown;
import dev.sluice.net.StreamSocket;
import dev.sluice.server.ServerModel;
import dev.sluice.server.ServerSettings;
import dev.sluice.server.StreamServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code sluice demo}: what epoll reports of one connection under both triggers, and then two echo
 * servers with clients of their own.
 */
@Command(
    name = "demo",
    header = "Level against edge: what epoll reports, then an echo server at work.",
    description = "Runs on loopback, takes a second, and needs nothing else.",
    footer = {"", "Example:", "  sluice demo"})
final class Demo implements Callable<Integer> {
  private static final int CLIENTS = 50;
  private static final int ROUNDS = 200;
  private static final int REQUEST_BYTES = 64;

  @Override
  public Integer call() throws IOException, InterruptedException {
    System.out.println(
        """
        One connection, its server end watched by two epolls, level- and edge-triggered.
        After each step both are asked at once: what is ready?
        """);
    try (Watched watched = new Watched()) {
      script(watched);
    }
    System.out.println(
        """

        A level-triggered loop may read a little and come back for the rest. An
        edge-triggered one goes on until the call would block: nobody reminds it.

        Two echo servers, one thread and one epoll each, and their clients:
        """);
    echo("level", ServerModel.EPOLL_LEVEL);
    echo("edge", ServerModel.EPOLL_EDGE);
    return 0;
  }

  private static void script(Watched w) throws IOException {
    w.print("step", "level", "edge", "");
    w.interest(Interest.READ.and(Interest.READ_CLOSED));
    w.clientSends("HELLO WORLD");
    w.ask("client sends 11 bytes", true, "both: there is something to read");
    w.serverReads(5);
    w.ask("server reads 5 of them", false, "level: 6 are left. edge: no news");
    w.ask("server only asks again", false, "the same answer, for ever");
    w.clientSends("!");
    w.ask("client sends 1 more", true, "edge: that is news");
    w.serverReads(7);
    w.ask("server reads all 7", false, "both: nothing left");
    w.interest(Interest.WRITE);
    w.ask("server wants to send", true, "both: there is room");
    w.ask("server only asks again", false, "level: there is. edge: no news");
    long sent = w.serverSendsUntilFull();
    w.ask("server fills the socket", false, "both: no room");
    w.clientReads(sent);
    w.ask("client reads all of it", true, "both: there is room again");
    w.interest(Interest.READ.and(Interest.READ_CLOSED));
    w.clientEnds();
    w.ask("client ends its side", true, "both: the end is there to read");
    w.ask("server only asks again", false, "level: it is. edge: no news");
  }

  /** A connection whose server end is in two epolls. */
  private static final class Watched implements AutoCloseable {
    /** How long a report that has to come may take. */
    private static final long PATIENCE_NANOS = 2_000_000_000;

    private final Epoll level = Epoll.open();
    private final Epoll edge = Epoll.open();
    private final ReadyEvents events = ReadyEvents.allocate(4);
    private final StreamSocket client;
    private final StreamSocket server;

    Watched() throws IOException {
      try (ListeningSocket listener =
          ListeningSocket.listenOn(InetEndpoint.loopback(Family.INET4, 0), 1)) {
        client = StreamSocket.connectTo(listener.localEndpoint());
        server = requireNonNull(listener.accept(), "a blocking accept returns a connection");
      }
      server.setBlocking(false);
      level.add(server, Interest.READ, Trigger.LEVEL, 0);
      edge.add(server, Interest.READ, Trigger.EDGE, 0);
    }

    void interest(Interest interest) throws IOException {
      level.modify(server, interest, Trigger.LEVEL, 0);
      edge.modify(server, interest, Trigger.EDGE, 0);
    }

    void clientSends(String text) throws IOException {
      try (IoBuffer buffer = IoBuffer.allocate(text.length())) {
        client.send(buffer.put(text, US_ASCII));
      }
    }

    void serverReads(int bytes) throws IOException {
      try (IoBuffer buffer = IoBuffer.allocate(bytes)) {
        server.recv(buffer);
      }
    }

    long serverSendsUntilFull() throws IOException {
      long sent = 0;
      try (IoBuffer buffer = IoBuffer.allocate(64 * 1024)) {
        int bytes;
        do {
          bytes = server.send(buffer.clear().filled(buffer.capacity()));
          sent += Math.max(0, bytes);
        } while (bytes != IoStatus.WOULD_BLOCK);
      }
      return sent;
    }

    void clientReads(long bytes) throws IOException {
      try (IoBuffer buffer = IoBuffer.allocate(64 * 1024)) {
        for (long left = bytes; left > 0; left -= buffer.readable()) {
          client.recv(buffer.clear());
        }
      }
    }

    void clientEnds() throws IOException {
      client.shutdown(Shutdown.WRITE);
    }

    /** Prints what both report; waits only for news, which the edge-triggered epoll has to have. */
    void ask(String step, boolean news, String meaning) throws IOException {
      String byEdge = report(edge, news ? PATIENCE_NANOS : 0);
      String byLevel = report(level, 0);
      print(step, byLevel, byEdge, meaning);
    }

    private String report(Epoll epoll, long timeoutNanos) throws IOException {
      return epoll.await(events, timeoutNanos) == 0
          ? "-"
          : EpollBits.toString(events.bits(0)).replace("EPOLL", "");
    }

    void print(String step, String byLevel, String byEdge, String meaning) {
      String line = String.format("  %-24s%-10s%-10s%s", step, byLevel, byEdge, meaning);
      System.out.println(line.stripTrailing());
    }

    @Override
    public void close() {
      client.close();
      server.close();
      level.close();
      edge.close();
      events.close();
    }
  }

  private static void echo(String name, ServerModel model)
      throws IOException, InterruptedException {
    Endpoint local = InetEndpoint.loopback(Family.INET4, 0);
    try (StreamServer server =
        StreamServer.open(local, model, new EchoHandler(), ServerSettings.STANDARD)) {
      Thread clients = Thread.ofPlatform().start(() -> clients(name, server));
      server.serve();
      clients.join();
    }
  }

  private static void clients(String name, StreamServer server) {
    StreamSocket[] sockets = new StreamSocket[CLIENTS];
    try (IoBuffer buffer = IoBuffer.allocate(REQUEST_BYTES)) {
      for (int i = 0; i < CLIENTS; i++) {
        sockets[i] = StreamSocket.connectTo(server.endpoint());
      }
      int same = 0;
      for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < CLIENTS; i++) {
          sockets[i].send(buffer.clear().put(request(round, i)));
        }
        for (int i = 0; i < CLIENTS; i++) {
          receiveAll(sockets[i], buffer.clear());
          same += Arrays.equals(buffer.getAll(), request(round, i)) ? 1 : 0;
        }
      }
      System.out.printf(
          "  %-5s  %d clients sent %d requests of %d bytes; %d came back unchanged%n",
          name, CLIENTS, CLIENTS * ROUNDS, REQUEST_BYTES, same);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      Arrays.stream(sockets).filter(Objects::nonNull).forEach(StreamSocket::close);
      server.shutdown(ServerProgram.FAREWELL_NANOS);
    }
  }

  private static byte[] request(int round, int client) {
    byte[] bytes = new byte[REQUEST_BYTES];
    Arrays.fill(bytes, (byte) (31 * round + client));
    return bytes;
  }

  private static void receiveAll(StreamSocket socket, IoBuffer buffer) throws IOException {
    while (buffer.writable() > 0 && socket.recv(buffer) != IoStatus.END_OF_STREAM) {
      // a stream may bring an answer in pieces
    }
  }
}
