package dev.sluice.examples;

import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.net.Shutdown;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sluice echo client}: standard input to the server, its answer to standard output. */
@Command(
    name = "client",
    header = "Sends standard input to an echo server and prints what comes back.",
    description = "Ends when the server has closed, which it does after the end of the input.",
    footer = {
      "",
      "Examples:",
      "  echo hello | sluice echo client",
      "  sluice echo client --unix /tmp/echo.sock < README.md | cmp - README.md"
    })
final class EchoClient implements Callable<Integer> {
  private static final int BUFFER_BYTES = 64 * 1024;

  @Mixin private final Address address = new Address();

  private volatile long sent;

  @Override
  public Integer call() throws IOException {
    Endpoint peer = address.endpoint();
    try (StreamSocket socket = connect(peer)) {
      // Both directions at once: a client that first sends everything and then reads waits for
      // ever once the buffers on the way are full.
      Thread.ofPlatform().name("sender").daemon().start(() -> send(socket));
      long received = receive(socket);
      if (received < sent) {
        throw new Failure(peer + " closed after " + received + " of " + sent + " bytes");
      }
    }
    return 0;
  }

  private static StreamSocket connect(Endpoint peer) throws IOException {
    try {
      return StreamSocket.connectTo(peer);
    } catch (ErrnoException e) {
      throw new Failure("cannot connect to " + peer + ": " + e.errno());
    }
  }

  private void send(StreamSocket socket) {
    byte[] bytes = new byte[BUFFER_BYTES];
    long total = 0;
    try (IoBuffer buffer = IoBuffer.allocate(BUFFER_BYTES)) {
      for (int n = System.in.read(bytes); n >= 0; n = System.in.read(bytes)) {
        buffer.clear().put(bytes, 0, n);
        while (!buffer.isEmpty()) {
          total += socket.send(buffer);
          sent = total;
        }
      }
      // Half a close: the server sees the end, and we still receive all that is on its way.
      socket.shutdown(Shutdown.WRITE);
    } catch (IOException e) {
      socket.close(); // the receiver says why
    }
  }

  private static long receive(StreamSocket socket) throws IOException {
    long received = 0;
    try (IoBuffer buffer = IoBuffer.allocate(BUFFER_BYTES)) {
      while (socket.recv(buffer.clear()) != IoStatus.END_OF_STREAM) {
        received += buffer.readable();
        System.out.write(buffer.getAll());
        System.out.flush();
      }
    }
    return received;
  }
}
