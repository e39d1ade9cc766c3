package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.event.Epoll;
import dev.sluice.event.EpollEvents;
import dev.sluice.event.Interest;
import dev.sluice.event.Trigger;
import dev.sluice.event.Waker;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Steady-state operations allocate nothing. Escape analysis is part of the promise, so operations
 * are repeated until compiled; what is measured is a whole round, and one clean round suffices: an
 * operation that allocates spoils every round.
 */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class AllocationTest {
  private static final int OPERATIONS = 5_000;

  /** So long a late compiler is waited for, and an operation that does allocate is given. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private static final int ROUNDS_OF_THE_SELF_CHECK = 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static volatile Object sink = "";

  @FunctionalInterface
  private interface Operation {
    void run() throws IOException;
  }

  private static void allocatesNothing(Operation operation) throws IOException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    long least = Long.MAX_VALUE;
    while (least > 0 && System.nanoTime() < end) {
      least = Math.min(least, bytesOfARound(operation));
    }
    assertThat(least).as("bytes of %d operations in the best round", OPERATIONS).isZero();
  }

  private static long bytesOfARound(Operation operation) throws IOException {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < OPERATIONS; i++) {
      operation.run();
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  /** The measurement has to see what it is there for: one object in a thousand operations. */
  @Test
  void measurement_rareAllocation_isSeenInEveryRound() throws Exception {
    int[] count = new int[1];
    for (int round = 0; round < ROUNDS_OF_THE_SELF_CHECK; round++) {
      long bytes =
          bytesOfARound(
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
  void awaitModifyAndEvents_ofEpoll_allocateNothing() throws Exception {
    try (Epoll epoll = Epoll.open();
        Waker waker = Waker.open();
        EpollEvents events = EpollEvents.allocate(4)) {
      epoll.add(waker, Interest.READ, Trigger.EDGE, 1);
      long[] tokens = new long[1];
      allocatesNothing(
          () -> {
            waker.wake();
            int ready = epoll.await(events, 1_000_000);
            for (int i = 0; i < ready; i++) {
              tokens[0] += events.isReadable(i) ? events.token(i) : 0;
            }
            waker.reset();
            epoll.modify(waker, Interest.READ, Trigger.EDGE, 1);
          });
      assertThat(tokens[0]).isPositive();
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
