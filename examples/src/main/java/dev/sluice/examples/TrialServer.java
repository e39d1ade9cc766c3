package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.net.StreamSocket;
import dev.sluice.server.ServerModel;
import dev.sluice.server.ServerSettings;
import dev.sluice.server.StreamServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server of one model in this process, for the time of a trial, and its clients. */
final class TrialServer implements AutoCloseable {
  static final Endpoint LOOPBACK = InetEndpoint.loopback(Family.INET4, 0);

  /** How long an answer may take before its client counts as one that waits. */
  static final long PATIENCE_MILLIS = 700;

  private static final long AT_LAST_MILLIS = 5_000;

  /** A worker is a JVM, and others may be at work on this machine. */
  private static final long WORKERS_MILLIS = 30_000;

  final StreamServer server;
  private final Thread thread;
  private final List<StreamSocket> clients = new ArrayList<>();

  TrialServer(ServerModel model, Endpoint local) throws IOException {
    server = StreamServer.open(local, model, new TrialHandler(), ServerSettings.STANDARD);
    thread = Thread.ofPlatform().name("trial-" + model).daemon().start(this::serve);
    if (model.name().equals("prefork")) {
      awaitWorkers();
    }
  }

  /** Processes take longer to start than a client is patient: each has its listener then. */
  private void awaitWorkers() throws IOException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WORKERS_MILLIS);
    while (server.counted().sources() < server.model().count()) {
      if (System.nanoTime() > end) {
        close();
        throw new IOException("the workers do not start within " + WORKERS_MILLIS + " ms");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void serve() {
    try {
      server.serve();
    } catch (IOException e) {
      System.getLogger("dev.sluice.examples")
          .log(System.Logger.Level.WARNING, server + " has failed", e);
    }
  }

  /** Connects a client, which is closed with the server at the latest. */
  StreamSocket connect() throws IOException {
    StreamSocket client = StreamSocket.connectTo(server.endpoint());
    client.setTimeout(AT_LAST_MILLIS);
    clients.add(client);
    return client;
  }

  List<StreamSocket> connect(int count) throws IOException {
    List<StreamSocket> several = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      several.add(connect());
    }
    return several;
  }

  static void send(StreamSocket client, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    try (IoBuffer buffer = IoBuffer.allocate(bytes.length)) {
      client.sendAll(buffer.put(bytes));
    }
  }

  /** Sends a byte with each, and tells which of them get it back within the patience. */
  static List<StreamSocket> answered(List<StreamSocket> clients) throws IOException {
    for (StreamSocket client : clients) {
      send(client, "a");
    }
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    List<StreamSocket> answered = new ArrayList<>();
    for (StreamSocket client : clients) {
      if (client.fd().awaitReadable(Math.max(0, end - System.nanoTime())) && receives(client)) {
        answered.add(client);
      }
    }
    return answered;
  }

  /** Tells whether a client that has asked gets its answer at last. */
  static boolean receives(StreamSocket client) {
    try (IoBuffer buffer = IoBuffer.allocate(1)) {
      return client.recv(buffer) == 1;
    } catch (IOException resetOrNever) {
      return false;
    }
  }

  /**
   * Sends so many bytes in another thread and receives as many: tells whether they are the same.
   */
  static boolean echoes(StreamSocket client, int bytes) throws IOException {
    byte[] sent = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      sent[i] = (byte) ('a' + i % 7 * 3);
    }
    Thread.ofVirtual().start(() -> sendQuietly(client, sent));
    try (IoBuffer buffer = IoBuffer.allocate(bytes)) {
      client.recvExactly(buffer, bytes);
      return Arrays.equals(buffer.getAll(), sent);
    }
  }

  /** Sends; whoever receives learns of failures. */
  static void sendQuietly(StreamSocket client, byte[] bytes) {
    try (IoBuffer buffer = IoBuffer.allocate(bytes.length)) {
      client.sendAll(buffer.put(bytes));
    } catch (IOException | RuntimeException e) {
      return;
    }
  }

  /** Receives to the end of the stream and tells how many bytes came. */
  static long readToEnd(StreamSocket client) throws IOException {
    long bytes = 0;
    try (IoBuffer buffer = IoBuffer.allocate(64 * 1024)) {
      while (client.recv(buffer.clear()) != IoStatus.END_OF_STREAM) {
        bytes += buffer.readable();
      }
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    clients.forEach(StreamSocket::close);
    server.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
