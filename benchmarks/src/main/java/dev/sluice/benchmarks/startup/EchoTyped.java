package dev.sluice.benchmarks.startup;

import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.event.Epoll;
import dev.sluice.event.Interest;
import dev.sluice.event.ReadyEvents;
import dev.sluice.event.Trigger;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import java.io.IOException;

/**
 * The typed contender of {@link StartupBenchmark}: prints its port, echoes one connection to the
 * end, edge-triggered, and exits.
 */
public final class EchoTyped {
  private static final long LISTENER = 0;
  private static final long CONNECTION = 1;

  private EchoTyped() {}

  public static void main(String[] args) throws IOException {
    try (Epoll epoll = Epoll.open();
        ReadyEvents events = ReadyEvents.allocate(16);
        IoBuffer buffer = IoBuffer.allocate(4096);
        ListeningSocket listener =
            ListeningSocket.listenOn(InetEndpoint.loopback(Family.INET4, 0), 16)) {
      listener.setBlocking(false);
      epoll.add(listener, Interest.READ, Trigger.EDGE, LISTENER);
      System.out.println(((InetEndpoint) listener.localEndpoint()).port());
      StreamSocket connection = null;
      boolean open = true;
      while (open) {
        int count = epoll.await(events, Epoll.FOREVER);
        for (int i = 0; i < count && open; i++) {
          if (events.token(i) == LISTENER) {
            connection = listener.accept();
            if (connection != null) {
              epoll.add(connection, Interest.READ, Trigger.EDGE, CONNECTION);
            }
          } else if (connection != null) {
            open = echo(connection, buffer);
          }
        }
      }
      if (connection != null) {
        connection.close();
      }
    }
  }

  /** Echoes until nothing is left, as an edge demands; tells whether the client goes on. */
  private static boolean echo(StreamSocket connection, IoBuffer buffer) throws IOException {
    for (; ; ) {
      int received = connection.recv(buffer.clear());
      if (received < 0) {
        return received == IoStatus.WOULD_BLOCK;
      }
      if (connection.send(buffer) != received) {
        throw new IOException("the client does not receive what it sent");
      }
    }
  }
}
