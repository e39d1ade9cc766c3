package dev.sluice;

import static dev.sluice.sys.EventFdSys.EFD_CLOEXEC;
import static dev.sluice.sys.EventFdSys.EFD_NONBLOCK;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.sys.EventFdSys;
import java.io.InterruptedIOException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How waits for a descriptor end: readiness, time, close, interrupt. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class FdWaitTest {
  private static final long FOREVER = -1;
  private static final long FULL = -2; // as unsigned: the highest count an eventfd takes

  @RegisterExtension final Async async = new Async();

  private static Fd open() {
    int number = EventFdSys.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    assertThat(number).isNotNegative();
    return Fd.adopt(number);
  }

  private static void write(Fd fd, long count) {
    int number = fd.enter();
    try {
      assertThat(EventFdSys.eventfd_write(number, count)).isZero();
    } finally {
      fd.exit();
    }
  }

  @Test
  void awaitReadable_readyBefore_returnsWhateverTheTimeout() throws Exception {
    try (Fd fd = open()) {
      write(fd, 1);
      assertThat(fd.awaitReadable(0)).isTrue();
      assertThat(fd.awaitReadable(Long.MAX_VALUE)).isTrue();
      assertThat(fd.awaitReadable(FOREVER)).isTrue();
    }
  }

  @Test
  void awaitWritable_fullAndNot_tellsTheDifference() throws Exception {
    try (Fd fd = open()) {
      assertThat(fd.awaitWritable(FOREVER)).isTrue();
      // An eventfd is writable as long as one more can be added.
      write(fd, FULL);
      assertThat(fd.awaitWritable(0)).isFalse();
    }
  }

  @Test
  void awaitReadable_becomesReady_wakes() throws Exception {
    try (Fd fd = open()) {
      Async.Task<Boolean> waiter = async.start(() -> fd.awaitReadable(FOREVER));
      waiter.awaitBlocked();
      write(fd, 1);
      assertThat(waiter.join()).isTrue();
    }
  }

  @Test
  void awaitReadable_timeout_isNeverShort() throws Exception {
    try (Fd fd = open()) {
      for (long nanos : new long[] {1, 999_999, 1_000_000, 1_000_001, 2_500_000, 20_000_000}) {
        long start = System.nanoTime();
        assertThat(fd.awaitReadable(nanos)).isFalse();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(nanos);
      }
    }
  }

  @Test
  void close_severalWait_allWakeAndTheNumberGoesBack() throws Exception {
    Fd fd = open();
    int number = fd.enter();
    fd.exit();
    List<Async.Task<Boolean>> waiters = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      long timeout = i % 2 == 0 ? FOREVER : TimeUnit.HOURS.toNanos(1);
      waiters.add(async.start(() -> fd.awaitReadable(timeout)));
    }
    waiters.forEach(Async.Task::awaitBlocked);
    fd.close();
    for (Async.Task<Boolean> waiter : waiters) {
      assertThatThrownBy(waiter::join)
          .isInstanceOf(FdClosedException.class)
          .hasMessage("fd " + number + " was closed by another thread during the wait");
    }
    assertThat(OpenDescriptors.now().numbers()).doesNotContain(number);
  }

  @Test
  void await_closedBefore_isRefused() {
    Fd fd = open();
    fd.close();
    assertThatThrownBy(() -> fd.awaitReadable(0)).isInstanceOf(FdClosedException.class);
    assertThatThrownBy(() -> fd.awaitWritable(FOREVER)).isInstanceOf(FdClosedException.class);
  }

  @Test
  void interrupt_waiting_throwsAndKeepsTheStatus() throws Exception {
    try (Fd fd = open()) {
      AtomicBoolean status = new AtomicBoolean();
      Async.Task<Boolean> waiter =
          async.start(
              () -> {
                try {
                  return fd.awaitReadable(FOREVER);
                } finally {
                  status.set(Thread.currentThread().isInterrupted());
                }
              });
      waiter.awaitBlocked();
      waiter.thread().interrupt();
      assertThatThrownBy(waiter::join)
          .isInstanceOf(InterruptedIOException.class)
          .hasMessage("interrupted while waiting for " + fd);
      assertThat(status).isTrue();
      assertThat(fd.isOpen()).isTrue();
    }
  }

  @Test
  void interrupt_before_throwsAtOnceUnlessOnlyAsking() throws Exception {
    try (Fd fd = open()) {
      write(fd, 1);
      Thread.currentThread().interrupt();
      try {
        assertThatThrownBy(() -> fd.awaitReadable(FOREVER))
            .isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        // Not a wait: an event loop that was interrupted may still ask.
        assertThat(fd.awaitReadable(0)).isTrue();
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }
      assertThat(fd.awaitReadable(FOREVER)).isTrue();
    }
  }

  /**
   * Thread.interrupt wakes a waiter after it has let go of its lock: the wait may be over by then,
   * and the waiter another thread's, or closed.
   */
  @Test
  void wake_meantForAWaitBefore_neitherEndsTheWaitNorHidesReadiness() throws Exception {
    try (Fd fd = open()) {
      Async.Task<Boolean> wait = async.start(() -> fd.awaitReadable(FOREVER));
      wait.awaitBlocked();
      Waiter waiter = waiterOf(fd);
      waiter.wake();
      wait.awaitBlocked();
      write(fd, 1);
      assertThat(wait.join()).isTrue();
      Waiter.emptyPool();
      waiter.wake();
    }
  }

  private static Waiter waiterOf(Fd fd) throws ReflectiveOperationException {
    Field waiters = Fd.class.getDeclaredField("holds");
    waiters.setAccessible(true);
    return requireNonNull((Waiter) waiters.get(fd));
  }

  @Test
  void wake_timedWait_endsNeitherEarlyNorLate() throws Exception {
    try (Fd fd = open()) {
      long nanos = TimeUnit.MILLISECONDS.toNanos(200);
      Async.Task<Boolean> wait =
          async.start(
              () -> {
                long start = System.nanoTime();
                boolean ready = fd.awaitReadable(nanos);
                assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(nanos);
                return ready;
              });
      wait.awaitBlocked();
      waiterOf(fd).wake();
      assertThat(wait.join()).isFalse();
    }
  }

  private Async.Task<Boolean> spinElsewhere(Fd fd, CompletableFuture<Long> thread) {
    fd.setSpin(1_000_000_000);
    return async.start(
        () -> {
          thread.complete(SystemCalls.thread());
          while (!fd.awaitReadable(TimeUnit.MILLISECONDS.toNanos(500))) {
            assertThat(fd.isOpen()).isTrue();
          }
          return true;
        });
  }

  // A thread that sleeps in poll(2) makes no call; one that spins makes as many as strace lets it.
  @Test
  void awaitReadable_withSpin_asksAgainAndAgain() throws Exception {
    try (Fd fd = open()) {
      CompletableFuture<Long> thread = new CompletableFuture<>();
      Async.Task<Boolean> waiter = spinElsewhere(fd, thread);
      try {
        assertThat(SystemCalls.count(thread.get(), 100)).isGreaterThan(50);
      } finally {
        write(fd, 1);
      }
      assertThat(waiter.join()).isTrue();
      assertThat(fd.spin()).isEqualTo(1_000_000_000);
    }
  }

  @Test
  void awaitReadable_withSpin_endsByCloseInterruptAndTime() throws Exception {
    Fd fd = open();
    CompletableFuture<Long> closed = new CompletableFuture<>();
    Async.Task<Boolean> waiter = spinElsewhere(fd, closed);
    closed.get();
    fd.close();
    assertThatThrownBy(waiter::join).isInstanceOf(FdClosedException.class);
    try (Fd other = open()) {
      CompletableFuture<Long> interrupted = new CompletableFuture<>();
      Async.Task<Boolean> second = spinElsewhere(other, interrupted);
      interrupted.get();
      second.thread().interrupt();
      assertThatThrownBy(second::join).isInstanceOf(InterruptedIOException.class);
      long start = System.nanoTime();
      assertThat(other.awaitReadable(2_500_000)).isFalse();
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(2_500_000);
    }
  }

  @Test
  void awaitReadable_laterThanTheSpin_sleeps() throws Exception {
    try (Fd fd = open()) {
      fd.setSpin(1_000_000);
      Async.Task<Boolean> waiter = async.start(() -> fd.awaitReadable(FOREVER));
      waiter.awaitBlocked();
      write(fd, 1);
      assertThat(waiter.join()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1_000_000_001})
  void setSpin_outOfRange_isRefused(long nanos) {
    try (Fd fd = open()) {
      assertThatThrownBy(() -> fd.setSpin(nanos))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("to spin is 0 to 1000000000 ns, not " + nanos);
    }
  }
}
