package dev.sluice.event;

import static dev.sluice.event.Interest.READ;
import static dev.sluice.event.Trigger.EDGE;
import static dev.sluice.event.Trigger.LEVEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Async;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The kernel's rules for epolls in epolls. */
class EpollNestedTest extends EpollTestBase {
  private Epoll inner;
  private EventFd source;

  @BeforeEach
  void openInner() throws ErrnoException {
    inner = Epoll.open();
    source = EventFd.open(0, EventFd.Kind.COUNTER);
  }

  @AfterEach
  void closeInner() {
    inner.close();
    source.close();
  }

  @Test
  void levelInLevel_ready_isReportedByBothUntilTaken() throws Exception {
    // An epoll is readable as long as it has something to report.
    inner.add(source, READ, LEVEL, 1);
    epoll.add(inner, READ, LEVEL, 2);
    assertSilent();
    source.add(1);
    assertOne(2);
    assertOne(2);
    assertOne(inner, 1);
    assertOne(2);
    source.take();
    assertSilent();
    assertSilent(inner);
  }

  @Test
  void levelInEdge_ready_isReportedOnceByTheOuter() throws Exception {
    // The outer edge is the inner's wake-up, not its state.
    inner.add(source, READ, LEVEL, 1);
    epoll.add(inner, READ, EDGE, 2);
    source.add(1);
    assertOne(2);
    assertSilent();
    assertOne(inner, 1);
    source.add(1);
    assertOne(2);
  }

  @Test
  void edgeInLevel_waited_silencesTheOuter() throws Exception {
    // Once the inner has reported its edge it has nothing more to report, and is not readable.
    inner.add(source, READ, EDGE, 1);
    epoll.add(inner, READ, LEVEL, 2);
    source.add(1);
    assertOne(2);
    assertOne(2);
    assertOne(inner, 1);
    assertSilent();
    source.add(1);
    assertOne(2);
  }

  @Test
  void edgeInEdge_waitedOrNot_isOneEventPerWakeUp() throws Exception {
    inner.add(source, READ, EDGE, 1);
    epoll.add(inner, READ, EDGE, 2);
    source.add(1);
    assertOne(2);
    assertSilent();
    assertOne(inner, 1);
    assertSilent(inner);
    source.add(1);
    assertOne(2);
    assertOne(inner, 1);
  }

  @Test
  void outerWaiter_innerBecomesReady_wakes() throws Exception {
    inner.add(source, READ, LEVEL, 1);
    epoll.add(inner, READ, LEVEL, 2);
    Async.Task<Long> wait = awaitFirst(epoll);
    source.add(1);
    assertThat(wait.join()).isEqualTo(2);
  }

  @Test
  void waitersOnBoth_innerBecomesReady_wakeBoth() throws Exception {
    // Level: the inner's waiter and the outer's are both told of the same event.
    inner.add(source, READ, LEVEL, 1);
    epoll.add(inner, READ, LEVEL, 2);
    Async.Task<Long> outerWait = awaitFirst(epoll);
    Async.Task<Long> innerWait = awaitFirst(inner);
    source.add(1);
    assertThat(innerWait.join()).isEqualTo(1);
    assertThat(outerWait.join()).isEqualTo(2);
  }

  @Test
  void inner_addedWhenReady_isReportedAtOnce() throws Exception {
    source.add(1);
    inner.add(source, READ, EDGE, 1);
    epoll.add(inner, READ, EDGE, 2);
    assertOne(2);
  }

  @Test
  void inner_itsSourceDeleted_isNoLongerReadable() throws Exception {
    inner.add(source, READ, LEVEL, 1);
    epoll.add(inner, READ, LEVEL, 2);
    source.add(1);
    assertOne(2);
    inner.delete(source);
    assertSilent();
  }

  @Test
  void inner_closed_isForgotten() throws Exception {
    inner.add(source, READ, LEVEL, 1);
    epoll.add(inner, READ, LEVEL, 2);
    source.add(1);
    assertOne(2);
    inner.close();
    assertSilent();
    assertThat(epoll.registrations()).isEmpty();
  }

  @Test
  void outer_closedWhileWaitedOn_leavesTheInner() throws Exception {
    inner.add(source, READ, LEVEL, 1);
    epoll.add(inner, READ, LEVEL, 2);
    Async.Task<Long> wait = awaitFirst(epoll);
    epoll.close();
    assertThatThrownBy(wait::join).isInstanceOf(IllegalStateException.class);
    source.add(1);
    assertOne(inner, 1);
  }

  private static void assertErrno(Errno errno, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(errno));
  }

  @Test
  void add_itself_isEinval() {
    // An epoll cannot watch itself.
    assertErrno(Errno.EINVAL, () -> epoll.add(epoll, READ, LEVEL, 1));
  }

  @Test
  void add_circle_isEloop() throws Exception {
    // Epolls that watch each other would wake for ever.
    epoll.add(inner, READ, LEVEL, 1);
    assertErrno(Errno.ELOOP, () -> inner.add(epoll, READ, LEVEL, 1));
  }

  @Test
  void add_chainOfSix_isEloop() throws Exception {
    // Four steps from epoll to epoll are allowed, EP_MAX_NESTS: a chain of five.
    List<Epoll> chain = new ArrayList<>(List.of(epoll));
    try {
      for (int i = 1; i < 5; i++) {
        Epoll next = Epoll.open();
        chain.add(next);
        chain.get(i - 1).add(next, READ, LEVEL, i);
      }
      chain.getLast().add(source, READ, LEVEL, 5);
      source.add(1);
      assertOne(1);
      assertErrno(Errno.ELOOP, () -> chain.getLast().add(inner, READ, LEVEL, 6));
    } finally {
      chain.forEach(Epoll::close);
    }
  }
}
