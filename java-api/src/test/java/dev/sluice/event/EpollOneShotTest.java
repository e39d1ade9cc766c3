package dev.sluice.event;

import static dev.sluice.event.Interest.READ;
import static dev.sluice.event.Interest.READ_WRITE;
import static dev.sluice.event.Interest.WRITE;
import static dev.sluice.event.Trigger.EDGE_ONE_SHOT;
import static dev.sluice.event.Trigger.LEVEL_ONE_SHOT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Async;
import dev.sluice.sys.EpollSys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kernel's rules for one-shot interests. */
class EpollOneShotTest extends EpollTestBase {
  @ParameterizedTest
  @EnumSource(
      value = Trigger.class,
      names = {"LEVEL_ONE_SHOT", "EDGE_ONE_SHOT"})
  void reported_once_isSilentWhateverArrives(Trigger trigger) throws Exception {
    // The report disarms the interest: neither what is left nor what is new is told.
    try (Peers peers = Peers.unix()) {
      epoll.add(peers.left, READ, trigger, 1);
      Peers.write(peers.right, 2);
      assertOne(1);
      assertSilent();
      Peers.write(peers.right, 1);
      assertSilent();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Trigger.class,
      names = {"LEVEL_ONE_SHOT", "EDGE_ONE_SHOT"})
  void modify_stillReady_reportsAtOnce(Trigger trigger) throws Exception {
    // Arming looks at the state, under an edge trigger too: nothing that came meanwhile is lost.
    try (Peers peers = Peers.unix()) {
      epoll.add(peers.left, READ, trigger, 1);
      Peers.write(peers.right, 1);
      assertOne(1);
      epoll.modify(peers.left, READ, trigger, 2);
      assertOne(2);
      assertSilent();
    }
  }

  @Test
  void modify_drained_waitsForNewData() throws Exception {
    try (Peers peers = Peers.unix()) {
      epoll.add(peers.left, READ, LEVEL_ONE_SHOT, 1);
      Peers.write(peers.right, 1);
      assertOne(1);
      Peers.drain(peers.left);
      epoll.modify(peers.left, READ, LEVEL_ONE_SHOT, 1);
      assertSilent();
      Peers.write(peers.right, 1);
      assertOne(1);
    }
  }

  @Test
  void modify_untilAnswered_alternatesBetweenReadAndWrite() throws Exception {
    // The usual loop: armed for one direction at a time.
    try (Peers peers = Peers.unix()) {
      epoll.add(peers.left, READ, EDGE_ONE_SHOT, 1);
      Peers.write(peers.right, 1);
      assertOne(1);
      epoll.modify(peers.left, WRITE, EDGE_ONE_SHOT, 2);
      assertOne(2);
      assertThat(events.bits(0)).isEqualTo(EpollSys.EPOLLOUT);
      assertSilent();
    }
  }

  @Test
  void disarmed_hangUp_isSilentToo() throws Exception {
    // Disarmed is all bits gone, ERR and HUP included: a peer that leaves is not noticed.
    try (Peers peers = Peers.unix()) {
      epoll.add(peers.left, READ, LEVEL_ONE_SHOT, 1);
      Peers.write(peers.right, 1);
      assertOne(1);
      peers.right.close();
      assertSilent();
      epoll.modify(peers.left, READ, LEVEL_ONE_SHOT, 1);
      assertOne(1);
      assertThat(events.isHangUp(0)).isTrue();
    }
  }

  @Test
  void disarmed_isStillRegistered() throws Exception {
    // Disarmed is not deleted: fdinfo shows the interest without its bits, and delete finds it.
    try (Peers peers = Peers.unix()) {
      epoll.add(peers.left, READ_WRITE, LEVEL_ONE_SHOT, 9);
      assertOne(9);
      EpollRegistration registration = epoll.registrations().getFirst();
      assertThat(registration.token()).isEqualTo(9);
      assertThat(registration.bits()).isEqualTo(EpollSys.EPOLLONESHOT);
      epoll.delete(peers.left);
      assertThat(epoll.registrations()).isEmpty();
    }
  }

  @Test
  void twoWaiters_muchData_onlyOneIsTold() throws Exception {
    // One-shot keeps two threads from handling one connection at the same time.
    try (Peers peers = Peers.unix();
        Waker end = Waker.open()) {
      epoll.add(peers.left, READ, LEVEL_ONE_SHOT, 1);
      epoll.add(end, READ, Trigger.LEVEL, 2);
      Async.Task<Long> one = awaitFirst(epoll);
      Async.Task<Long> two = awaitFirst(epoll);
      Peers.write(peers.right, 1);
      Peers.write(peers.right, 1);
      while (!one.isDone() && !two.isDone()) {
        Thread.onSpinWait();
      }
      end.wake();
      assertThat(one.join() + two.join()).isEqualTo(1 + 2);
    }
  }
}
