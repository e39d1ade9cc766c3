package dev.sluice.server;

import dev.sluice.Endpoint;
import dev.sluice.IoBuffer;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Clients of an echo server, all of them at a time, each used in turn. Arguments: where the server
 * is, and how many.
 */
final class ManyClientsMain {
  private static final int ROUNDS = 3;
  private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(20);

  private ManyClientsMain() {}

  public static void main(String[] arguments) throws IOException {
    Endpoint server = Endpoint.parse(arguments[0]);
    exchange(server, 1);
    exchange(server, Integer.parseInt(arguments[1]));
    System.out.println("all were answered");
  }

  private static void exchange(Endpoint server, int count) throws IOException {
    List<StreamSocket> clients = new ArrayList<>();
    try (IoBuffer buffer = IoBuffer.allocate(Integer.BYTES)) {
      for (int i = 0; i < count; i++) {
        StreamSocket client = StreamSocket.connectTo(server);
        client.setTimeout(PATIENCE_MILLIS);
        clients.add(client);
      }
      for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < count; i++) {
          buffer.clear().put(i).put(i >> 8).put(i >> 16).put(round);
          clients.get(i).sendAll(buffer);
        }
        for (int i = 0; i < count; i++) {
          clients.get(i).recvExactly(buffer.clear(), Integer.BYTES);
          check(buffer, i, round);
        }
      }
    } finally {
      clients.forEach(StreamSocket::close);
    }
  }

  private static void check(IoBuffer answer, int client, int round) {
    int number = answer.get() | answer.get() << 8 | answer.get() << 16;
    if (number != client || answer.get() != round) {
      throw new AssertionError("client " + client + " got the answer of " + number);
    }
  }
}
