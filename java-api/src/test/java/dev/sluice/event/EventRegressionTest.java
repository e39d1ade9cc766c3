package dev.sluice.event;

import static dev.sluice.event.Interest.PRIORITY;
import static dev.sluice.event.Interest.READ;
import static dev.sluice.event.Trigger.LEVEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.AllocatedBytes;
import dev.sluice.Async;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Bugs that others have had, and that must not be ours. EINTR restarting a timeout (netty#5378) is
 * in {@link StormTest}, the eventfd that is closed while somebody wakes by it (netty#9362, #9388)
 * in {@link WakerTest} too.
 */
class EventRegressionTest extends EpollTestBase {
  @Test
  void netty16244_nanoseconds_areNotTakenForMilliseconds() throws Exception {
    // 2,000,000 ns are 2 ms; taken for milliseconds they are 33 minutes, beyond the deadline.
    for (boolean fallback : new boolean[] {false, true}) {
      Epoll.setLacksPwait2(fallback);
      try {
        long start = System.nanoTime();
        assertThat(epoll.await(events, 2_000_000)).isZero();
        assertThat(System.nanoTime() - start).isBetween(2_000_000L, DEADLINE);
      } finally {
        Epoll.setLacksPwait2(false);
      }
    }
  }

  @Test
  void netty16689_noInterest_cannotBeAskedFor() throws Exception {
    // Bits 0 would still report HUP and ERR, and a loop would spin: there is no such Interest, the
    // least one names the hang-up, and delete silences it.
    try (Peers peers = Peers.unix()) {
      epoll.add(peers.left, PRIORITY, LEVEL, 1);
      peers.right.close();
      assertOne(1);
      assertThat(events.isHangUp(0)).isTrue();
      epoll.delete(peers.left);
      assertSilent();
    }
  }

  @Test
  void netty9362And9388_wakeDuringClose_neverReachesAnotherDescriptor() throws Exception {
    // The number of a closed eventfd is given out at once; a late write would land in its new
    // owner.
    for (int round = 0; round < 200; round++) {
      Waker waker = Waker.open();
      Async.Task<Boolean> waking =
          async.start(
              () -> {
                waker.wake();
                return true;
              });
      waker.close();
      try (EventFd one = EventFd.open(0, EventFd.Kind.COUNTER);
          EventFd two = EventFd.open(0, EventFd.Kind.COUNTER)) {
        assertThat(waking.join()).isTrue();
        assertThat(one.take()).isZero();
        assertThat(two.take()).isZero();
      }
    }
  }

  @Test
  void netty8136_secondsAndNanoseconds_areApart() throws Exception {
    // tv_nsec of 10^9 or more is EINVAL: timeouts around whole seconds and beyond an int of them.
    try (Peers peers = Peers.unix();
        PollSet poll = PollSet.open();
        SelectSet select = SelectSet.open()) {
      epoll.add(peers.left, READ, LEVEL, 1);
      poll.add(peers.left, READ, 1);
      select.add(peers.left, READ, 1);
      Peers.write(peers.right, 1);
      for (long nanos :
          new long[] {
            999_999_999,
            1_000_000_000,
            1_999_999_999,
            2_147_483_648_000_000_000L,
            TimeUnit.DAYS.toNanos(365) - 1,
            Long.MAX_VALUE
          }) {
        assertThat(epoll.await(events, nanos)).isEqualTo(1);
        assertThat(poll.await(events, nanos)).isEqualTo(1);
        assertThat(select.await(events, nanos)).isEqualTo(1);
      }
    }
  }

  @Test
  void panamaUring_moreReadyThanTheBuffer_staysWithinIt() throws Exception {
    // maxevents is what was allocated; an event more would be written behind the array.
    List<Peers> all = new ArrayList<>();
    try (ReadyEvents small = ReadyEvents.allocate(3)) {
      for (int i = 0; i < 20; i++) {
        Peers peers = Peers.unix();
        all.add(peers);
        epoll.add(peers.left, READ, LEVEL, i);
        Peers.write(peers.right, 1);
      }
      assertThat(epoll.await(small, 0)).isEqualTo(small.capacity());
      assertThatThrownBy(() -> small.token(3)).isInstanceOf(IndexOutOfBoundsException.class);
    } finally {
      all.forEach(Peers::close);
    }
    assertThatThrownBy(() -> ReadyEvents.allocate(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void paddedEpollEvent_everyTokenOfMany_isWhole() throws Exception {
    // Packed to 12 bytes on x86-64: a padded layout is right for the first event only.
    List<Peers> all = new ArrayList<>();
    try {
      long sum = 0;
      for (int i = 0; i < 9; i++) {
        Peers peers = Peers.unix();
        all.add(peers);
        long token = 0x0123_4567_89AB_CDEFL * (2 * i + 1);
        sum += token;
        epoll.add(peers.left, READ, LEVEL, token);
        Peers.write(peers.right, 1);
      }
      assertThat(epoll.await(events, 0)).isEqualTo(9);
      for (int i = 0; i < 9; i++) {
        sum -= events.token(i);
        assertThat(events.isReadable(i)).isTrue();
      }
      assertThat(sum).isZero();
    } finally {
      all.forEach(Peers::close);
    }
  }

  @Test
  void await_steadyState_allocatesNothing() throws Exception {
    Assumptions.assumeTrue(AllocatedBytes.areCounted(), "this JVM does not count allocated bytes");
    try (Peers peers = Peers.unix();
        PollSet poll = PollSet.open();
        SelectSet select = SelectSet.open()) {
      epoll.add(peers.left, READ, LEVEL, 1);
      poll.add(peers.left, READ, 1);
      select.add(peers.left, READ, 1);
      Peers.write(peers.right, 1);
      assertAllocatesNothing(LevelMechanism.of(epoll));
      assertAllocatesNothing(LevelMechanism.of(poll));
      assertAllocatesNothing(LevelMechanism.of(select));
    }
  }

  private void assertAllocatesNothing(LevelMechanism mechanism) throws Exception {
    double bytes =
        AllocatedBytes.perRound(
            () -> {
              mechanism.await(events, 0);
              mechanism.await(events, 1_000_000);
              if (events.count() != 1 || events.token(0) != 1 || !events.isReadable(0)) {
                throw new AssertionError(events.toString());
              }
            });
    assertThat(bytes).isLessThan(1);
  }
}
