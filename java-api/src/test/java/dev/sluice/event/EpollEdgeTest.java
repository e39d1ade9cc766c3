package dev.sluice.event;

import static dev.sluice.event.Interest.READ;
import static dev.sluice.event.Interest.READ_CLOSED;
import static dev.sluice.event.Interest.READ_WRITE;
import static dev.sluice.event.Interest.WRITE;
import static dev.sluice.event.Trigger.EDGE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Async;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import dev.sluice.sys.EpollSys;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The kernel's rules for edge-triggered interests. */
class EpollEdgeTest extends EpollTestBase {
  @Test
  void add_alreadyReady_reportsOnce() throws Exception {
    // Adding looks at the state: what is ready already is the first edge.
    try (Peers peers = Peers.unix()) {
      Peers.write(peers.right, 1);
      epoll.add(peers.left, READ, EDGE, 1);
      assertOne(1);
      assertSilent();
    }
  }

  @Test
  void read_partial_staysSilentUntilNewData() throws Exception {
    // An edge is the arrival, not the presence: what is left in the buffer is never reported.
    try (Peers peers = Peers.unix()) {
      epoll.add(peers.left, READ, EDGE, 1);
      Peers.write(peers.right, 4);
      assertOne(1);
      assertThat(Peers.read(peers.left, 2)).isEqualTo(2);
      assertSilent();
      Peers.write(peers.right, 1);
      assertOne(1);
      assertThat(Peers.drain(peers.left)).isEqualTo(3);
    }
  }

  @Test
  void read_nothingAtAll_newDataIsStillAnEdge() throws Exception {
    // Each arrival wakes, whether or not the former was read.
    try (Peers peers = Peers.unix()) {
      epoll.add(peers.left, READ, EDGE, 1);
      for (int i = 0; i < 3; i++) {
        Peers.write(peers.right, 1);
        assertOne(1);
        assertSilent();
      }
    }
  }

  @Test
  void read_severalArrivalsBeforeTheWait_areOneEvent() throws Exception {
    // The ready list has a descriptor once: edges between two waits are one.
    try (Peers peers = Peers.unix()) {
      epoll.add(peers.left, READ, EDGE, 1);
      Peers.write(peers.right, 1);
      Peers.write(peers.right, 1);
      assertOne(1);
      assertSilent();
    }
  }

  @Test
  void read_drainedBeforeTheWait_isNotReported() throws Exception {
    // The wait asks again before it reports: an edge whose cause is gone is dropped.
    try (Peers peers = Peers.unix()) {
      epoll.add(peers.left, READ, EDGE, 1);
      Peers.write(peers.right, 1);
      Peers.drain(peers.left);
      assertSilent();
    }
  }

  @Test
  void write_add_reportsOnce() throws Exception {
    // Room to send is there from the start: one edge, however much is sent after it.
    try (Peers peers = Peers.unix()) {
      epoll.add(peers.left, WRITE, EDGE, 1);
      assertOne(1);
      Peers.write(peers.left, 1);
      assertSilent();
    }
  }

  @Test
  void write_fullThenDrained_isAnEdge() throws Exception {
    // Who has met EAGAIN is told when the peer has made room.
    try (Peers peers = Peers.unix()) {
      epoll.add(peers.left, WRITE, EDGE, 1);
      assertOne(1);
      Peers.fill(peers.left);
      assertSilent();
      Peers.drain(peers.right);
      assertOne(1);
    }
  }

  @Test
  void readWrite_dataArrives_tellsOfRoomToo() throws Exception {
    // An edge reports the whole state, not only what changed.
    try (Peers peers = Peers.unix()) {
      epoll.add(peers.left, READ_WRITE, EDGE, 1);
      assertOne(1);
      assertThat(events.bits(0)).isEqualTo(EpollSys.EPOLLOUT);
      Peers.write(peers.right, 1);
      assertOne(1);
      assertThat(events.bits(0)).isEqualTo(EpollSys.EPOLLIN | EpollSys.EPOLLOUT);
    }
  }

  @Test
  void modify_stillReady_reportsAnew() throws Exception {
    // EPOLL_CTL_MOD looks at the state again: the way to get a lost edge back.
    try (Peers peers = Peers.unix()) {
      epoll.add(peers.left, READ, EDGE, 1);
      Peers.write(peers.right, 1);
      assertOne(1);
      assertSilent();
      epoll.modify(peers.left, READ, EDGE, 2);
      assertOne(2);
      assertSilent();
    }
  }

  @Test
  void modify_edgeToLevel_reportsUntilRead() throws Exception {
    try (Peers peers = Peers.unix()) {
      epoll.add(peers.left, READ, EDGE, 1);
      Peers.write(peers.right, 1);
      assertOne(1);
      epoll.modify(peers.left, READ, Trigger.LEVEL, 1);
      assertOne(1);
      assertOne(1);
    }
  }

  @Test
  void peer_halfCloses_isAnEdge() throws Exception {
    // FIN is IN and, if asked for, RDHUP; data before it may still be there.
    try (Peers peers = Peers.tcp()) {
      epoll.add(peers.left, READ.and(READ_CLOSED), EDGE, 1);
      Peers.write(peers.right, 1);
      assertOne(1);
      assertThat(events.isReadClosed(0)).isFalse();
      Peers.shutdownWrite(peers.right);
      assertOne(1);
      assertThat(events.bits(0)).isEqualTo(EpollSys.EPOLLIN | EpollSys.EPOLLRDHUP);
      assertSilent();
    }
  }

