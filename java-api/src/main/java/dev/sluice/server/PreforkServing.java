package dev.sluice.server;

import dev.sluice.loop.ConnectionHandler;
import dev.sluice.loop.EventLoop;
import dev.sluice.loop.LoopCounters;
import dev.sluice.spi.Uninterruptibly;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Worker processes, each of which accepts for itself from the one listening socket. The thread that
 * serves only looks after them, in a loop of its own; it keeps the socket, so that clients whom
 * nobody has accepted survive the death of any worker.
 */
final class PreforkServing extends Serving {
  private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(1);

  private enum State {
    NEW,
    SERVING,
    ENDED
  }

  private final EventLoop loop;
  private final Workers workers;
  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
  private final CountDownLatch ended = new CountDownLatch(1);

  private PreforkServing(EventLoop loop, Workers workers) {
    this.loop = loop;
    this.workers = workers;
  }

  /** Looks at everything that can be wrong, and starts no process yet. */
  static PreforkServing open(
      ServerModel model, ServerSocket server, ConnectionHandler handler, ServerSettings settings)
      throws IOException {
    List<WorkerMessage.Start> starts = starts(model, WorkerHandler.of(handler), settings);
    WorkerCommand command = WorkerCommand.of(handler.getClass());
    EventLoop loop = EventLoop.openEdge();
    try {
      Workers workers = Workers.open(loop, server.socket(), starts, command);
      return new PreforkServing(loop, workers);
    } catch (IOException | RuntimeException | Error e) {
      loop.close();
      throw e;
    }
  }

  /** Shares the connections out; one that may serve nobody is not started. */
  private static List<WorkerMessage.Start> starts(
      ServerModel model, WorkerHandler handler, ServerSettings settings) {
    int max = settings.maxConnections();
    int count = Math.min(max, model.count());
    return IntStream.range(0, count)
        .map(worker -> max / count + (worker < max % count ? 1 : 0))
        .mapToObj(share -> new WorkerMessage.Start(handler, settings.maxConnections(share)))
        .toList();
  }

  @Override
  void serve() throws IOException {
    if (!state.compareAndSet(State.NEW, State.SERVING)) {
      return; // closed meanwhile
    }
    try {
      loop.execute(workers::begin);
      loop.run();
    } finally {
      workers.ended();
      state.set(State.ENDED);
      ended.countDown();
    }
    IOException failure = workers.failure();
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  void shutdown(long withinNanos) {
    long by = System.nanoTime() + withinNanos;
    tell(() -> workers.shutdown(by));
  }

  /** Hands a task to the loop; tells whether it has not ended. */
  private boolean tell(Runnable task) {
    try {
      loop.execute(task);
      return true;
    } catch (RejectedExecutionException hasEnded) {
      return false;
    }
  }

  /** Asks the workers; what those say who do not answer in time is what they said last. */
  @Override
  LoopCounters counted() {
    CompletableFuture<@Nullable Void> answered = new CompletableFuture<>();
    if (state.get() == State.SERVING && tell(() -> workers.ask(answered))) {
      try {
        answered.get(ANSWER_NANOS, TimeUnit.NANOSECONDS);
      } catch (TimeoutException | ExecutionException e) {
        answered.cancel(false);
      } catch (InterruptedException e) {
        answered.cancel(false);
        Thread.currentThread().interrupt();
      }
    }
    return workers.latest();
  }

  @Override
  public void close() throws IOException {
    if (state.compareAndSet(State.NEW, State.ENDED)) {
      loop.close();
      return;
    }
    shutdown(0);
    if (!loop.isInLoop()) {
      Uninterruptibly.await(ended::await);
    }
  }
}
