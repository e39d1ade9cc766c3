package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Async;
import dev.sluice.ErrnoException;
import dev.sluice.NoLeakedDescriptors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An epoll for each test, and what is asked of it again and again. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
abstract class EpollTestBase {
  static final long DEADLINE = TimeUnit.SECONDS.toNanos(20);

  @RegisterExtension final Async async = new Async();

  final ReadyEvents events = ReadyEvents.allocate(16);
  Epoll epoll;

  @BeforeEach
  void openEpoll() throws ErrnoException {
    epoll = Epoll.open();
  }

  @AfterEach
  void closeEpoll() {
    epoll.close();
    events.close();
  }

  /** Nothing is reported, by this epoll, now. */
  void assertSilent(Epoll asked) throws ErrnoException {
    assertThat(asked.await(events, 0)).as(events.toString()).isZero();
  }

  void assertSilent() throws ErrnoException {
    assertSilent(epoll);
  }

  /** Exactly one event, with this token. */
  void assertOne(Epoll asked, long token) throws ErrnoException {
    assertThat(asked.await(events, DEADLINE)).as(events.toString()).isEqualTo(1);
    assertThat(events.token(0)).isEqualTo(token);
  }

  void assertOne(long token) throws ErrnoException {
    assertOne(epoll, token);
  }

  /** Waits in another thread, and returns once it does; the result is the first token. */
  Async.Task<Long> awaitFirst(Epoll asked) {
    Async.Task<Long> task =
        async.start(
            () -> {
              try (ReadyEvents own = ReadyEvents.allocate(4)) {
                return asked.await(own, DEADLINE) == 0 ? -1 : own.token(0);
              }
            });
    task.awaitBlocked();
    return task;
  }
}
