package dev.sluice.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.Endpoint;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.UnixEndpoint;
import dev.sluice.loop.ConnectionHandler;
import dev.sluice.net.Shutdown;
import dev.sluice.net.StreamSocket;
import dev.sluice.server.BlockingHandler;
import dev.sluice.server.ServerModel;
import dev.sluice.server.ServerSettings;
import dev.sluice.server.StreamServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A server of this process, with its real handler, and clients that send it anything. */
public final class FuzzedServer {
  private static final int CLIENT_MILLIS = 15_000;
  private static final int BUFFER_BYTES = 64 << 10;

  private final StreamServer server;

  private FuzzedServer(StreamServer server) {
    this.server = server;
    Thread.ofPlatform().daemon().start(this::serve);
  }

  /** Serves with a handler that is called, until the process ends. */
  public static FuzzedServer of(String name, ConnectionHandler handler) {
    return new FuzzedServer(
        opened(
            () ->
                StreamServer.open(
                    local(name), ServerModel.EPOLL_EDGE, handler, ServerSettings.STANDARD)));
  }

  /** Serves with a handler that blocks, until the process ends. */
  public static FuzzedServer ofBlocking(String name, BlockingHandler handler) {
    return new FuzzedServer(
        opened(
            () ->
                StreamServer.openBlocking(
                    local(name),
                    ServerModel.THREAD_PER_CONNECTION,
                    handler,
                    ServerSettings.STANDARD)));
  }

  /** Opens a server. */
  @FunctionalInterface
  private interface Opener {
    StreamServer open() throws IOException;
  }

  private static StreamServer opened(Opener opener) {
    try {
      return opener.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Endpoint local(String name) {
    return UnixEndpoint.abstractName(
        ("sluice-fuzz-" + name + "-" + ProcessHandle.current().pid()).getBytes(US_ASCII));
  }

  private void serve() {
    try {
      server.serve();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connects a client, whom a server that stands still keeps no longer than its timeout. */
  public StreamSocket connect() throws IOException {
    StreamSocket client = StreamSocket.connectTo(server.endpoint());
    client.setTimeout(CLIENT_MILLIS);
    return client;
  }

  /**
   * Sends all of it, in pieces, then the end; receives all that comes.
   *
   * @throws AssertionError if the server does not answer and end in time, or its handler fails
   */
  public byte[] converse(byte[] input, int pieceBytes) {
    try (StreamSocket client = connect()) {
      send(client, input, pieceBytes);
      return receiveAll(client);
    } catch (IOException e) {
      throw new AssertionError("the connection does not end in order", e);
    }
  }

  /**
   * Sends the end, and receives all that comes.
   *
   * @throws AssertionError if the handler has failed
   */
  public byte[] receiveAll(StreamSocket client) throws IOException {
    try {
      end(client);
      byte[] received = receiveToEnd(client);
      checkHandler();
      return received;
    } catch (IOException e) {
      checkHandler(); // whose failure has reset the connection
      throw e;
    }
  }

  private static byte[] receiveToEnd(StreamSocket client) throws IOException {
    try (IoBuffer buffer = IoBuffer.allocate(BUFFER_BYTES)) {
      ByteArrayOutputStream received = new ByteArrayOutputStream();
      while (client.recv(buffer.clear()) != IoStatus.END_OF_STREAM) {
        received.writeBytes(buffer.getAll());
      }
      return received.toByteArray();
    }
  }

  private void checkHandler() {
    if (server.counted().handlerFailures() > 0) {
      throw new AssertionError("the handler has thrown; the log tells what");
    }
  }

  private static void end(StreamSocket client) {
    try {
      client.shutdown(Shutdown.WRITE);
    } catch (IOException closed) {
      return;
    }
  }

  /** Sends in pieces. A server that has refused may have closed: then the rest is not for it. */
  public static void send(StreamSocket client, byte[] input, int pieceBytes) {
    try (IoBuffer buffer = IoBuffer.allocate(BUFFER_BYTES)) {
      int most = Math.min(pieceBytes, BUFFER_BYTES);
      for (int from = 0; from < input.length; from += most) {
        client.sendAll(buffer.clear().put(input, from, Math.min(most, input.length - from)));
      }
    } catch (IOException closed) {
      return;
    }
  }
}
