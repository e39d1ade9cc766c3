package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Async;
import dev.sluice.FdClosedException;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.OpenDescriptors;
import dev.sluice.sys.EventFdSys;
import dev.sluice.sys.UnistdSys;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Wake-ups: one for many, none lost, none for a stranger. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class WakerTest {
  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(20);

  @RegisterExtension final Async async = new Async();

  /** Reads the eventfd's counter away; 0 if it is 0. */
  private static long take(Waker waker) {
    int number = waker.fd().enter();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(ValueLayout.JAVA_LONG);
      return UnistdSys.read(number, value, Long.BYTES) < 0
          ? 0
          : value.get(ValueLayout.JAVA_LONG, 0);
    } finally {
      waker.fd().exit();
    }
  }

  @Test
  void wake_manyTimes_writesOnce() throws Exception {
    try (Waker waker = Waker.open()) {
      for (int i = 0; i < 1_000; i++) {
        waker.wake();
      }
      // An eventfd counts the writes.
      assertThat(take(waker)).isEqualTo(1);
    }
  }

  @Test
  void reset_woken_silencesAndTheNextWakeIsHeard() throws Exception {
    try (Waker waker = Waker.open()) {
      for (int i = 0; i < 3; i++) {
        assertThat(waker.fd().awaitReadable(0)).isFalse();
        waker.wake();
        assertThat(waker.fd().awaitReadable(0)).isTrue();
        waker.reset();
      }
      assertThat(take(waker)).isZero();
    }
  }

  @Test
  void reset_neverWoken_doesNotBlock() throws Exception {
    try (Waker waker = Waker.open()) {
      waker.reset();
      assertThat(waker.fd().awaitReadable(0)).isFalse();
    }
  }

  @Test
  void wake_fromAnotherThread_endsTheWait() throws Exception {
    try (Epoll epoll = Epoll.open();
        Waker waker = Waker.open()) {
      epoll.add(waker, Interest.READ, Trigger.EDGE, 42);
      Async.Task<Long> waiter =
          async.start(
              () -> {
                try (ReadyEvents events = ReadyEvents.allocate(4)) {
                  return epoll.await(events, DEADLINE_NANOS) == 1 ? events.token(0) : -1;
                }
              });
      waiter.awaitBlocked();
      waker.wake();
      assertThat(waiter.join()).isEqualTo(42);
    }
  }

  /**
   * A wake-up that comes in the middle of a reset may be taken back with it, but must not silence
   * the ones after it: were the flag lowered before the counter is read, it would stay up with the
   * counter at zero. One wake-up and one reset meet in each round.
   */
  @Test
  void wake_duringReset_doesNotSilenceTheNext() throws Exception {
    int rounds = 2_000;
    try (Waker waker = Waker.open()) {
      AtomicInteger round = new AtomicInteger();
      AtomicInteger woken = new AtomicInteger();
      Async.Task<Boolean> peer =
          async.start(
              () -> {
                for (int i = 1; i <= rounds; i++) {
                  while (round.get() < i) {
                    Thread.onSpinWait();
                  }
                  waker.wake();
                  woken.set(i);
                }
                return true;
              });
      try {
        for (int i = 1; i <= rounds; i++) {
          waker.wake();
          round.set(i);
          for (int pause = i % 64; pause > 0; pause--) {
            Thread.onSpinWait();
          }
          waker.reset();
          while (woken.get() < i) {
            Thread.onSpinWait();
          }
          waker.wake();
          assertThat(waker.fd().awaitReadable(0)).as("heard in round %d", i).isTrue();
          waker.reset();
        }
      } finally {
        round.set(rounds);
      }
      assertThat(peer.join()).isTrue();
    }
  }

  /** The way it is meant to be used: work first, wake then; reset first, take the work then. */
  @Test
  void wake_whileTheWaiterResets_nothingIsOverlooked() throws Exception {
    int producers = 3;
    int each = 20_000;
    try (Epoll epoll = Epoll.open();
        Waker waker = Waker.open();
        ReadyEvents events = ReadyEvents.allocate(4)) {
      epoll.add(waker, Interest.READ, Trigger.LEVEL, 1);
      AtomicInteger work = new AtomicInteger();
      List<Async.Task<Boolean>> tasks = new ArrayList<>();
      for (int i = 0; i < producers; i++) {
        tasks.add(async.start(() -> produce(work, waker, each)));
      }
      int done = 0;
      while (done < producers * each) {
        assertThat(epoll.await(events, DEADLINE_NANOS)).as("woken, %d done", done).isPositive();
        waker.reset();
        done += work.getAndSet(0);
      }
      for (Async.Task<Boolean> task : tasks) {
        assertThat(task.join()).isTrue();
      }
      assertThat(done).isEqualTo(producers * each);
    }
  }

  private static boolean produce(AtomicInteger work, Waker waker, int count) {
    for (int i = 0; i < count; i++) {
      work.incrementAndGet();
      waker.wake();
    }
    return true;
  }

  /**
   * netty#9362, fixed by netty#9388: a wake-up raced with the close of the event loop and wrote its
   * eventfd's number when that was another file already.
   */
  @Test
  void wake_racesWithClose_neverWritesToAnotherDescriptor() throws Exception {
    for (int round = 0; round < 300; round++) {
      Waker waker = Waker.open();
      CyclicBarrier start = new CyclicBarrier(3);
      Async.Task<Integer> closer =
          async.start(
              () -> {
                start.await();
                waker.close();
                // The lowest free number, likely the one just closed.
                return EventFdSys.eventfd(0, EventFdSys.EFD_CLOEXEC | EventFdSys.EFD_NONBLOCK);
              });
      List<Async.Task<Boolean>> wakers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        wakers.add(
            async.start(
                () -> {
                  start.await();
                  waker.wake();
                  return true;
                }));
      }
      for (Async.Task<Boolean> task : wakers) {
        task.join();
      }
      try (Arena arena = Arena.ofConfined()) {
        int stranger = closer.join();
        MemorySegment value = arena.allocate(ValueLayout.JAVA_LONG);
        assertThat(UnistdSys.read(stranger, value, Long.BYTES))
            .as("the stranger's counter is untouched")
            .isEqualTo(-dev.sluice.Errno.EAGAIN.number());
        UnistdSys.close(stranger);
      }
    }
  }

  @Test
  void wake_closed_doesNothing() throws Exception {
    Waker waker = Waker.open();
    waker.close();
    waker.close();
    assertThatCode(waker::wake).doesNotThrowAnyException();
    assertThatThrownBy(waker::reset).isInstanceOf(FdClosedException.class);
  }

  @Test
  void open_namesItselfByItsDescriptor() throws Exception {
    try (Waker waker = Waker.open()) {
      assertThat(waker).hasToString("waker " + waker.fd());
      int number = waker.fd().enter();
      waker.fd().exit();
      assertThat(OpenDescriptors.link(number)).isEqualTo("anon_inode:[eventfd]");
    }
  }
}
