package dev.sluice.event;

import static dev.sluice.event.Interest.READ;
import static dev.sluice.event.Interest.READ_CLOSED;
import static dev.sluice.event.Interest.READ_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Async;
import dev.sluice.Family;
import dev.sluice.Fd;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.net.StreamSocket;
import dev.sluice.sys.EpollSys;
import dev.sluice.sys.PollSys;
import dev.sluice.sys.UnistdSys;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What poll does differently. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class PollSetTest {
  @RegisterExtension final Async async = new Async();
  @TempDir Path directory;

  private final ReadyEvents events = ReadyEvents.allocate(8);
  private PollSet set;

  @BeforeEach
  void open() throws Exception {
    set = PollSet.open();
  }

  @AfterEach
  void close() {
    set.close();
    events.close();
  }

  @Test
  void bits_ofPoll_areThoseOfEpoll() {
    // ReadyEvents speaks of both with the same numbers.
    assertThat(PollSys.POLLIN).isEqualTo(EpollSys.EPOLLIN);
    assertThat(PollSys.POLLPRI).isEqualTo(EpollSys.EPOLLPRI);
    assertThat(PollSys.POLLOUT).isEqualTo(EpollSys.EPOLLOUT);
    assertThat(PollSys.POLLERR).isEqualTo(EpollSys.EPOLLERR);
    assertThat(PollSys.POLLHUP).isEqualTo(EpollSys.EPOLLHUP);
    assertThat(PollSys.POLLRDHUP).isEqualTo(EpollSys.EPOLLRDHUP);
  }

  @Test
  void numberClosedBehindItsBack_isReportedAsInvalid() throws Exception {
    // POLLNVAL: the number is not open. poll goes on with the others.
    try (Peers peers = Peers.unix();
        Peers other = Peers.unix()) {
      int number = peers.left.dup().release();
      Fd stolen = Fd.adopt(number);
      set.add(stolen, READ, 1);
      set.add(other.left, READ, 2);
      UnistdSys.close(number);
      assertThat(set.await(events, Epoll.FOREVER)).isEqualTo(1);
      assertThat(events.token(0)).isEqualTo(1);
      assertThat(events.bits(0)).isEqualTo(PollSys.POLLNVAL);
      assertThat(events.isError(0)).isTrue();
      assertThat(events).hasToString("[POLLNVAL 0x1]");
      set.delete(stolen);
      assertThat(set.await(events, 0)).isZero();
      stolen.release();
    }
  }

  @Test
  void regularFile_isAlwaysReady() throws Exception {
    // poll calls a file of a disk readable and writable, where epoll refuses it.
    Path file = Files.createFile(directory.resolve("file"));
    try (Fd fd = EpollTest.openFile(file)) {
      set.add(fd, READ_WRITE, 1);
      assertThat(set.await(events, 0)).isEqualTo(1);
      assertThat(events.isReadable(0) && events.isWritable(0)).isTrue();
    }
  }

  @Test
  void hangUp_isNamedAndNotAskedFor() throws Exception {
    // POLLHUP comes without being asked for, and alone from an empty pipe.
    try (Pipe pipe = Pipe.open()) {
      set.add(pipe.reader(), READ, 1);
      pipe.writer().close();
      assertThat(set.await(events, 0)).isEqualTo(1);
      assertThat(events.bits(0)).isEqualTo(PollSys.POLLHUP);
    }
  }

  @Test
  void readClosed_isNamedWhenAskedFor() throws Exception {
    try (Peers peers = Peers.tcp()) {
      set.add(peers.left, READ_CLOSED, 1);
      Peers.shutdownWrite(peers.right);
      assertThat(set.await(events, Epoll.FOREVER)).isEqualTo(1);
      assertThat(events.bits(0)).isEqualTo(PollSys.POLLRDHUP);
    }
  }

  @Test
  void freshSocket_neverConnected_isHangUpAndWritable() throws Exception {
    // As with epoll: add a TCP socket after connect.
    try (StreamSocket socket = StreamSocket.open(Family.INET4)) {
      set.add(socket, READ_WRITE, 1);
      assertThat(set.await(events, 0)).isEqualTo(1);
      assertThat(events.bits(0)).isEqualTo(PollSys.POLLOUT | PollSys.POLLHUP);
    }
  }

  @Test
  void dup_outlivesClose_isSilent() throws Exception {
    // poll watches numbers: unlike epoll it forgets a closed one, whatever duplicates there are.
    try (Peers peers = Peers.unix();
        Fd copy = peers.left.dup()) {
      set.add(peers.left, READ, 1);
      peers.left.close();
      Peers.write(peers.right, 1);
      assertThat(set.await(events, 0)).isZero();
      assertThat(set.size()).isZero();
      assertThat(copy.isOpen()).isTrue();
    }
  }

  @Test
  void secondWaiter_isRefusedWithAReason() throws Exception {
    Async.Task<Integer> wait =
        async.start(
            () -> {
              try (ReadyEvents own = ReadyEvents.allocate(1);
                  Waker none = Waker.open()) {
                set.add(none, READ, 9);
                return set.await(own, Epoll.FOREVER);
              }
            });
    wait.awaitBlocked();
    assertThatThrownBy(() -> set.await(events, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("another thread is waiting");
    set.close();
    assertThatThrownBy(wait::join).hasMessageContaining("closed by another thread");
  }

  @Test
  void release_whileWatched_isRefusedUntilDeleted() throws Exception {
    // Released, the number would be a stranger's: the set has it in its array.
    try (Peers peers = Peers.unix()) {
      Fd copy = peers.left.dup();
      set.add(copy, READ, 1);
      assertThatThrownBy(copy::release)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("delete it");
      set.delete(copy);
      UnistdSys.close(copy.release());
    }
  }

  @Test
  void close_ofSet_givesDescriptorsFree() throws Exception {
    try (Peers peers = Peers.unix()) {
      Fd copy = peers.left.dup();
      set.add(copy, READ, 1);
      set.close();
      UnistdSys.close(copy.release());
    }
  }
}
