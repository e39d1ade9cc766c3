package dev.sluice.event;

import static dev.sluice.event.Interest.READ;
import static dev.sluice.event.Interest.READ_CLOSED;
import static dev.sluice.event.Trigger.EDGE;
import static dev.sluice.event.Trigger.LEVEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Async;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.FdClosedException;
import dev.sluice.sys.EpollSys;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Several threads on an epoll, several epolls on a descriptor, several descriptors of a file. */
class EpollSharingTest extends EpollTestBase {
  @Test
  void severalWaiters_levelUnread_wakesAll() throws Exception {
    // Level: the one who is told leaves it ready, so the kernel wakes the next, and so on.
    try (Peers peers = Peers.unix()) {
      epoll.add(peers.left, READ, LEVEL, 1);
      List<Async.Task<Long>> waits = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        waits.add(awaitFirst(epoll));
      }
      Peers.write(peers.right, 1);
      for (Async.Task<Long> wait : waits) {
        assertThat(wait.join()).isEqualTo(1);
      }
    }
  }

  @Test
  void severalWaiters_severalEdges_eachIsToldOne() throws Exception {
    // Each descriptor's edge goes to one waiter; two edges keep two busy.
    try (Peers one = Peers.unix();
        Peers two = Peers.unix();
        ReadyEvents own = ReadyEvents.allocate(1)) {
      epoll.add(one.left, READ, EDGE, 1);
      epoll.add(two.left, READ, EDGE, 2);
      Async.Task<Long> wait = awaitFirst(epoll);
      Peers.write(one.right, 1);
      assertThat(wait.join()).isEqualTo(1);
      Peers.write(two.right, 1);
      assertThat(epoll.await(own, DEADLINE)).isEqualTo(1);
      assertThat(own.token(0)).isEqualTo(2);
    }
  }

  @Test
  void close_severalWaiters_wakesAll() throws Exception {
    List<Async.Task<Long>> waits = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      waits.add(awaitFirst(epoll));
    }
    epoll.close();
    for (Async.Task<Long> wait : waits) {
      assertThatThrownBy(wait::join).isInstanceOf(FdClosedException.class);
    }
  }

  @Test
  void severalEpolls_oneDescriptor_eachReports() throws Exception {
    // Every epoll has its own interest and its own edge.
    try (Epoll second = Epoll.open();
        Peers peers = Peers.unix()) {
      epoll.add(peers.left, READ, EDGE, 1);
      second.add(peers.left, READ, LEVEL, 2);
      Peers.write(peers.right, 1);
      assertOne(1);
      assertSilent();
      assertOne(second, 2);
      assertOne(second, 2);
      Peers.drain(peers.left);
      assertSilent(second);
    }
  }

  @Test
  void severalEpolls_waitersOnEach_allWake() throws Exception {
    // The thundering herd: without EXCLUSIVE an event wakes a waiter of every epoll.
    try (Epoll second = Epoll.open();
        Peers peers = Peers.unix()) {
      epoll.add(peers.left, READ, EDGE, 1);
      second.add(peers.left, READ, EDGE, 2);
      Async.Task<Long> one = awaitFirst(epoll);
      Async.Task<Long> two = awaitFirst(second);
      Peers.write(peers.right, 1);
      assertThat(one.join()).isEqualTo(1);
      assertThat(two.join()).isEqualTo(2);
    }
  }

  @Test
  void exclusive_firstHasAWaiter_secondIsNotEvenTold() throws Exception {
    // EPOLLEXCLUSIVE stops at the first epoll that has somebody waiting. The second does not learn
    // of the event at all, and reports nothing although the descriptor is readable.
    try (Epoll second = Epoll.open();
        EventFd source = EventFd.open(0, EventFd.Kind.COUNTER)) {
      epoll.add(source, READ, LEVEL, EpollFlags.EXCLUSIVE, 1);
      second.add(source, READ, LEVEL, EpollFlags.EXCLUSIVE, 2);
      Async.Task<Long> wait = awaitFirst(epoll);
      awaitAsleepInKernel();
      source.add(1);
      assertThat(wait.join()).isEqualTo(1);
      assertThat(source.fd().awaitReadable(0)).isTrue();
      assertSilent(second);
    }
  }

  /** The waiting thread is on top of its call already; this sees it asleep there. */
  private static void awaitAsleepInKernel() throws Exception {
    long deadline = System.nanoTime() + DEADLINE;
    while (!isAsleep("async")) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static boolean isAsleep(String threadName) throws IOException {
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path task : tasks) {
        if (stat(task).contains(" (" + threadName + ") S ")) {
          return true;
        }
      }
    }
    return false;
  }

  /** For instance {@code 4711 (async) S 1 ...}; nothing of a thread that has ended. */
  private static String stat(Path task) {
    try {
      return Files.readString(task.resolve("stat"));
    } catch (IOException ended) {
      return "";
    }
  }

  @Test
  void exclusive_andOneWithout_bothWake() throws Exception {
    // Who watches without the flag is woken in any case.
    try (Epoll second = Epoll.open();
        EventFd source = EventFd.open(0, EventFd.Kind.COUNTER)) {
      epoll.add(source, READ, LEVEL, 1);
      second.add(source, READ, LEVEL, EpollFlags.EXCLUSIVE, 2);
      Async.Task<Long> one = awaitFirst(epoll);
      Async.Task<Long> two = awaitFirst(second);
      source.add(1);
      assertThat(one.join()).isEqualTo(1);
      assertThat(two.join()).isEqualTo(2);
    }
  }

  @Test
  void exclusive_nobodyWaits_isReportedByTheNextWait() throws Exception {
    try (EventFd source = EventFd.open(0, EventFd.Kind.COUNTER)) {
      epoll.add(source, READ, LEVEL, EpollFlags.EXCLUSIVE, 1);
      assertSilent();
      source.add(1);
      assertOne(1);
    }
  }

  @Test
  void exclusive_whatTheKernelForbids_isRefusedWithAReason() throws Exception {
    try (EventFd source = EventFd.open(0, EventFd.Kind.COUNTER)) {
      // Not with one-shot, nor with PRI and RDHUP.
      assertThatThrownBy(
              () -> epoll.add(source, READ, Trigger.EDGE_ONE_SHOT, EpollFlags.EXCLUSIVE, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("EDGE_ONE_SHOT");
      assertThatThrownBy(
              () -> epoll.add(source, READ.and(READ_CLOSED), EDGE, EpollFlags.EXCLUSIVE, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("READ_CLOSED");
      // Not by EPOLL_CTL_MOD, neither to it nor from it.
      assertThatThrownBy(() -> epoll.modify(source, READ, EDGE, EpollFlags.EXCLUSIVE, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("delete");
      epoll.add(source, READ, EDGE, EpollFlags.EXCLUSIVE, 1);
      assertErrno(Errno.EINVAL, () -> epoll.modify(source, READ, EDGE, 2));
      // Not on an epoll.
      try (Epoll inner = Epoll.open()) {
        assertErrno(Errno.EINVAL, () -> epoll.add(inner, READ, EDGE, EpollFlags.EXCLUSIVE, 1));
      }
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private static void assertErrno(Errno errno, Work work) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(errno));
  }

  @Test
  void wakeup_flag_reachesTheKernelOrIsDropped() throws Exception {
    // EPOLLWAKEUP needs CAP_BLOCK_SUSPEND and a kernel that can suspend; else it is taken away.
    try (EventFd source = EventFd.open(0, EventFd.Kind.COUNTER)) {
      epoll.add(source, READ, LEVEL, EpollFlags.WAKEUP, 1);
      int bits = epoll.registrations().getFirst().bits() & ~EpollSys.EPOLLWAKEUP;
      assertThat(bits).isEqualTo(EpollSys.EPOLLIN | EpollSys.EPOLLERR | EpollSys.EPOLLHUP);
      epoll.modify(source, READ, EDGE, EpollFlags.WAKEUP, 2);
      source.add(1);
      assertOne(2);
    }
  }

  @Test
  void dup_ofWatched_isAnInterestOfItsOwn() throws Exception {
    // The key is the open file and the number: a duplicate can be watched too, with another token.
    try (Peers peers = Peers.unix();
        Fd copy = peers.left.dup()) {
      epoll.add(peers.left, READ, LEVEL, 1);
      epoll.add(copy, READ, LEVEL, 2);
      Peers.write(peers.right, 1);
      assertThat(epoll.await(events, 0)).isEqualTo(2);
      assertThat(events.token(0) + events.token(1)).isEqualTo(3);
    }
  }

  @Test
  void dup_outlivesClose_isStillReported() throws Exception {
    // The interest ends with the open file, not with the number: the trap of epoll(7), question 6.
    try (Peers peers = Peers.unix()) {
      Fd copy = peers.left.dup();
      try (copy) {
        epoll.add(peers.left, READ, LEVEL, 1);
        peers.left.close();
        Peers.write(peers.right, 1);
        assertOne(1);
        assertThat(epoll.registrations()).hasSize(1);
        // It cannot be deleted: not by the closed number, nor by the other one.
        assertThatThrownBy(() -> epoll.delete(peers.left)).isInstanceOf(FdClosedException.class);
        assertErrno(Errno.ENOENT, () -> epoll.delete(copy));
      }
      assertSilent();
      assertThat(epoll.registrations()).isEmpty();
    }
  }

  @Test
  void dup_deletedBeforeClose_isSilent() throws Exception {
    // The cure: delete first, close then.
    try (Peers peers = Peers.unix();
        Fd copy = peers.left.dup()) {
      epoll.add(peers.left, READ, LEVEL, 1);
      epoll.delete(peers.left);
      peers.left.close();
      Peers.write(peers.right, 1);
      assertSilent();
      assertThat(copy.isOpen()).isTrue();
    }
  }

  @Test
  void lateEvent_ofAFormerConnection_isKnownByItsGeneration() throws Exception {
    // Two events of one wait: handling the first closes the second's connection, and its place goes
    // to a new one. The event that is still in the array must not reach the newcomer.
    TokenTable<String> connections = new TokenTable<>();
    try (Peers first = Peers.unix();
        Peers second = Peers.unix()) {
      epoll.add(first.left, READ, LEVEL, connections.add("first"));
      long token = connections.add("second");
      epoll.add(second.left, READ, LEVEL, token);
      Peers.write(first.right, 1);
      Peers.write(second.right, 1);
      assertThat(epoll.await(events, 0)).isEqualTo(2);
      connections.remove(token);
      second.left.close();
      try (Peers third = Peers.unix()) {
        long fresh = connections.add("third");
        epoll.add(third.left, READ, LEVEL, fresh);
        assertThat((int) fresh).as("same place").isEqualTo((int) token);
        List<String> handled = new ArrayList<>();
        for (int i = 0; i < events.count(); i++) {
          String connection = connections.get(events.token(i));
          if (connection != null) {
            handled.add(connection);
          }
        }
        assertThat(handled).containsExactly("first");
      }
    }
  }
}
