package dev.sluice;

import static dev.sluice.sys.SocketConstants.AF_UNIX;
import static dev.sluice.sys.SocketConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.SocketConstants.SOCK_NONBLOCK;
import static dev.sluice.sys.SocketConstants.SOCK_STREAM;
import static dev.sluice.sys.SocketConstants.SOL_SOCKET;
import static dev.sluice.sys.SocketConstants.SO_COOKIE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sys.SocketQuerySys;
import dev.sluice.sys.SocketSys;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Threads use descriptors while others close and open them. The kernel hands out a closed number
 * again at once, so a call that outlived its descriptor would reach a stranger, which {@code
 * SO_COOKIE} tells: no two sockets ever have the same.
 */
@ExtendWith(NoLeakedDescriptors.class)
class FdRaceTest {
  private static final int USERS = 3;
  private static final int CLOSERS = 2;

  @RegisterExtension final Async async = new Async();

  private final AtomicReference<Identified> shared = new AtomicReference<>(Identified.open());
  private final AtomicLong used = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  private record Identified(Fd fd, long cookie) {
    static Identified open() {
      int number = SocketSys.socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
      assertThat(number).isNotNegative();
      return new Identified(Fd.adopt(number), cookieOf(number));
    }
  }

  private static long cookieOf(int number) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment cookie = arena.allocate(JAVA_LONG);
      MemorySegment length = arena.allocateFrom(JAVA_INT, Long.BYTES);
      int result = SocketQuerySys.getsockopt(number, SOL_SOCKET, SO_COOKIE, cookie, length);
      return result < 0 ? result : cookie.get(JAVA_LONG, 0);
    }
  }

  @Test
  void use_whileOthersCloseAndOpen_neverReachesAStranger() throws Exception {
    race(TimeUnit.MILLISECONDS.toNanos(1_500));
  }

  @Test
  @Tag("soak")
  void use_whileOthersCloseAndOpenForAMinute_neverReachesAStranger() throws Exception {
    race(TimeUnit.MINUTES.toNanos(1));
  }

  private void race(long nanos) throws Exception {
    long end = System.nanoTime() + nanos;
    List<Async.Task<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < USERS; i++) {
      int kind = i;
      tasks.add(async.start(() -> use(kind, end)));
    }
    for (int i = 0; i < CLOSERS; i++) {
      tasks.add(async.start(() -> closeAndOpen(end)));
    }
    for (Async.Task<Boolean> task : tasks) {
      assertThat(task.join(nanos)).isTrue();
    }
    requireNonNull(shared.get()).fd().close();
    assertThat(used).as("calls that found their descriptor open").hasPositiveValue();
    assertThat(refused).as("calls that came too late").hasPositiveValue();
  }

  private boolean closeAndOpen(long end) {
    while (System.nanoTime() < end) {
      requireNonNull(shared.getAndSet(Identified.open())).fd().close();
    }
    return true;
  }

  private boolean use(int kind, long end) throws Exception {
    while (System.nanoTime() < end) {
      Identified current = requireNonNull(shared.get());
      try {
        switch (kind) {
          case 0 -> identify(current);
          case 1 -> identifyCopy(current);
          default -> current.fd().awaitReadable(100_000);
        }
        used.incrementAndGet();
      } catch (FdClosedException tooLate) {
        refused.incrementAndGet();
      }
    }
    return true;
  }

  private static void identify(Identified current) {
    int number = current.fd().enter();
    try {
      for (int i = 0; i < 3; i++) {
        assertThat(cookieOf(number)).isEqualTo(current.cookie());
      }
    } finally {
      current.fd().exit();
    }
  }

  private static void identifyCopy(Identified current) throws ErrnoException {
    try (Fd copy = current.fd().dup()) {
      identify(new Identified(copy, current.cookie()));
    }
  }
}
