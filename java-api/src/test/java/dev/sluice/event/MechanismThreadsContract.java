package dev.sluice.event;

import static dev.sluice.event.Interest.READ;
import static dev.sluice.event.Interest.WRITE;
import static dev.sluice.event.MechanismContract.DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Async;
import dev.sluice.ErrnoException;
import dev.sluice.FdClosedException;
import dev.sluice.NoLeakedDescriptors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What epoll, poll and select do alike while a thread waits: changes, closing, timeouts. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
abstract class MechanismThreadsContract {
  @RegisterExtension final Async async = new Async();

  /** Opens what is to be tested. */
  abstract LevelMechanism open() throws ErrnoException;

  /** Waits in another thread, and returns once it does; the result is the first token. */
  private Async.Task<Long> awaitFirst(LevelMechanism mechanism, long timeoutNanos) {
    Async.Task<Long> task =
        async.start(
            () -> {
              try (ReadyEvents events = ReadyEvents.allocate(4)) {
                return mechanism.await(events, timeoutNanos) == 0 ? 0 : events.token(0);
              }
            });
    task.awaitBlocked();
    return task;
  }

  @Test
  void data_duringWait_endsIt() throws Exception {
    try (LevelMechanism mechanism = open();
        Peers peers = Peers.unix()) {
      mechanism.add(peers.left, READ, 1);
      Async.Task<Long> wait = awaitFirst(mechanism, Epoll.FOREVER);
      Peers.write(peers.right, 1);
      assertThat(wait.join()).isEqualTo(1);
    }
  }

  @Test
  void waker_duringWait_endsIt() throws Exception {
    try (LevelMechanism mechanism = open();
        Waker waker = Waker.open()) {
      mechanism.add(waker, READ, 7);
      Async.Task<Long> wait = awaitFirst(mechanism, Epoll.FOREVER);
      waker.wake();
      assertThat(wait.join()).isEqualTo(7);
    }
  }

  @Test
  void add_duringWait_counts() throws Exception {
    try (LevelMechanism mechanism = open();
        Peers peers = Peers.unix()) {
      Async.Task<Long> wait = awaitFirst(mechanism, Epoll.FOREVER);
      mechanism.add(peers.left, WRITE, 1);
      assertThat(wait.join()).isEqualTo(1);
    }
  }

  @Test
  void modify_duringWait_counts() throws Exception {
    try (LevelMechanism mechanism = open();
        Peers peers = Peers.unix()) {
      mechanism.add(peers.left, READ, 1);
      Async.Task<Long> wait = awaitFirst(mechanism, Epoll.FOREVER);
      mechanism.modify(peers.left, WRITE, 2);
      assertThat(wait.join()).isEqualTo(2);
    }
  }

  @Test
  void delete_duringWait_isNotReported() throws Exception {
    try (LevelMechanism mechanism = open();
        Peers peers = Peers.unix();
        Peers other = Peers.unix()) {
      mechanism.add(peers.left, READ, 1);
      mechanism.add(other.left, READ, 2);
      Async.Task<Long> wait = awaitFirst(mechanism, Epoll.FOREVER);
      mechanism.delete(peers.left);
      Peers.write(peers.right, 1);
      Peers.write(other.right, 1);
      assertThat(wait.join()).isEqualTo(2);
    }
  }

  @Test
  void closeOfDescriptor_duringWait_takesEffectWhileTheWaitGoesOn() throws Exception {
    // close(2) on Linux does not wake a poll or select on the number, nor does the file close
    // before
    // they return: here it closes at once, which the peer sees, and the wait goes on for others.
    try (LevelMechanism mechanism = open();
        Peers peers = Peers.unix();
        Peers other = Peers.unix()) {
      mechanism.add(peers.left, READ, 1);
      mechanism.add(other.left, READ, 2);
      Async.Task<Long> wait = awaitFirst(mechanism, Epoll.FOREVER);
      peers.left.close();
      assertThat(peers.right.awaitReadable(DEADLINE)).isTrue();
      assertThat(Peers.read(peers.right, 1)).isZero();
      wait.awaitBlocked();
      Peers.write(other.right, 1);
      assertThat(wait.join()).isEqualTo(2);
    }
  }

