package dev.sluice.event;

import static dev.sluice.event.Interest.READ;
import static dev.sluice.event.Trigger.LEVEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Async;
import dev.sluice.FdClosedException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The fallback in milliseconds, and waits that keep the processor. */
class EpollTimeoutTest extends EpollTestBase {
  @Test
  void fallback_nanoseconds_areRoundedUp() throws Exception {
    // epoll_wait knows milliseconds: 1 ns is 1 ms there, never 0, which would not wait at all.
    Epoll.setLacksPwait2(true);
    try {
      for (long nanos : new long[] {1, 999_999, 1_000_000, 1_000_001}) {
        long start = System.nanoTime();
        assertThat(epoll.await(events, nanos)).isZero();
        long millis = TimeUnit.MILLISECONDS.toNanos((nanos + 999_999) / 1_000_000);
        assertThat(System.nanoTime() - start).isBetween(millis, DEADLINE);
      }
    } finally {
      Epoll.setLacksPwait2(false);
    }
  }

  @Test
  void fallback_longerThanAnIntOfMillis_waits() throws Exception {
    // 2^31 ms do not fit into epoll_wait's int: the wait is cut, and goes on.
    Epoll.setLacksPwait2(true);
    try (Peers peers = Peers.unix()) {
      epoll.add(peers.left, READ, LEVEL, 1);
      Async.Task<Long> wait =
          async.start(
              () -> {
                try (ReadyEvents own = ReadyEvents.allocate(1)) {
                  assertThat(epoll.await(own, Long.MAX_VALUE)).isEqualTo(1);
                  return own.token(0);
                }
              });
      wait.awaitBlocked();
      Peers.write(peers.right, 1);
      assertThat(wait.join()).isEqualTo(1);
    } finally {
      Epoll.setLacksPwait2(false);
    }
  }

  @Test
  void awaitBusy_ready_returnsAtOnce() throws Exception {
    try (Peers peers = Peers.unix()) {
      epoll.add(peers.left, READ, LEVEL, 1);
      Peers.write(peers.right, 1);
      assertThat(epoll.awaitBusy(events, 1_000_000, Epoll.FOREVER)).isEqualTo(1);
      assertThat(events.token(0)).isEqualTo(1);
    }
  }

  @Test
  void awaitBusy_nothing_isNeverEarly() throws Exception {
    // Spinning is part of the timeout, whichever is longer.
    for (long spin : new long[] {0, 500_000, 10_000_000}) {
      long start = System.nanoTime();
      assertThat(epoll.awaitBusy(events, spin, 2_000_000)).isZero();
      assertThat(System.nanoTime() - start).isBetween(2_000_000L, DEADLINE);
    }
    assertThat(epoll.awaitBusy(events, 1_000, 0)).isZero();
  }

  @Test
  void awaitBusy_afterSpinning_sleepsUntilAnEvent() throws Exception {
    try (Peers peers = Peers.unix()) {
      epoll.add(peers.left, READ, LEVEL, 1);
      Async.Task<Integer> wait =
          async.start(
              () -> {
                try (ReadyEvents own = ReadyEvents.allocate(1)) {
                  return epoll.awaitBusy(own, 100_000, Epoll.FOREVER);
                }
              });
      wait.awaitBlocked();
      Peers.write(peers.right, 1);
      assertThat(wait.join()).isEqualTo(1);
    }
  }

  @Test
  void awaitBusy_closedOrNegative_isRefused() {
    assertThatThrownBy(() -> epoll.awaitBusy(events, -1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    epoll.close();
    assertThatThrownBy(() -> epoll.awaitBusy(events, 1, Epoll.FOREVER))
        .isInstanceOf(FdClosedException.class);
  }
}
