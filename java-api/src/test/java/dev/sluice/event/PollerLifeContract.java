package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Async;
import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.FdClosedException;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How registrations begin, change and end, and what other threads may do during a wait. */
abstract class PollerLifeContract extends PollerContract {
  @Test
  void register_twice_isRefusedAndTheFirstStays() throws Exception {
    Connection connection = new Connection();
    poller.register(connection.server, Interest.READ, "first");
    assertThatThrownBy(() -> poller.register(connection.server, Interest.WRITE, "second"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("modify or unregister");
    assertThat(poller.size()).isEqualTo(1);
    send(connection.client, "x");
    awaitOne();
    assertThat(poller.attachment(0)).isEqualTo("first");
  }

  @Test
  void register_closedSource_isRefused() throws Exception {
    StreamSocket socket = opened(sockets().openStream(Family.INET4));
    socket.close();
    assertThatThrownBy(() -> poller.register(socket, Interest.READ, "closed"))
        .isInstanceOf(FdClosedException.class);
    assertThat(poller.size()).isZero();
  }

  @Test
  void register_inTwoPollers_bothReport() throws Exception {
    Connection connection = new Connection();
    try (Poller<String> other = Poller.open(mechanism())) {
      poller.register(connection.server, Interest.READ, "one");
      other.register(connection.server, Interest.READ, "two");
      send(connection.client, "x");
      awaitOne();
      assertThat(other.await(SOON)).isEqualTo(1);
      assertThat(other.attachment(0)).isEqualTo("two");
    }
  }

  @Test
  void register_whileAnotherThreadWaits_countsInThatWait() throws Exception {
    Connection connection = new Connection();
    send(connection.client, "x");
    Async.Task<Integer> waiting = async.start(() -> poller.await(SOON));
    waiting.awaitBlocked();
    poller.register(connection.server, Interest.READ, "server");
    assertThat(waiting.join()).isEqualTo(1);
    assertThat(poller.attachment(0)).isEqualTo("server");
    assertThat(poller.wasWoken()).isFalse();
  }

  @Test
  void modify_unregistered_isRefused() throws Exception {
    Connection connection = new Connection();
    assertThatThrownBy(() -> poller.modify(connection.server, Interest.READ, "server"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("register it first");
  }

  @Test
  void modify_interest_replacesTheFormer() throws Exception {
    Connection connection = new Connection();
    send(connection.client, "x");
    poller.register(connection.server, Interest.READ, "server");
    awaitOne();
    poller.modify(connection.server, Interest.WRITE, "server");
    awaitOne();
    assertThat(poller.isReadable(0)).isFalse();
    assertThat(poller.isWritable(0)).isTrue();
    poller.modify(connection.server, Interest.READ, "server");
    awaitOne();
    assertThat(poller.isReadable(0)).isTrue();
    assertThat(poller.isWritable(0)).isFalse();
  }

  @Test
  void modify_attachment_eventsCarryTheNewOne() throws Exception {
    Connection connection = new Connection();
    send(connection.client, "x");
    poller.register(connection.server, Interest.READ, "old");
    awaitOne();
    poller.modify(connection.server, Interest.READ, "new");
    // The event that was reported already belongs to the same registration.
    assertThat(poller.attachment(0)).isEqualTo("new");
    awaitOne();
    assertThat(poller.attachment(0)).isEqualTo("new");
  }

  @Test
  void modify_whileAnotherThreadWaits_countsInThatWait() throws Exception {
    Connection connection = new Connection();
    poller.register(connection.server, Interest.READ, "server");
    Async.Task<Integer> waiting = async.start(() -> poller.await(SOON));
    waiting.awaitBlocked();
    poller.modify(connection.server, Interest.WRITE, "server");
    assertThat(waiting.join()).isEqualTo(1);
    assertThat(poller.isWritable(0)).isTrue();
  }

  @Test
  void unregister_dataArrives_isSilent() throws Exception {
    Connection connection = new Connection();
    poller.register(connection.server, Interest.READ, "server");
    assertThat(poller.unregister(connection.server)).isTrue();
    assertThat(poller.unregister(connection.server)).isFalse();
    assertThat(poller.size()).isZero();
    send(connection.client, "x");
    assertThat(poller.await(0)).isZero();
  }

  @Test
  void unregister_registerAgain_needsNoWaitBetween() throws Exception {
    Connection connection = new Connection();
    send(connection.client, "x");
    poller.register(connection.server, Interest.READ, "first");
    awaitOne();
    for (int i = 0; i < 3; i++) {
      assertThat(poller.unregister(connection.server)).isTrue();
      poller.register(connection.server, Interest.READ, "again " + i);
    }
    awaitOne();
    assertThat(poller.attachment(0)).isEqualTo("again 2");
    // The same with a wait in between.
    assertThat(poller.unregister(connection.server)).isTrue();
    assertThat(poller.await(0)).isZero();
    poller.register(connection.server, Interest.READ, "later");
    awaitOne();
    assertThat(poller.attachment(0)).isEqualTo("later");
  }

  @Test
  void unregister_whileAnotherThreadWaits_countsInThatWait() throws Exception {
    Connection silenced = new Connection();
    Connection heard = new Connection();
    poller.register(silenced.server, Interest.READ, "silenced");
    poller.register(heard.server, Interest.READ, "heard");
    Async.Task<Integer> waiting = async.start(() -> poller.await(SOON));
    waiting.awaitBlocked();
    assertThat(poller.unregister(silenced.server)).isTrue();
    send(silenced.client, "x");
    send(heard.client, "x");
    assertThat(waiting.join()).isEqualTo(1);
    assertThat(poller.attachment(0)).isEqualTo("heard");
  }

  @Test
  void unregister_eventAlreadyReported_saysNothingAnyMore() throws Exception {
    Connection connection = new Connection();
    poller.register(connection.server, Interest.READ_WRITE, "server");
    send(connection.client, "x");
    awaitOne();
    poller.unregister(connection.server);
    assertThat(poller.count()).isEqualTo(1);
    assertThat(poller.isReadable(0)).isFalse();
    assertThat(poller.isWritable(0)).isFalse();
    assertThat(poller.attachment(0)).isEqualTo("server");
    assertThat(poller.source(0)).isSameAs(connection.server);
  }

  @Test
  void registeredAgain_eventOfFormerRegistration_saysNothing() throws Exception {
    Connection connection = new Connection();
    poller.register(connection.server, Interest.READ, "former");
    send(connection.client, "x");
    awaitOne();
    poller.unregister(connection.server);
    poller.register(connection.server, Interest.READ, "new");
    assertThat(poller.isReadable(0)).isFalse();
    assertThat(poller.attachment(0)).isEqualTo("former");
    awaitOne();
    assertThat(poller.isReadable(0)).isTrue();
    assertThat(poller.attachment(0)).isEqualTo("new");
  }

  @Test
  void closedSource_eventAlreadyReported_saysNothingAnyMore() throws Exception {
    Connection connection = new Connection();
    poller.register(connection.server, Interest.READ, "server");
    send(connection.client, "x");
    awaitOne();
    connection.server.close();
    assertThat(poller.isReadable(0)).isFalse();
    assertThat(poller.attachment(0)).isEqualTo("server");
    assertThat(poller.await(0)).isZero();
  }

  @Test
  void closedSource_registration_isOver() throws Exception {
    Connection connection = new Connection();
    send(connection.client, "x");
    poller.register(connection.server, Interest.READ, "server");
    connection.server.close();
    assertThat(poller.size()).isZero();
    assertThat(poller.await(0)).isZero();
    assertThat(poller.unregister(connection.server)).isFalse();
    assertThatThrownBy(() -> poller.modify(connection.server, Interest.WRITE, "server"))
        .isInstanceOf(FdClosedException.class);
  }

  @Test
  void closedSource_whileAnotherThreadWaits_waitGoesOnWithoutIt() throws Exception {
    Connection closed = new Connection();
    Connection heard = new Connection();
    poller.register(closed.server, Interest.READ, "closed");
    poller.register(heard.server, Interest.READ, "heard");
    Async.Task<Integer> waiting = async.start(() -> poller.await(SOON));
    waiting.awaitBlocked();
    closed.server.close();
    // The peer sees the end at once: the descriptor is not kept open by the wait.
    closed.client.setBlocking(true);
    assertThat(closed.client.recv(buffer.clear())).isEqualTo(IoStatus.END_OF_STREAM);
    send(heard.client, "x");
    assertThat(waiting.join()).isEqualTo(1);
    assertThat(poller.attachment(0)).isEqualTo("heard");
  }

  @Test
  void closedListener_whileAnotherThreadWaits_portIsFree() throws Exception {
    ListeningSocket listener = listener();
    Endpoint local = listener.localEndpoint();
    poller.register(listener, Interest.READ, "listener");
    Async.Task<Integer> waiting = async.start(() -> poller.await(SOON));
    waiting.awaitBlocked();
    listener.close();
    long deadline = System.nanoTime() + SOON;
    ListeningSocket next = null;
    while (next == null) {
      try {
        next = opened(sockets().listenOn(local, 1));
      } catch (ErrnoException e) {
        // The waiting thread is about to let go of it.
        assertThat(System.nanoTime()).as("%s", e).isLessThan(deadline);
      }
    }
    poller.wake();
    assertThat(waiting.join()).isZero();
  }

  @Test
  void closedSource_numberReused_newSourceIsItsOwn() throws Exception {
    for (int i = 0; i < 20; i++) {
      Connection connection = new Connection();
      poller.register(connection.server, Interest.READ, "round " + i);
      send(connection.client, "x");
      awaitOne();
      assertThat(poller.attachment(0)).isEqualTo("round " + i);
      connection.server.close();
      connection.client.close();
    }
    assertThat(poller.size()).isZero();
  }

  @Test
  void wake_otherThreadWaits_endsTheWait() throws Exception {
    Async.Task<Integer> waiting = async.start(() -> poller.await(Poller.FOREVER));
    waiting.awaitBlocked();
    poller.wake();
    assertThat(waiting.join()).isZero();
    assertThat(poller.wasWoken()).isTrue();
  }

  @Test
  void wake_severalTimesBeforeTheWait_endsItOnce() throws Exception {
    poller.wake();
    poller.wake();
    poller.wake();
    assertThat(poller.await(Poller.FOREVER)).isZero();
    assertThat(poller.wasWoken()).isTrue();
    assertThat(poller.await(1_000_000)).isZero();
    assertThat(poller.wasWoken()).isFalse();
    poller.wake();
    assertThat(poller.await(Poller.FOREVER)).isZero();
    assertThat(poller.wasWoken()).isTrue();
  }

  @Test
  void wake_sourceReady_bothAreReported() throws Exception {
    Connection connection = new Connection();
    poller.register(connection.client, Interest.WRITE, "client");
    awaitOne();
    poller.wake();
    awaitOne();
    assertThat(poller.wasWoken()).isTrue();
    awaitOne();
    assertThat(poller.wasWoken()).isFalse();
  }

  @Test
  void wake_twoThreadsPingPong_noneIsLost() throws Exception {
    int rounds = 2_000;
    try (Poller<String> other = Poller.open(mechanism())) {
      Async.Task<Integer> answering =
          async.start(
              () -> {
                int woken = 0;
                while (woken < rounds) {
                  other.await(Poller.FOREVER);
                  woken += other.wasWoken() ? 1 : 0;
                  poller.wake();
                }
                return woken;
              });
      for (int round = 0; round < rounds; round++) {
        other.wake();
        assertThat(poller.await(SOON)).isZero();
        assertThat(poller.wasWoken()).isTrue();
      }
      assertThat(answering.join()).isEqualTo(rounds);
    }
  }

  @Test
  void close_otherThreadWaits_itIsTold() throws Exception {
    Async.Task<Integer> waiting = async.start(() -> poller.await(Poller.FOREVER));
    waiting.awaitBlocked();
    poller.close();
    assertThatThrownBy(waiting::join)
        .isInstanceOf(FdClosedException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void closedPoller_everyCall_isRefusedAndSourcesStayOpen() throws Exception {
    Connection connection = new Connection();
    poller.register(connection.server, Interest.READ, "server");
    poller.close();
    poller.close();
    poller.wake();
    assertThatThrownBy(() -> poller.await(0)).isInstanceOf(FdClosedException.class);
    assertThatThrownBy(() -> poller.register(connection.client, Interest.READ, "client"))
        .isInstanceOf(FdClosedException.class);
    assertThatThrownBy(() -> poller.modify(connection.server, Interest.READ, "server"))
        .isInstanceOf(FdClosedException.class);
    assertThatThrownBy(() -> poller.unregister(connection.server))
        .isInstanceOf(FdClosedException.class);
    send(connection.client, "x");
    assertThat(recv(connection.server)).isEqualTo("x");
    // Another poller can have the source now.
    try (Poller<String> other = Poller.open(mechanism())) {
      other.register(connection.server, Interest.WRITE, "server");
      assertThat(other.await(SOON)).isEqualTo(1);
    }
  }

  @Test
  void await_secondThread_isRefused() throws Exception {
    Async.Task<Integer> waiting = async.start(() -> poller.await(Poller.FOREVER));
    waiting.awaitBlocked();
    assertThatThrownBy(() -> poller.await(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("one at a time");
    poller.wake();
    assertThat(waiting.join()).isZero();
    assertThat(poller.await(0)).isZero();
  }

  @Test
  void interrupt_duringAndBeforeTheWait_doesNotEndIt() throws Exception {
    Connection connection = new Connection();
    poller.register(connection.server, Interest.READ, "server");
    CountDownLatch second = new CountDownLatch(1);
    Async.Task<Boolean> waiting =
        async.start(
            () -> {
              Thread.currentThread().interrupt();
              long start = System.nanoTime();
              long timeout = Duration.ofMillis(5).toNanos();
              assertThat(poller.await(timeout)).isZero();
              assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(timeout);
              assertThat(Thread.interrupted()).isTrue();
              second.countDown();
              assertThat(poller.await(Poller.FOREVER)).isEqualTo(1);
              return Thread.currentThread().isInterrupted();
            });
    assertThat(second.await(Async.DEADLINE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
    waiting.awaitBlocked();
    waiting.thread().interrupt();
    send(connection.client, "x");
    assertThat(waiting.join()).isTrue();
    assertThat(connection.server.isOpen()).isTrue();
  }

  @Test
  void changesFromAnotherThread_duringWaits_loseNoEvent() throws Exception {
    Connection changing = new Connection();
    Connection heard = new Connection();
    poller.register(heard.server, Interest.READ, "heard");
    int rounds = 500;
    Async.Task<Void> changes =
        async.start(
            () -> {
              for (int i = 0; i < rounds; i++) {
                poller.register(changing.server, Interest.READ, "changing");
                poller.modify(changing.server, Interest.READ_WRITE, "changing");
                poller.unregister(changing.server);
              }
              try (IoBuffer own = IoBuffer.allocate(1)) {
                heard.client.send(own.put('x'));
              }
              return null;
            });
    boolean found = false;
    while (!found) {
      int count = poller.await(SOON);
      assertThat(count).isPositive();
      for (int i = 0; i < count; i++) {
        found |= poller.attachment(i).equals("heard") && poller.isReadable(i);
      }
    }
    changes.join();
    assertThat(recv(heard.server)).isEqualTo("x");
    assertThat(poller.size()).isEqualTo(1);
  }

  @Test
  void otherThread_awaitsLater_eventsAreItsOwn() throws Exception {
    Connection connection = new Connection();
    poller.register(connection.client, Interest.WRITE, "client");
    awaitOne();
    assertThat(async.start(() -> poller.await(SOON)).join()).isEqualTo(1);
    awaitOne();
  }
}
