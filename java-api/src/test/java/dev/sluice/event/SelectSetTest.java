package dev.sluice.event;

import static dev.sluice.event.Interest.PRIORITY;
import static dev.sluice.event.Interest.READ;
import static dev.sluice.event.Interest.READ_CLOSED;
import static dev.sluice.event.Interest.READ_WRITE;
import static dev.sluice.event.Interest.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.sys.EpollSys;
import dev.sluice.sys.FcntlSys;
import dev.sluice.sys.FdSet;
import dev.sluice.sys.UnistdSys;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What select does differently. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class SelectSetTest {
  private final ReadyEvents events = ReadyEvents.allocate(8);
  private SelectSet set;

  @BeforeEach
  void open() throws Exception {
    set = SelectSet.open();
  }

  @AfterEach
  void close() {
    set.close();
    events.close();
  }

  private static Fd dupTo(Fd fd, int lowest) throws ErrnoException {
    int number = fd.enter();
    try {
      int copy = FcntlSys.fcntl_dupfd_cloexec(number, lowest);
      Assumptions.assumeTrue(
          copy != -Errno.EINVAL.number(), "RLIMIT_NOFILE is below " + lowest + " here");
      return Fd.adopt((int) Peers.check(copy));
    } finally {
      fd.exit();
    }
  }

  @Test
  void add_numberOfFdSetSize_isRefusedWithAWayOut() throws Exception {
    // fd_set has 1,024 bits; C's FD_SET writes behind it.
    try (Peers peers = Peers.unix();
        Fd high = dupTo(peers.left, FdSet.FD_SETSIZE)) {
      assertThatThrownBy(() -> set.add(high, READ, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("FD_SETSIZE")
          .hasMessageContaining("PollSet or Epoll");
      assertThat(set.size()).isZero();
    }
  }

  @Test
  void add_lastNumberThatFits_isReported() throws Exception {
    try (Peers peers = Peers.unix();
        Fd last = dupTo(peers.left, FdSet.FD_SETSIZE - 1)) {
      set.add(last, READ_WRITE, 1);
      Peers.write(peers.right, 1);
      assertThat(set.await(events, 0)).isEqualTo(1);
      assertThat(events.isReadable(0) && events.isWritable(0)).isTrue();
      set.delete(last);
      assertThat(set.await(events, 0)).isZero();
    }
  }

  @Test
  void open_noLowNumberFree_isRefusedWithAWayOut() throws Exception {
    try (Peers peers = Peers.unix()) {
      List<Fd> all = new ArrayList<>();
      try {
        for (boolean low = true; low; ) {
          Fd copy = dupTo(peers.left, 0);
          all.add(copy);
          int number = copy.enter();
          copy.exit();
          low = number < FdSet.FD_SETSIZE;
        }
        assertThatThrownBy(SelectSet::open)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("PollSet or Epoll");
      } finally {
        all.forEach(Fd::close);
      }
    }
  }

  @Test
  void numberClosedBehindItsBack_isEbadfAndNamed() throws Exception {
    // One bad number fails the whole select, which does not say which: we do.
    try (Peers peers = Peers.unix()) {
      int number = peers.left.dup().release();
      Fd stolen = Fd.adopt(number);
      set.add(peers.left, READ, 1);
      set.add(stolen, READ, 2);
      UnistdSys.close(number);
      assertThatThrownBy(() -> set.await(events, 0))
          .isInstanceOfSatisfying(
              ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBADF))
          .hasMessageContaining("closed behind the back of its owner: " + stolen);
      set.delete(stolen);
      assertThat(set.await(events, 0)).isZero();
      stolen.release();
    }
  }

  @Test
  void hangUp_isReadable() throws Exception {
    // select has no HUP: the end of a pipe is in the set of the readable.
    try (Pipe pipe = Pipe.open()) {
      set.add(pipe.reader(), READ, 1);
      pipe.writer().close();
      assertThat(set.await(events, 0)).isEqualTo(1);
      assertThat(events.bits(0)).isEqualTo(EpollSys.EPOLLIN);
    }
  }

  @Test
  void error_isWritable() throws Exception {
    // select has no ERR: a pipe that nobody reads is in the set of the writable.
    try (Pipe pipe = Pipe.open()) {
      set.add(pipe.writer(), WRITE, 1);
      Peers.fill(pipe.writer());
      assertThat(set.await(events, 0)).isZero();
      pipe.reader().close();
      assertThat(set.await(events, 0)).isEqualTo(1);
      assertThat(events.bits(0)).isEqualTo(EpollSys.EPOLLOUT);
    }
  }

  @Test
  void priorityOnly_hangUp_staysSilent() throws Exception {
    // Unlike poll and epoll, select reports an end only to those who read or write.
    try (Peers peers = Peers.unix()) {
      set.add(peers.left, PRIORITY, 1);
      peers.right.close();
      assertThat(set.await(events, 0)).isZero();
    }
  }

  @Test
  void urgentByte_isInTheThirdSetBesideTheOthers() throws Exception {
    // exceptfds is not about errors: it is TCP's urgent byte.
    try (Peers peers = Peers.tcp()) {
      set.add(peers.left, READ_WRITE.and(PRIORITY), 1);
      Peers.write(peers.right, 1);
      Peers.sendUrgent(peers.right);
      do {
        assertThat(set.await(events, Epoll.FOREVER)).isEqualTo(1);
      } while (!events.isPriority(0) || !events.isReadable(0));
      assertThat(events.bits(0))
          .isEqualTo(EpollSys.EPOLLIN | EpollSys.EPOLLOUT | EpollSys.EPOLLPRI);
    }
  }

  @Test
  void readClosed_isRefusedByName() throws Exception {
    try (Peers peers = Peers.unix()) {
      assertThatThrownBy(() -> set.add(peers.left, READ.and(READ_CLOSED), 1))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("READ_CLOSED");
      set.add(peers.left, READ, 1);
      assertThatThrownBy(() -> set.modify(peers.left, READ_CLOSED, 1))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void dup_outlivesClose_isSilent() throws Exception {
    // select watches numbers: unlike epoll it forgets a closed one, whatever duplicates there are.
    try (Peers peers = Peers.unix();
        Fd copy = peers.left.dup()) {
      set.add(peers.left, READ, 1);
      peers.left.close();
      Peers.write(peers.right, 1);
      assertThat(set.await(events, 0)).isZero();
      assertThat(copy.isOpen()).isTrue();
    }
  }
}