  @Test
  void closeOfDescriptors_byManyThreadsDuringWaits_leavesNone() throws Exception {
    // A race: whoever finds the lock taken leaves the work to the one who has it.
    try (LevelMechanism mechanism = open();
        Waker end = Waker.open()) {
      mechanism.add(end, READ, 1);
      Async.Task<Long> waiting = async.start(() -> awaitToken(mechanism, 1));
      Async.Task<?>[] closers = new Async.Task<?>[3];
      for (int i = 0; i < closers.length; i++) {
        closers[i] = async.start(() -> addAndClose(mechanism));
      }
      for (Async.Task<?> closer : closers) {
        closer.join();
      }
      end.wake();
      assertThat(waiting.join()).isEqualTo(1);
    }
  }

  private static Long awaitToken(LevelMechanism mechanism, long token) throws ErrnoException {
    try (ReadyEvents events = ReadyEvents.allocate(4)) {
      for (; ; ) {
        int count = mechanism.await(events, DEADLINE);
        assertThat(count).isPositive();
        for (int i = 0; i < count; i++) {
          if (events.token(i) == token) {
            return token;
          }
        }
      }
    }
  }

  private static Void addAndClose(LevelMechanism mechanism) throws Exception {
    for (int i = 0; i < 300; i++) {
      try (Peers peers = Peers.unix()) {
        mechanism.add(peers.left, READ, 2);
        mechanism.add(peers.right, READ, 2);
        Peers.write(peers.right, 1);
        peers.left.close();
        // The end of the stream: the closed descriptor is not kept by anybody.
        assertThat(peers.right.awaitReadable(DEADLINE)).isTrue();
      }
    }
    return null;
  }

  @Test
  void close_duringWait_endsItWithFdClosedException() throws Exception {
    try (LevelMechanism mechanism = open();
        Peers peers = Peers.unix()) {
      mechanism.add(peers.left, READ, 1);
      Async.Task<Long> wait = awaitFirst(mechanism, Epoll.FOREVER);
      mechanism.close();
      assertThatThrownBy(wait::join).isInstanceOf(FdClosedException.class);
      assertThat(peers.left.isOpen()).isTrue();
    }
  }

  @Test
  void timeout_short_isNeverEarly() throws Exception {
    // A timeout is the least time, in nanoseconds; the kernel rounds up to its timer.
    try (LevelMechanism mechanism = open();
        ReadyEvents events = ReadyEvents.allocate(1)) {
      for (long nanos : new long[] {1, 999, 999_999, 1_000_000, 1_000_001, 20_000_000}) {
        long start = System.nanoTime();
        assertThat(mechanism.await(events, nanos)).isZero();
        assertThat(System.nanoTime() - start).isBetween(nanos, DEADLINE);
      }
    }
  }

  @Test
  void timeout_longerThanAnIntOfMillis_waits() throws Exception {
    // 24.9 days are 2^31 ms, and Long.MAX_VALUE ns are 2^63: neither turns negative or overflows.
    for (long nanos :
        new long[] {
          TimeUnit.MILLISECONDS.toNanos(Integer.MAX_VALUE),
          TimeUnit.MILLISECONDS.toNanos(Integer.MAX_VALUE + 1L),
          Long.MAX_VALUE
        }) {
      try (LevelMechanism mechanism = open();
          Peers peers = Peers.unix()) {
        mechanism.add(peers.left, READ, nanos);
        Async.Task<Long> wait = awaitFirst(mechanism, nanos);
        Peers.write(peers.right, 1);
        assertThat(wait.join()).isEqualTo(nanos);
      }
    }
  }

  @Test
  void timeout_negative_waitsForEver() throws Exception {
    for (long nanos : new long[] {-1, -2, Long.MIN_VALUE}) {
      try (LevelMechanism mechanism = open();
          Peers peers = Peers.unix()) {
        mechanism.add(peers.left, READ, 1);
        Async.Task<Long> wait = awaitFirst(mechanism, nanos);
        Peers.write(peers.right, 1);
        assertThat(wait.join()).isEqualTo(1);
      }
    }
  }

  @Test
  void timeout_zero_asksAndReturns() throws Exception {
    try (LevelMechanism mechanism = open();
        Peers peers = Peers.unix();
        ReadyEvents events = ReadyEvents.allocate(1)) {
      mechanism.add(peers.left, READ, 1);
      assertThat(mechanism.await(events, 0)).isZero();
      Peers.write(peers.right, 1);
      assertThat(mechanism.await(events, 0)).isEqualTo(1);
    }
  }
}