  @Test
  void eventFd_eachWrite_isAnEdge() throws Exception {
    // A write wakes although the counter was not 0: nobody has to read it under an edge trigger.
    try (EventFd counter = EventFd.open(0, EventFd.Kind.COUNTER)) {
      epoll.add(counter, READ, EDGE, 1);
      for (int i = 0; i < 3; i++) {
        counter.add(1);
        assertOne(1);
        assertSilent();
      }
      assertThat(counter.take()).isEqualTo(3);
    }
  }

  @Test
  void eventFd_semaphoreTaken_isNoEdgeOfRead() throws Exception {
    // Taking one of two permits makes room to write; a reader learns nothing of it.
    try (EventFd permits = EventFd.open(2, EventFd.Kind.SEMAPHORE)) {
      epoll.add(permits, READ, EDGE, 1);
      assertOne(1);
      assertThat(permits.take()).isEqualTo(1);
      assertSilent();
    }
  }

  @Test
  void pipe_eachWrite_isAnEdge() throws Exception {
    // A pipe wakes edge-triggered readers on each write, also while it is not empty (Linux 5.14).
    try (Pipe pipe = Pipe.open()) {
      epoll.add(pipe.reader(), READ, EDGE, 1);
      Peers.write(pipe.writer(), 1);
      assertOne(1);
      Peers.write(pipe.writer(), 1);
      assertOne(1);
      Peers.read(pipe.reader(), 1);
      assertSilent();
    }
  }

  @Test
  void pipe_writerMeetsPartialRoom_isToldOnceAPageIsFree() throws Exception {
    // A pipe is a ring of pages: a page that is read in part has no room yet.
    try (Pipe pipe = Pipe.open()) {
      epoll.add(pipe.writer(), WRITE, EDGE, 1);
      assertOne(1);
      Peers.fill(pipe.writer());
      assertSilent();
      Peers.read(pipe.reader(), 1);
      assertSilent();
      Peers.read(pipe.reader(), 4095);
      assertOne(1);
    }
  }

  @Test
  void pipe_writerCloses_isAnEdgeOfHangUp() throws Exception {
    // The last writer gone is HUP, and IN only if something is left to read.
    try (Pipe pipe = Pipe.open()) {
      epoll.add(pipe.reader(), READ, EDGE, 1);
      Peers.write(pipe.writer(), 1);
      assertOne(1);
      pipe.writer().close();
      assertOne(1);
      assertThat(events.bits(0)).isEqualTo(EpollSys.EPOLLIN | EpollSys.EPOLLHUP);
      assertSilent();
    }
  }

  @Test
  void timer_periodicNotRead_isOneEdge() throws Exception {
    // The kernel counts the periods of a timer that nobody reads without waking for each.
    try (Timer timer = Timer.open(Timer.Clock.MONOTONIC)) {
      epoll.add(timer, READ, EDGE, 1);
      timer.startAfter(1, 1_000_000);
      assertOne(1);
      assertThat(epoll.await(events, 5_000_000)).isZero();
      assertThat(timer.takeExpirations()).isGreaterThanOrEqualTo(5);
      assertOne(1);
    }
  }

  @Test
  void listener_oneAcceptForTwoConnections_leavesOneUnseen() throws Exception {
    // Connections are like bytes: accept until it would block, or the second waits for a third.
    try (ListeningSocket listener =
            ListeningSocket.listenOn(InetEndpoint.loopback(Family.INET4, 0), 8);
        StreamSocket one = StreamSocket.connectTo(listener.localEndpoint());
        StreamSocket two = StreamSocket.connectTo(listener.localEndpoint())) {
      listener.setBlocking(false);
      epoll.add(listener, READ, EDGE, 1);
      assertOne(1);
      try (StreamSocket first = Objects.requireNonNull(listener.accept())) {
        assertThat(first.peerEndpoint()).isEqualTo(one.localEndpoint());
        assertSilent();
        try (StreamSocket second = Objects.requireNonNull(listener.accept())) {
          assertThat(second.peerEndpoint()).isEqualTo(two.localEndpoint());
        }
      }
    }
  }

  @Test
  void twoWaiters_oneEdge_wakesOne() throws Exception {
    // One arrival under an edge trigger is reported to exactly one of the threads that wait.
    try (Peers peers = Peers.unix()) {
      epoll.add(peers.left, READ, EDGE, 1);
      Async.Task<Long> one = awaitFirst(epoll);
      Async.Task<Long> two = awaitFirst(epoll);
      Peers.write(peers.right, 1);
      Async.Task<Long> other = firstDone(one, two) == one ? two : one;
      other.awaitBlocked();
      // The state still holds; only a new arrival ends the other's wait.
      Peers.write(peers.right, 1);
      assertThat(other.join()).isEqualTo(1);
    }
  }

  private static Async.Task<Long> firstDone(Async.Task<Long> one, Async.Task<Long> two)
      throws Exception {
    while (!one.isDone() && !two.isDone()) {
      Thread.onSpinWait();
    }
    Async.Task<Long> first = one.isDone() ? one : two;
    assertThat(first.join()).isEqualTo(1);
    return first;
  }
}
