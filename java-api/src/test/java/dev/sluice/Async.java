package dev.sluice;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs something in a thread of its own, and waits for it with a deadline. As an extension of a
 * test ({@code @RegisterExtension}) it sees that no thread outlives the test.
 */
public final class Async implements AfterEachCallback {
  /** After so long a wait in a test has failed. */
  public static final long DEADLINE_MILLIS = 20_000;

  /** The raw calls that wait; others are passed through, slowly where they are linked first. */
  private static final Set<String> WAITING =
      Set.of("poll", "ppoll", "select", "pselect", "epoll_wait", "epoll_pwait", "epoll_pwait2");

  private final List<Task<?>> tasks = new ArrayList<>();

  /** Something that runs in a thread of its own. */
  public static final class Task<T> {
    private final FutureTask<T> future;
    private final Thread thread;

    private Task(Callable<T> work) {
      future = new FutureTask<>(work);
      thread = Thread.ofPlatform().name("async").daemon().start(future);
    }

    /** Returns the thread that does it. */
    public Thread thread() {
      return thread;
    }

    /** Tells whether it has ended. */
    public boolean isDone() {
      return future.isDone();
    }

    /** Waits for its result; what it threw is thrown here. */
    public T join() throws Exception {
      return join(0);
    }

    /** Waits for the result of something that takes so long by itself. */
    public T join(long workNanos) throws Exception {
      try {
        return future.get(
            TimeUnit.NANOSECONDS.toMillis(workNanos) + DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        throw switch (e.getCause()) {
          case Exception cause -> cause;
          case Error cause -> throw cause;
          case null, default -> e;
        };
      } catch (TimeoutException e) {
        AssertionError stuck = new AssertionError("still running: " + thread);
        stuck.setStackTrace(thread.getStackTrace());
        throw stuck;
      }
    }

    /** Waits until the thread is inside a system call that waits, or parked for a while. */
    public void awaitBlocked() {
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DEADLINE_MILLIS);
      while (!isInsideDowncall()) {
        if (future.isDone()) {
          throw new AssertionError("ended without blocking");
        }
        if (System.nanoTime() > deadline) {
          throw new AssertionError("does not block: " + List.of(thread.getStackTrace()));
        }
        Thread.onSpinWait();
      }
    }

    private static boolean waitsIn(StackTraceElement frame) {
      return (frame.getClassName().startsWith("dev.sluice.sys.")
              && WAITING.contains(frame.getMethodName()))
          || (frame.getClassName().startsWith("sun.nio.ch.") && frame.isNativeMethod());
    }

    /** The frame of the raw call on top, twice with a pause between: not just passing through. */
    private boolean isInsideDowncall() {
      StackTraceElement[] first = thread.getStackTrace();
      if (thread.getState() == Thread.State.TIMED_WAITING) {
        return true;
      }
      if (first.length == 0 || !waitsIn(first[0])) {
        return false;
      }
      for (int i = 0; i < 1_000; i++) {
        Thread.onSpinWait();
      }
      return List.of(first).equals(List.of(thread.getStackTrace()));
    }
  }

  /** Starts something. */
  public <T> Task<T> start(Callable<T> work) {
    Task<T> task = new Task<>(work);
    tasks.add(task);
    return task;
  }

  /** Waits for the threads to end; a test joins its tasks, so this finds what it forgot. */
  @Override
  public void afterEach(ExtensionContext context) throws InterruptedException {
    for (Task<?> task : tasks) {
      task.thread.join(DEADLINE_MILLIS);
      if (task.thread.isAlive()) {
        throw new AssertionError("a thread outlives the test: " + task.thread);
      }
    }
    tasks.clear();
  }
}
