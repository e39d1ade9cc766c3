package dev.sluice;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.sys.FileSys;
import dev.sluice.sys.SocketConstants;
import dev.sluice.sys.SocketSys;
import dev.sluice.sys.UnistdSys;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Waits of virtual threads: what {@link FdTest} asks of platform threads, and their carriers. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class VirtualWaitTest {
  private static final long FOREVER = -1;
  private static final long DEADLINE_SECONDS = 30;

  /** More than there are carriers on any machine this runs on. */
  private static final int MANY = 1_000;

  /** Two connected stream sockets, non-blocking. */
  private record Pair(Fd one, Fd other) implements AutoCloseable {
    static Pair open() {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment numbers = arena.allocate(JAVA_INT, 2);
        int type =
            SocketConstants.SOCK_STREAM
                | SocketConstants.SOCK_NONBLOCK
                | SocketConstants.SOCK_CLOEXEC;
        assertThat(SocketSys.socketpair(SocketConstants.AF_UNIX, type, 0, numbers)).isZero();
        return new Pair(
            Fd.adopt(numbers.getAtIndex(JAVA_INT, 0)), Fd.adopt(numbers.getAtIndex(JAVA_INT, 1)));
      }
    }

    /** Makes {@link #one} readable. */
    void write() {
      transfer(other, true);
    }

    /** Takes what {@link #write} gave. */
    void read() {
      transfer(one, false);
    }

    private static void transfer(Fd fd, boolean write) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment buffer = arena.allocate(1);
        int number = fd.enter();
        try {
          assertThat(write ? UnistdSys.write(number, buffer, 1) : UnistdSys.read(number, buffer, 1))
              .isEqualTo(1);
        } finally {
          fd.exit();
        }
      }
    }

    /** Sends until nothing more fits. */
    void fill() {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment buffer = arena.allocate(4096);
        int number = one.enter();
        try {
          while (UnistdSys.write(number, buffer, 4096) > 0) {}
        } finally {
          one.exit();
        }
      }
    }

    /** Receives until nothing is left. */
    void drain() {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment buffer = arena.allocate(65536);
        int number = other.enter();
        try {
          while (UnistdSys.read(number, buffer, 65536) > 0) {}
        } finally {
          other.exit();
        }
      }
    }

    @Override
    public void close() {
      one.close();
      other.close();
    }
  }

  private static final class Waiting<T> {
    private final FutureTask<T> task;
    private final Thread thread;

    Waiting(Callable<T> work) {
      task = new FutureTask<>(work);
      thread = Thread.ofVirtual().start(task);
    }

    /** Waits until the thread has parked. */
    Waiting<T> parked() {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
      while (thread.getState() != Thread.State.WAITING
          && thread.getState() != Thread.State.TIMED_WAITING) {
        assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
        Thread.onSpinWait();
      }
      return this;
    }

    T result() throws Exception {
      return task.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    Throwable failure() throws Exception {
      try {
        throw new AssertionError("ended with " + result());
      } catch (ExecutionException e) {
        return requireNonNull(e.getCause());
      }
    }
  }

  @Test
  void awaitReadable_manyThreadsWait_othersStillRun() throws Exception {
    List<Pair> pairs = new ArrayList<>();
    List<Waiting<Boolean>> waits = new ArrayList<>();
    try {
      for (int i = 0; i < MANY; i++) {
        Pair pair = Pair.open();
        pairs.add(pair);
        waits.add(new Waiting<>(() -> pair.one().awaitReadable(FOREVER)));
      }
      // A wait in poll(2) would hold the carrier: with as many as this, none would be left.
      for (Waiting<Boolean> wait : waits) {
        wait.parked();
      }
      assertThat(new Waiting<>(() -> 42).result()).isEqualTo(42);
      for (Pair pair : pairs) {
        pair.write();
      }
      for (Waiting<Boolean> wait : waits) {
        assertThat(wait.result()).isTrue();
      }
    } finally {
      pairs.forEach(Pair::close);
    }
  }

  @Test
  void awaitReadable_carrier_isNotPinned(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("pinned.jfr");
    try (Recording recording = new Recording();
        Pair pair = Pair.open()) {
      recording.enable("jdk.VirtualThreadPinned").withoutThreshold();
      recording.start();
      Waiting<Boolean> wait = new Waiting<>(() -> pair.one().awaitReadable(FOREVER)).parked();
      pair.write();
      assertThat(wait.result()).isTrue();
      recording.stop();
      recording.dump(file);
      assertThat(RecordingFile.readAllEvents(file))
          .extracting(RecordedEvent::toString)
          .noneMatch(event -> event.contains("dev.sluice"));
    }
  }

  @Test
  void awaitReadable_again_isArmedAgain() throws Exception {
    AtomicInteger rounds = new AtomicInteger();
    try (Pair pair = Pair.open()) {
      for (int i = 0; i < 100; i++) {
        Waiting<Boolean> wait = new Waiting<>(() -> pair.one().awaitReadable(FOREVER)).parked();
        pair.write();
        assertThat(wait.result()).isTrue();
        pair.read();
        rounds.incrementAndGet();
      }
    }
    assertThat(rounds).hasValue(100);
  }

  @Test
  void awaitBothDirections_ofOneDescriptor_wakeApart() throws Exception {
    try (Pair pair = Pair.open()) {
      pair.fill();
      Waiting<Boolean> reader = new Waiting<>(() -> pair.one().awaitReadable(FOREVER)).parked();
      Waiting<Boolean> second = new Waiting<>(() -> pair.one().awaitReadable(FOREVER)).parked();
      Waiting<Boolean> writer = new Waiting<>(() -> pair.one().awaitWritable(FOREVER)).parked();
      pair.drain();
      assertThat(writer.result()).isTrue();
      assertThat(reader.task.isDone()).isFalse();
      pair.write();
      assertThat(reader.result()).isTrue();
      assertThat(second.result()).isTrue();
    }
  }

  @Test
  void close_wakesEveryThread_andTheNumberIsGivenBackAfterwards() throws Exception {
    try (Pair pair = Pair.open()) {
      Waiting<Boolean> reader = new Waiting<>(() -> pair.one().awaitReadable(FOREVER)).parked();
      Waiting<Boolean> timed =
          new Waiting<>(() -> pair.one().awaitReadable(Long.MAX_VALUE)).parked();
      pair.one().close();
      assertThat(reader.failure()).isInstanceOf(FdClosedException.class);
      assertThat(timed.failure()).isInstanceOf(FdClosedException.class);
      // The peer learns of the end only when the number was really closed.
      assertThat(pair.other().awaitReadable(TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS))).isTrue();
    }
  }

  @Test
  void interrupt_wakes_andTheStatusStays() throws Exception {
    CountDownLatch stillInterrupted = new CountDownLatch(1);
    try (Pair pair = Pair.open()) {
      Waiting<Boolean> wait =
          new Waiting<>(
                  () -> {
                    try {
                      return pair.one().awaitReadable(FOREVER);
                    } finally {
                      if (Thread.currentThread().isInterrupted()) {
                        stillInterrupted.countDown();
                      }
                    }
                  })
              .parked();
      wait.thread.interrupt();
      assertThat(wait.failure()).isInstanceOf(InterruptedIOException.class);
      assertThat(stillInterrupted.getCount()).isZero();
      assertThat(pair.one().isOpen()).isTrue();
    }
  }

  @Test
  void awaitReadable_timeout_isNeverEarly() throws Exception {
    try (Pair pair = Pair.open()) {
      for (long nanos : new long[] {1, 999_999, 5_000_000}) {
        long waited =
            new Waiting<>(
                    () -> {
                      long start = System.nanoTime();
                      assertThat(pair.one().awaitReadable(nanos)).isFalse();
                      return System.nanoTime() - start;
                    })
                .result();
        assertThat(waited).isGreaterThanOrEqualTo(nanos);
      }
      assertThat(new Waiting<>(() -> pair.one().awaitReadable(0)).result()).isFalse();
      assertThat(new Waiting<>(() -> pair.one().awaitWritable(0)).result()).isTrue();
    }
  }

  @Test
  void awaitReadable_lateEventOfAWaitThatEnded_wakesNobody() throws Exception {
    try (Pair pair = Pair.open()) {
      assertThat(new Waiting<>(() -> pair.one().awaitReadable(1)).result()).isFalse();
      // Still armed for the wait that ended; this one is for room to send, which there is.
      pair.write();
      assertThat(new Waiting<>(() -> pair.one().awaitWritable(FOREVER)).result()).isTrue();
      pair.read();
      assertThat(new Waiting<>(() -> pair.one().awaitReadable(1_000_000)).result()).isFalse();
    }
  }

  @Test
  void awaitReadable_regularFile_isAlwaysReady(@TempDir Path directory) throws Exception {
    // poll(2): a regular file is always ready; epoll_ctl(2) refuses it with EPERM.
    Path path = Files.createFile(directory.resolve("file"));
    try (Arena arena = Arena.ofConfined()) {
      int number = FileSys.open(arena.allocateFrom(path.toString()), FileSys.O_CLOEXEC, 0);
      try (Fd file = Fd.adopt(number)) {
        assertThat(new Waiting<>(() -> file.awaitReadable(FOREVER)).result()).isTrue();
      }
    }
  }

  @Test
  void awaitReadable_closedBefore_isRefused() {
    Pair pair = Pair.open();
    pair.close();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> new Waiting<>(() -> pair.one().awaitReadable(FOREVER)).result())
        .withCauseInstanceOf(FdClosedException.class);
  }
}
