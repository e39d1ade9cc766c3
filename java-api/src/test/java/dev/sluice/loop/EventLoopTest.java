package dev.sluice.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Async;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.backend.Backend;
import dev.sluice.event.EventFd;
import dev.sluice.event.Interest;
import dev.sluice.event.Mechanism;
import dev.sluice.event.Pipe;
import dev.sluice.event.ProcessFd;
import dev.sluice.event.Timer;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.Shutdown;
import dev.sluice.net.SocketPair;
import dev.sluice.net.Sockets;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every loop does, whatever it waits by. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class EventLoopTest {
  @RegisterExtension final Async async = new Async();

  /** The loops, by how they wait. */
  enum Kind {
    EDGE,
    EPOLL,
    POLL,
    SELECT,
    POLLING,
    BLOCKING,
    NIO;

    EventLoop open() throws IOException {
      return switch (this) {
        case EDGE -> EventLoop.openEdge();
        case EPOLL -> EventLoop.open(Mechanism.EPOLL);
        case POLL -> EventLoop.open(Mechanism.POLL);
        case SELECT -> EventLoop.open(Mechanism.SELECT);
        case POLLING -> EventLoop.openPolling();
        case BLOCKING -> EventLoop.openBlocking();
        case NIO -> EventLoop.open(Mechanism.NIO);
      };
    }

    /** Returns the backend whose sockets it can serve. */
    Sockets sockets() {
      return this == NIO ? Backend.nio().sockets() : Sockets.linux();
    }

    /** Makes two connected sockets: the first is one that this loop can serve. */
    SocketPair<StreamSocket> pair() throws IOException {
      if (this != NIO) {
        return SocketPair.stream();
      }
      InetEndpoint local = InetEndpoint.loopback(Family.INET4, 0);
      try (ListeningSocket listening = sockets().listenOn(local, 1)) {
        StreamSocket peer = StreamSocket.connectTo(listening.localEndpoint());
        return new SocketPair<>(requireNonNull(listening.accept(), "it blocks"), peer);
      }
    }
  }

  private static final ConnectionHandler ECHO = (connection, input) -> connection.send(input);

  @ParameterizedTest
  @EnumSource
  void timers_areNeverEarly_andRunByDeadline(Kind kind) throws Exception {
    try (EventLoop loop = kind.open()) {
      List<Integer> order = new ArrayList<>();
      long begin = System.nanoTime();
      for (int millis : new int[] {9, 3, 6, 0}) {
        loop.newTimer(
                () -> {
                  assertThat(System.nanoTime() - begin)
                      .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(millis));
                  order.add(millis);
                })
            .startAfter(TimeUnit.MILLISECONDS.toNanos(millis));
      }
      loop.newTimer(() -> loop.shutdown(0)).startAfter(TimeUnit.MILLISECONDS.toNanos(12));
      loop.run();
      assertThat(order).containsExactly(0, 3, 6, 9);
      assertThat(loop.counted().handlerFailures()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void timers_cancelAndRestartInTheirTasks(Kind kind) throws Exception {
    try (EventLoop loop = kind.open()) {
      AtomicInteger rounds = new AtomicInteger();
      LoopTimer never = loop.newTimer(() -> rounds.set(-1_000));
      never.startAfter(TimeUnit.MILLISECONDS.toNanos(20));
      LoopTimer[] again = new LoopTimer[1];
      again[0] =
          loop.newTimer(
              () -> {
                never.cancel();
                if (rounds.incrementAndGet() < 3) {
                  again[0].startAfter(0);
                } else {
                  loop.shutdown(0);
                }
              });
      again[0].startAfter(1);
      loop.run();
      assertThat(rounds.get()).isEqualTo(3);
      assertThat(never.isRunning()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void tasks_ofSeveralThreads_runInOrder_noneIsLost(Kind kind) throws Exception {
    int threads = 4;
    int each = 5_000;
    List<List<Integer>> seen = new ArrayList<>();
    IntStream.range(0, threads).forEach(_ -> seen.add(new ArrayList<>()));
    try (EventLoop loop = kind.open()) {
      Async.Task<Void> running = run(loop);
      List<Async.Task<Void>> offering = new ArrayList<>();
      for (List<Integer> mine : seen) {
        offering.add(
            async.start(
                () -> {
                  for (int i = 0; i < each; i++) {
                    int number = i;
                    loop.execute(() -> mine.add(number));
                  }
                  return null;
                }));
      }
      for (Async.Task<Void> task : offering) {
        task.join();
      }
      loop.shutdown(0); // the last tasks are run before the end
      running.join();
      List<Integer> all = IntStream.range(0, each).boxed().toList();
      assertThat(seen).allSatisfy(mine -> assertThat(mine).isEqualTo(all));
      assertThatThrownBy(() -> loop.execute(() -> {}))
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessageContaining("has ended");
    }
  }

  private Async.Task<Void> run(EventLoop loop) {
    return async.start(
        () -> {
          loop.run();
          return null;
        });
  }

  @ParameterizedTest
  @EnumSource
  void taskThatThrows_isCounted_andOthersGoOn(Kind kind) throws Exception {
    try (EventLoop loop = kind.open()) {
      loop.execute(
          () -> {
            throw new IllegalStateException("asked for");
          });
      loop.execute(() -> loop.shutdown(0));
      loop.run();
      assertThat(loop.counted().handlerFailures()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"BLOCKING", "NIO"},
      mode = EnumSource.Mode.EXCLUDE)
  void watch_ofEveryKindOfSource_isCalledWhenItIsReady(Kind kind) throws Exception {
    Process process = new ProcessBuilder("cat").start();
    try (EventLoop loop = kind.open();
        Timer timer = Timer.open(Timer.Clock.MONOTONIC);
        EventFd counter = EventFd.open(3, EventFd.Kind.COUNTER);
        Pipe pipe = Pipe.open();
        ProcessFd child = ProcessFd.open(process.pid())) {
      List<String> ready = new ArrayList<>();
      process.getOutputStream().close(); // the end of its input ends it
      timer.startAfter(1_000_000, 0);
      note(loop.watch(timer, Interest.READ, end(ready, "timer", timer::takeExpirations)));
      note(loop.watch(counter, Interest.READ, end(ready, "counter", counter::take)));
      note(loop.watch(pipe.writer(), Interest.WRITE, end(ready, "pipe", () -> 0)));
      note(loop.watch(child, Interest.READ, end(ready, "process", () -> 0)));
      loop.runUntilEmpty();
      assertThat(ready).containsExactlyInAnyOrder("timer", "counter", "pipe", "process");
      assertThat(loop.counted().sources()).isZero();
    } finally {
      process.waitFor();
    }
  }

  private static void note(Watch watch) {
    assertThat(watch.toString()).contains(watch.source().toString());
  }

  /** Something that takes what is ready. */
  private interface Taking {
    Object take() throws IOException;
  }

  private static Watcher end(List<String> ready, String name, Taking taking) {
    return watch -> {
      taking.take();
      ready.add(name);
      watch.cancel();
      watch.cancel();
    };
  }

  @ParameterizedTest
  @EnumSource(
      names = {"BLOCKING", "NIO"},
      mode = EnumSource.Mode.EXCLUDE)
  void watcherThatThrows_endsItsWatchOnly(Kind kind) throws Exception {
    try (EventLoop loop = kind.open();
        EventFd bad = EventFd.open(1, EventFd.Kind.COUNTER);
        EventFd good = EventFd.open(1, EventFd.Kind.COUNTER)) {
      loop.watch(
          bad,
          Interest.READ,
          _ -> {
            throw new IOException("asked for");
          });
      AtomicInteger calls = new AtomicInteger();
      loop.watch(
          good,
          Interest.READ,
          watch -> {
            if (calls.incrementAndGet() == 5) {
              watch.cancel();
            }
          });
      loop.runUntilEmpty();
      assertThat(calls.get()).isEqualTo(5); // level-triggered: called as long as it is ready
      assertThat(loop.counted().handlerFailures()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void watch_forNothingOrSomethingElse_isRefused(Kind kind) throws Exception {
    try (EventLoop loop = kind.open();
        EventFd source = EventFd.open(0, EventFd.Kind.COUNTER)) {
      assertThatThrownBy(() -> loop.watch(source, Interest.PRIORITY, Watch::cancel))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("READ and WRITE");
      assertThat(loop.counted().sources()).isZero();
    }
  }

  @Test
  void blockingLoop_sourceThatIsNoSocket_orASecondOne_isRefused() throws Exception {
    try (EventLoop loop = EventLoop.openBlocking();
        EventFd source = EventFd.open(0, EventFd.Kind.COUNTER);
        SocketPair<StreamSocket> first = SocketPair.stream();
        SocketPair<StreamSocket> second = SocketPair.stream()) {
      assertThatThrownBy(() -> loop.watch(source, Interest.READ, Watch::cancel))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("take another loop");
      loop.add(first.first(), ECHO, ConnectionLimits.STANDARD);
      assertThatThrownBy(() -> loop.add(second.first(), ECHO, ConnectionLimits.STANDARD))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("waits for one socket");
      assertThat(second.first().fd().isOpen()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void runUntilEmpty_servesOneConnectionAfterTheOther(Kind kind) throws Exception {
    try (EventLoop loop = kind.open()) {
      for (int i = 0; i < 3; i++) {
        try (SocketPair<StreamSocket> pair = kind.pair();
            IoBuffer buffer = IoBuffer.allocate(16)) {
          loop.add(pair.first(), ECHO, ConnectionLimits.STANDARD);
          pair.second().sendAll(buffer.put("round", UTF_8));
          pair.second().shutdown(Shutdown.WRITE);
          Async.Task<String> answer = async.start(() -> readToTheEnd(pair.second()));
          loop.runUntilEmpty();
          assertThat(answer.join()).isEqualTo("round");
        }
      }
    }
  }

  private static String readToTheEnd(StreamSocket socket) throws IOException {
    try (IoBuffer buffer = IoBuffer.allocate(16)) {
      int received = socket.recv(buffer);
      while (received > 0) {
        received = socket.recv(buffer);
      }
      socket.close();
      return buffer.getAll(UTF_8);
    }
  }

  @ParameterizedTest
  @EnumSource
  void otherThread_isRefusedWithAdvice(Kind kind) throws Exception {
    try (EventLoop loop = kind.open();
        SocketPair<StreamSocket> pair = kind.pair()) {
      Connection connection = loop.add(pair.first(), ECHO, ConnectionLimits.STANDARD);
      LoopTimer timer = loop.newTimer(() -> {});
      List<Runnable> misuses =
          List.of(
              connection::close,
              connection::pauseReading,
              connection::resumeReading,
              connection::shutdownOutput,
              connection::abort,
              () -> connection.setHandler(ECHO),
              () -> connection.send("x", UTF_8),
              () -> timer.startAfter(1),
              timer::cancel);
      async
          .start(
              () -> {
                for (Runnable misuse : misuses) {
                  assertThatThrownBy(misuse::run)
                      .isInstanceOf(IllegalStateException.class)
                      .hasMessageContaining("execute()");
                }
                return null;
              })
          .join();
    }
  }

  @ParameterizedTest
  @EnumSource(names = "POLLING", mode = EnumSource.Mode.EXCLUDE)
  void idleLoop_doesNotSpin(Kind kind) throws Exception {
    try (EventLoop loop = kind.open();
        SocketPair<StreamSocket> pair = kind.pair()) {
      loop.add(pair.first(), ECHO, ConnectionLimits.STANDARD);
      AtomicLong before = new AtomicLong();
      loop.execute(() -> before.set(loop.counted().iterations()));
      loop.newTimer(() -> loop.shutdown(0)).startAfter(TimeUnit.SECONDS.toNanos(1));
      loop.run();
      // One for the task, one for the timer; some mechanisms may wake once in vain.
      assertThat(loop.counted().iterations() - before.get()).isBetween(1L, 4L);
    }
  }

  @ParameterizedTest
  @EnumSource
  void close_ofALoopThatNeverRan_fromAnotherThread_closesWhatItHas(Kind kind) throws Exception {
    try (SocketPair<StreamSocket> pair = kind.pair()) {
      EventLoop loop = kind.open();
      loop.add(pair.first(), ECHO, ConnectionLimits.STANDARD.idle(1_000_000_000));
      async
          .start(
              () -> {
                loop.close();
                return null;
              })
          .join();
      assertThat(pair.first().isOpen()).isFalse();
      loop.run(); // returns at once
    }
  }

  @Test
  void storm_ofTasks_whileBytesFlow_losesNoWakeUp() throws Exception {
    int tasks = 20_000;
    AtomicInteger done = new AtomicInteger();
    AtomicInteger interrupted = new AtomicInteger();
    try (SocketPair<StreamSocket> pair = SocketPair.stream();
        IoBuffer buffer = IoBuffer.allocate(8)) {
      Runnable task =
          () -> {
            done.incrementAndGet();
            interrupted.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
          };
      Async.Task<Void> running =
          async.start(
              () -> {
                try (EventLoop mine = EventLoop.openBlocking()) {
                  mine.add(pair.first(), new Storm(mine, task), ConnectionLimits.STANDARD);
                  mine.runUntilEmpty();
                  assertThat(Thread.currentThread().isInterrupted()).isFalse();
                }
                return null;
              });
      EventLoop target = Storm.LOOP.join();
      Async.Task<Void> first = storm(target, task, tasks);
      Async.Task<Void> second = storm(target, task, tasks);
      for (int i = 0; i < 5_000; i++) {
        pair.second().sendAll(buffer.clear().put('x'));
        pair.second().recvExactly(buffer.clear(), 1);
      }
      first.join();
      second.join();
      pair.second().close();
      running.join();
    }
    assertThat(done.get()).isEqualTo(2 * tasks + 1);
    assertThat(interrupted.get()).isZero();
  }

  private Async.Task<Void> storm(EventLoop loop, Runnable task, int count) {
    return async.start(
        () -> {
          for (int i = 0; i < count; i++) {
            loop.execute(task);
          }
          return null;
        });
  }

  /** Echoes, and tells which loop serves it. */
  private record Storm(EventLoop loop, Runnable first) implements ConnectionHandler {
    static final CompletableFuture<EventLoop> LOOP = new CompletableFuture<>();

    @Override
    public void opened(Connection connection) {
      loop.execute(first);
      LOOP.complete(loop);
    }

    @Override
    public void received(Connection connection, IoBuffer input) {
      connection.send(input);
    }
  }

  @Test
  void group_runsEachLoopInAThread_andEndsThemTogether() throws Exception {
    List<Thread> threads = new ArrayList<>();
    try (LoopGroup group = LoopGroup.open(3, EventLoop::openEdge)) {
      group.start("test-loop");
      for (EventLoop loop : group.loops()) {
        CompletableFuture<Thread> thread =
            CompletableFuture.supplyAsync(Thread::currentThread, loop);
        threads.add(thread.get(20, TimeUnit.SECONDS));
      }
      group.shutdown(1);
      group.join();
    }
    assertThat(threads).doesNotHaveDuplicates().allSatisfy(t -> assertThat(t.isAlive()).isFalse());
  }
}
