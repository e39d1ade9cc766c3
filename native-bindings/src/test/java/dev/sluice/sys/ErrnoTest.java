package dev.sluice.sys;

import static dev.sluice.sys.ErrnoSys.EAFNOSUPPORT;
import static dev.sluice.sys.ErrnoSys.EBADF;
import static dev.sluice.sys.ErrnoSys.EINVAL;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** errno belongs to the call and to nobody else. */
@ExtendWith(NoLeakedDescriptors.class)
class ErrnoTest {
  private static final int CALLS = 100_000;

  @Test
  void errno_platformThreadsFailingDifferently_neverMix() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      assertThat(strangers(threads, CALLS)).containsOnly(0);
    }
  }

  @Test
  void errno_afterAFailure_canBeAskedFor() {
    assertThat(UnistdSys.close(-1)).isEqualTo(-EBADF);
    assertThat(ErrnoSys.errno()).isEqualTo(EBADF);
  }

  @Test
  void errno_virtualThreadsFailingDifferently_neverMix() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(strangers(threads, CALLS)).containsOnly(0);
    }
  }

  @Test
  void errno_virtualThreadThatMovesBetweenCalls_staysRight() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> results = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        results.add(threads.submit(ErrnoTest::yieldingStrangers));
      }
      for (Future<Integer> result : results) {
        assertThat(result.get()).isZero();
      }
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // changing carriers is what is tested
  private static int yieldingStrangers() {
    int strangers = 0;
    for (int i = 0; i < 20; i++) {
      strangers += UnistdSys.close(-1) == -EBADF ? 0 : 1;
      Thread.yield();
      strangers += EpollSys.epoll_create1(-1) == -EINVAL ? 0 : 1;
    }
    return strangers;
  }

  /** Counts, for each of three ways to fail, how often another errno came back. */
  private static List<Integer> strangers(ExecutorService threads, int calls) throws Exception {
    List<Callable<Integer>> ways =
        List.of(
            () -> count(calls, () -> UnistdSys.close(-1), EBADF),
            () -> count(calls, () -> EpollSys.epoll_create1(-1), EINVAL),
            () -> count(calls, () -> SocketSys.socket(-1, 1, 0), EAFNOSUPPORT));
    List<Integer> strangers = new ArrayList<>();
    for (Future<Integer> future : threads.invokeAll(ways)) {
      strangers.add(future.get());
    }
    return strangers;
  }

  private static int count(int calls, IntSupplier call, int errno) {
    int strangers = 0;
    for (int i = 0; i < calls; i++) {
      strangers += call.getAsInt() == -errno ? 0 : 1;
    }
    return strangers;
  }
}
