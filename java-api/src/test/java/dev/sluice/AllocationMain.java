package dev.sluice;

import dev.sluice.event.Epoll;
import dev.sluice.event.Interest;
import dev.sluice.event.ReadyEvents;
import dev.sluice.event.Trigger;
import dev.sluice.event.Waker;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import java.util.Objects;

/** Prints how many bytes each operation allocates; see {@link AllocationTest}. */
final class AllocationMain {
  private static volatile Object sink = "";

  private AllocationMain() {}

  public static void main(String[] args) throws Exception {
    transfers();
    waits();
    echo();
    checkTheMeasurement();
  }

  private static void print(String operation, AllocatedBytes.Round round) throws Exception {
    System.out.println(operation + ": " + AllocatedBytes.perRound(round));
  }

  private static void transfers() throws Exception {
    try (ListeningSocket listener =
            ListeningSocket.listenOn(InetEndpoint.loopback(Family.INET4, 0), 1);
        StreamSocket client = StreamSocket.connectTo(listener.localEndpoint());
        StreamSocket server = Objects.requireNonNull(listener.accept());
        IoBuffer buffer = IoBuffer.allocate(64)) {
      print(
          "send and recv",
          () -> {
            client.send(buffer.clear().filled(8));
            server.recv(buffer.clear());
          });
      client.setBlocking(false);
      print("recv of nothing", () -> client.recv(buffer.clear()));
      listener.setBlocking(false);
      print("accept of nobody", listener::accept);
    }
  }

  private static void waits() throws Exception {
    try (Epoll epoll = Epoll.open();
        Waker ready = Waker.open();
        Waker silent = Waker.open();
        ReadyEvents events = ReadyEvents.allocate(4)) {
      ready.wake();
      print(
          "await of a descriptor",
          () -> {
            ready.fd().awaitReadable(-1);
            silent.fd().awaitReadable(0);
          });
      epoll.add(ready, Interest.READ, Trigger.LEVEL, 1);
      long[] tokens = new long[1];
      print(
          "await of epoll",
          () -> {
            int count = epoll.await(events, 1_000_000);
            for (int i = 0; i < count; i++) {
              tokens[0] += events.isReadable(i) ? events.token(i) : 0;
            }
          });
      if (tokens[0] == 0) {
        throw new AssertionError("nothing was ready");
      }
      print("modify of epoll", () -> epoll.modify(ready, Interest.READ_WRITE, Trigger.EDGE, 1));
      print(
          "wake and reset",
          () -> {
            silent.wake();
            silent.reset();
          });
    }
  }

  /** What an edge-triggered echo loop does for one request, and its client beside it. */
  private static void echo() throws Exception {
    try (ListeningSocket listener = ListeningSocket.listenOn(UnixEndpoint.unnamed(), 1);
        StreamSocket client = StreamSocket.connectTo(listener.localEndpoint());
        StreamSocket server = Objects.requireNonNull(listener.accept());
        Epoll epoll = Epoll.open();
        ReadyEvents events = ReadyEvents.allocate(4);
        IoBuffer request = IoBuffer.allocate(64);
        IoBuffer buffer = IoBuffer.allocate(64)) {
      server.setBlocking(false);
      epoll.add(server, Interest.READ, Trigger.EDGE, 1);
      print(
          "edge-triggered echo",
          () -> {
            client.send(request.clear().filled(8));
            echo(epoll, events, server, buffer);
            client.recv(request.clear());
          });
    }
  }

  private static void echo(Epoll epoll, ReadyEvents events, StreamSocket server, IoBuffer buffer)
      throws Exception {
    int ready = epoll.await(events, Epoll.FOREVER);
    for (int i = 0; i < ready; i++) {
      while (server.recv(buffer.clear()) > 0) {
        server.send(buffer);
      }
    }
  }

  private static void checkTheMeasurement() throws Exception {
    int[] count = new int[1];
    for (int i = 0; i < 20; i++) {
      long bytes =
          AllocatedBytes.inRounds(
              () -> {
                if (count[0]++ % 1_000 == 0) {
                  sink = new Object();
                }
              });
      if (bytes == 0 || sink == null) {
        throw new AssertionError("an allocation went unseen");
      }
    }
    System.out.println("the measurement sees one object in a thousand");
  }
}
