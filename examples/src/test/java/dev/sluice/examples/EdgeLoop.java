package dev.sluice.examples;

import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.event.Epoll;
import dev.sluice.event.Interest;
import dev.sluice.event.ReadyEvents;
import dev.sluice.event.TokenTable;
import dev.sluice.event.Trigger;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.io.OutputStream;

/** The loop that the README shows; {@link ReadmeTest} compares the two and runs it. */
final class EdgeLoop {
  private EdgeLoop() {}

  // README begins
  static void serve(Epoll epoll, ListeningSocket listener, OutputStream out) throws IOException {
    TokenTable<StreamSocket> clients = new TokenTable<>();
    try (ReadyEvents events = ReadyEvents.allocate(64);
        IoBuffer buffer = IoBuffer.allocate(16 * 1024)) {
      listener.setBlocking(false);
      epoll.add(listener, Interest.READ, Trigger.EDGE, -1); // a table's tokens are others
      for (; ; ) {
        epoll.await(events, Epoll.FOREVER);
        for (int i = 0; i < events.count(); i++) {
          StreamSocket client = clients.get(events.token(i));
          if (client == null) { // the listening socket: accept until nobody waits
            while ((client = listener.accept()) != null) {
              epoll.add(client, Interest.READ, Trigger.EDGE, clients.add(client));
            }
          } else { // a client: receive until it would block
            int received;
            while ((received = client.recv(buffer.clear())) > 0) {
              out.write(buffer.getAll());
            }
            if (received == IoStatus.END_OF_STREAM) {
              clients.remove(events.token(i));
              client.close();
            }
          }
        }
      }
    }
  }
  // README ends
}
