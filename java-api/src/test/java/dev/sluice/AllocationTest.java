package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.event.Epoll;
import dev.sluice.event.Interest;
import dev.sluice.event.ReadyEvents;
import dev.sluice.event.Trigger;
import dev.sluice.event.Waker;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Steady-state operations allocate nothing.
 *
 * <p>Escape analysis is part of the promise: each native call slices its errno segment, and the
 * slice vanishes where the compiler inlines the whole call. Not guaranteed: a method into which
 * many native calls are inlined may exceed the compiler's node budget, and each call beyond it then
 * costs 40 bytes (measured with JDK 25 for five different calls in one lambda). So each operation
 * is measured on its own, and the rounds of real loops besides.
 */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(180)
class AllocationTest {
  private static volatile Object sink = "";

  @BeforeAll
  static void bytesAreCounted() {
    assumeTrue(AllocatedBytes.areCounted(), "this JVM does not count allocated bytes");
  }

  private static void allocatesNothing(AllocatedBytes.Round round) throws Exception {
    assertThat(AllocatedBytes.perRound(round)).as("bytes per operation").isZero();
  }

  /** The measurement has to see what it is there for: one object in a thousand operations. */
  @Test
  void measurement_rareAllocation_isSeenEachTime() throws Exception {
    int[] count = new int[1];
    for (int i = 0; i < 20; i++) {
      long bytes =
          AllocatedBytes.measure(
              () -> {
                if (count[0]++ % 1_000 == 0) {
                  sink = new Object();
                }
              });
      assertThat(bytes).isPositive();
      assertThat(sink).isNotNull();
    }
  }

  @Test
  void sendAndRecv_ofABlockingSocket_allocateNothing() throws Exception {
    try (ListeningSocket listener =
            ListeningSocket.listenOn(InetEndpoint.loopback(Family.INET4, 0), 1);
        StreamSocket client = StreamSocket.connectTo(listener.localEndpoint());
        StreamSocket server = Objects.requireNonNull(listener.accept());
        IoBuffer buffer = IoBuffer.allocate(64)) {
      allocatesNothing(
          () -> {
            buffer.clear().filled(8);
            client.send(buffer);
            server.recv(buffer.clear());
          });
    }
  }

  @Test
  void recv_nothingThere_allocatesNothing() throws Exception {
    try (ListeningSocket listener = ListeningSocket.listenOn(UnixEndpoint.unnamed(), 1);
        StreamSocket client = StreamSocket.connectTo(listener.localEndpoint());
        IoBuffer buffer = IoBuffer.allocate(64)) {
      client.setBlocking(false);
      allocatesNothing(() -> client.recv(buffer));
    }
  }

  @Test
  void accept_nothingThere_allocatesNothing() throws Exception {
    try (ListeningSocket listener = ListeningSocket.listenOn(UnixEndpoint.unnamed(), 1)) {
      listener.setBlocking(false);
      allocatesNothing(listener::accept);
    }
  }

  @Test
  void await_ofEpoll_allocatesNothing() throws Exception {
    try (Epoll epoll = Epoll.open();
        Waker waker = Waker.open();
        ReadyEvents events = ReadyEvents.allocate(4)) {
      epoll.add(waker, Interest.READ, Trigger.LEVEL, 1);
      waker.wake();
      long[] tokens = new long[1];
      allocatesNothing(
          () -> {
            int ready = epoll.await(events, 1_000_000);
            for (int i = 0; i < ready; i++) {
              tokens[0] += events.isReadable(i) ? events.token(i) : 0;
            }
          });
      assertThat(tokens[0]).isPositive();
    }
  }

  @Test
  void modify_ofEpoll_allocatesNothing() throws Exception {
    try (Epoll epoll = Epoll.open();
        Waker waker = Waker.open()) {
      epoll.add(waker, Interest.READ, Trigger.EDGE, 1);
      allocatesNothing(() -> epoll.modify(waker, Interest.READ_WRITE, Trigger.EDGE, 1));
    }
  }

  @Test
  void wakeAndReset_allocateNothing() throws Exception {
    try (Waker waker = Waker.open()) {
      allocatesNothing(
          () -> {
            waker.wake();
            waker.reset();
          });
    }
  }

  /** What an edge-triggered echo loop does for one request, and its client beside it. */
  @Test
  void echoRound_edgeTriggered_allocatesNothing() throws Exception {
    try (ListeningSocket listener = ListeningSocket.listenOn(UnixEndpoint.unnamed(), 1);
        StreamSocket client = StreamSocket.connectTo(listener.localEndpoint());
        StreamSocket server = Objects.requireNonNull(listener.accept());
        Epoll epoll = Epoll.open();
        ReadyEvents events = ReadyEvents.allocate(4);
        IoBuffer request = IoBuffer.allocate(64);
        IoBuffer buffer = IoBuffer.allocate(64)) {
      server.setBlocking(false);
      epoll.add(server, Interest.READ, Trigger.EDGE, 1);
      allocatesNothing(
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

  @Test
  void awaitReadable_readyOrNot_allocatesNothing() throws Exception {
    try (Waker ready = Waker.open();
        Waker silent = Waker.open()) {
      ready.wake();
      allocatesNothing(
          () -> {
            ready.fd().awaitReadable(-1);
            silent.fd().awaitReadable(0);
          });
    }
  }
}
