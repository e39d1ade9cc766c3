package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Endpoint;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.event.Epoll;
import dev.sluice.event.Interest;
import dev.sluice.event.ReadyEvents;
import dev.sluice.event.Trigger;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.time.Duration;

/** Many clients of one echo server in one thread: connections on one epoll. */
final class Swarm implements AutoCloseable {
  private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();

  private final StreamSocket[] sockets;
  private final int[] received;
  private final Epoll epoll = Epoll.open();
  private final ReadyEvents events = ReadyEvents.allocate(256);
  private final IoBuffer buffer = IoBuffer.allocate(4096);
  private int round;

  Swarm(Endpoint server, int count) throws IOException {
    sockets = new StreamSocket[count];
    received = new int[count];
    try {
      for (int i = 0; i < count; i++) {
        sockets[i] = StreamSocket.connectTo(server);
        sockets[i].setBlocking(false);
        epoll.add(sockets[i], Interest.READ, Trigger.LEVEL, i);
      }
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  StreamSocket socket(int i) {
    return sockets[i];
  }

  /** Sends a message of its own on each connection, and waits until each has come back. */
  void exchange(int bytes) throws IOException {
    round++;
    for (int i = 0; i < sockets.length; i++) {
      received[i] = 0;
      buffer.clear();
      for (int offset = 0; offset < bytes; offset++) {
        buffer.put(pattern(i, offset));
      }
      if (sockets[i].send(buffer) != bytes) {
        throw new AssertionError("a message has to fit into a socket: " + bytes + " bytes");
      }
    }
    for (long left = (long) bytes * sockets.length; left > 0; ) {
      int ready = epoll.await(events, PATIENCE_NANOS);
      assertThat(ready).as("%d bytes have not come back", left).isPositive();
      for (int e = 0; e < ready; e++) {
        left -= receive((int) events.token(e));
      }
    }
    // The bytes are counted together; with too many for one, another would have too few.
    assertThat(received).containsOnly(bytes);
  }

  private int receive(int i) throws IOException {
    int bytes = sockets[i].recv(buffer.clear());
    if (bytes == IoStatus.END_OF_STREAM) {
      throw new AssertionError("connection " + i + " was closed by the server");
    }
    for (int n = 0; n < bytes; n++) {
      if (buffer.get() != pattern(i, received[i] + n)) {
        throw new AssertionError("connection " + i + ": byte " + (received[i] + n) + " is wrong");
      }
    }
    received[i] += Math.max(0, bytes);
    return Math.max(0, bytes);
  }

  private int pattern(int connection, int offset) {
    return (connection * 31 + offset * 7 + round) & 0xFF;
  }

  @Override
  public void close() {
    for (StreamSocket socket : sockets) {
      if (socket != null) {
        socket.close();
      }
    }
    epoll.close();
    events.close();
    buffer.close();
  }
}
