package dev.sluice.event;

import static dev.sluice.event.Interest.PRIORITY;
import static dev.sluice.event.Interest.READ;
import static dev.sluice.event.Interest.READ_CLOSED;
import static dev.sluice.event.Interest.READ_WRITE;
import static dev.sluice.event.Trigger.EDGE;
import static dev.sluice.event.Trigger.LEVEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.Fd;
import dev.sluice.InetEndpoint;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import dev.sluice.sys.EpollSys;
import dev.sluice.sys.FcntlSys;
import dev.sluice.sys.FileSys;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What epoll reports of descriptors of all kinds, and what it refuses. */
class EpollTest extends EpollTestBase {
  @TempDir Path directory;

  @Test
  void open_descriptor_isCloseOnExec() {
    int number = epoll.fd().enter();
    assertThat(FcntlSys.fcntl_getfd(number)).isEqualTo(FcntlSys.FD_CLOEXEC);
    epoll.fd().exit();
  }

  @Test
  void halfClose_withoutAskingForIt_isNotNamed() throws Exception {
    // RDHUP comes only to those who ask; the end of the stream is IN for all.
    try (Peers peers = Peers.tcp()) {
      epoll.add(peers.left, READ, LEVEL, 1);
      Peers.shutdownWrite(peers.right);
      assertOne(1);
      assertThat(events.bits(0)).isEqualTo(EpollSys.EPOLLIN);
    }
  }

  @Test
  void halfClose_thenOwnHalf_becomesHangUp() throws Exception {
    // RDHUP is one direction, HUP is both: it comes when both have been shut down.
    try (Peers peers = Peers.tcp()) {
      epoll.add(peers.left, READ.and(READ_CLOSED), LEVEL, 1);
      Peers.shutdownWrite(peers.right);
      assertOne(1);
      assertThat(events.isReadClosed(0)).isTrue();
      assertThat(events.isHangUp(0)).isFalse();
      Peers.shutdownWrite(peers.left);
      assertOne(1);
      assertThat(events.isHangUp(0)).isTrue();
      assertThat(events.isReadClosed(0)).isTrue();
    }
  }

  @Test
  void readClosed_alone_isReportedWithoutRead() throws Exception {
    // Who does not want to read yet can still learn that the peer has ended.
    try (Peers peers = Peers.tcp()) {
      epoll.add(peers.left, READ_CLOSED, LEVEL, 1);
      Peers.write(peers.right, 1);
      Peers.shutdownWrite(peers.right);
      assertOne(1);
      assertThat(events.bits(0)).isEqualTo(EpollSys.EPOLLRDHUP);
    }
  }

  @Test
  void reset_isErrorAndHangUp() throws Exception {
    // A reset ends both directions and leaves an error to be fetched: ERR, HUP, IN, and RDHUP.
    try (Peers peers = Peers.tcp()) {
      epoll.add(peers.left, READ.and(READ_CLOSED), LEVEL, 1);
      Peers.reset(peers.right);
      assertOne(1);
      assertThat(events.isError(0) && events.isHangUp(0) && events.isReadable(0)).isTrue();
      // Fetching the error takes ERR away, not HUP.
      assertThat(Peers.read(peers.left, 1)).isEqualTo(-Errno.ECONNRESET.number());
      assertOne(1);
      assertThat(events.isError(0)).isFalse();
      assertThat(events.isHangUp(0)).isTrue();
    }
  }

  @Test
  void freshSocket_neverConnected_isHangUpAndWritable() throws Exception {
    // A TCP socket that was never connected reports OUT|HUP: add it after connect.
    try (StreamSocket socket = StreamSocket.open(Family.INET4)) {
      epoll.add(socket, READ_WRITE, LEVEL, 1);
      assertOne(1);
      assertThat(events.bits(0)).isEqualTo(EpollSys.EPOLLOUT | EpollSys.EPOLLHUP);
    }
  }

  @Test
  void connect_refused_isErrorHangUpAndWritable() throws Exception {
    // The end of a connection attempt is OUT; that it failed is ERR and HUP beside it.
    try (ListeningSocket gone =
            ListeningSocket.listenOn(InetEndpoint.loopback(Family.INET4, 0), 1);
        StreamSocket socket = StreamSocket.open(Family.INET4)) {
      var nobody = gone.localEndpoint();
      gone.close();
      socket.setBlocking(false);
      if (!socket.connect(nobody)) {
        epoll.add(socket, READ_WRITE, LEVEL, 1);
        assertOne(1);
        assertThat(events.isWritable(0) && events.isError(0) && events.isHangUp(0)).isTrue();
      }
      assertThatThrownBy(socket::finishConnect).hasMessageContaining("ECONNREFUSED");
    } catch (ErrnoException refusedAtOnce) {
      assertThat(refusedAtOnce.errno()).isEqualTo(Errno.ECONNREFUSED);
    }
  }

  @Test
  void listener_connectionArrives_isReadable() throws Exception {
    try (ListeningSocket listener =
        ListeningSocket.listenOn(InetEndpoint.loopback(Family.INET4, 0), 1)) {
      epoll.add(listener, READ, LEVEL, 1);
      assertSilent();
      try (StreamSocket client = StreamSocket.connectTo(listener.localEndpoint())) {
        assertThat(client.isOpen()).isTrue();
        assertOne(1);
        assertThat(events.isReadable(0)).isTrue();
      }
    }
  }

  @Test
  void pipe_readerGone_isErrorForTheWriter() throws Exception {
    // A writer learns of the last reader's end by ERR, and its write fails with EPIPE.
    try (Pipe pipe = Pipe.open()) {
      epoll.add(pipe.writer(), Interest.WRITE, LEVEL, 1);
      pipe.reader().close();
      assertOne(1);
      assertThat(events.isError(0)).isTrue();
      assertThat(Peers.write(pipe.writer(), 1)).isEqualTo(-Errno.EPIPE.number());
    }
  }

  @Test
  void pipe_writerGone_isHangUpWithoutReadable() throws Exception {
    // An empty pipe without writers is HUP alone: who tests isReadable only, spins.
    try (Pipe pipe = Pipe.open()) {
      epoll.add(pipe.reader(), READ, LEVEL, 1);
      pipe.writer().close();
      assertOne(1);
      assertThat(events.bits(0)).isEqualTo(EpollSys.EPOLLHUP);
      assertThat(Peers.read(pipe.reader(), 1)).isZero();
    }
  }

  @Test
  void priority_twoUrgentBytes_lastOneWins() throws Exception {
    // TCP has one urgent pointer: PRI says that there is urgent data, not how much.
    try (Peers peers = Peers.tcp()) {
      epoll.add(peers.left, PRIORITY, EDGE, 1);
      Peers.sendUrgent(peers.right);
      assertOne(1);
      assertThat(events.bits(0)).isEqualTo(EpollSys.EPOLLPRI);
      Peers.sendUrgent(peers.right);
      assertOne(1);
    }
  }

  @Test
  void readAndPriority_urgentByte_isNoOrdinaryData() throws Exception {
    // The urgent byte is out of band: IN waits for the first ordinary one.
    try (Peers peers = Peers.tcp()) {
      epoll.add(peers.left, READ.and(PRIORITY), LEVEL, 1);
      Peers.sendUrgent(peers.right);
      assertOne(1);
      assertThat(events.isPriority(0)).isTrue();
      Peers.takeUrgent(peers.left);
      Peers.write(peers.right, 1);
      assertOne(1);
      assertThat(events.isReadable(0)).isTrue();
    }
  }

  @Test
  void add_regularFileOrDirectory_isEperm() throws Exception {
    // Files of a disk have no readiness: epoll refuses them, poll calls them ready.
    Path file = Files.createFile(directory.resolve("file"));
    for (Path path : List.of(file, directory)) {
      try (Fd fd = openFile(path)) {
        assertThatThrownBy(() -> epoll.add(fd, READ, LEVEL, 1))
            .isInstanceOfSatisfying(
                ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPERM));
      }
    }
  }

  static Fd openFile(Path path) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      return Fd.adopt(
          (int)
              Peers.check(
                  FileSys.open(
                      arena.allocateFrom(path.toString()),
                      FileSys.O_RDONLY | FileSys.O_CLOEXEC,
                      0)));
    }
  }

  @Test
  void add_failed_namesTheCall() throws Exception {
    try (Peers peers = Peers.unix()) {
      epoll.add(peers.left, READ, LEVEL, 1);
      assertThatThrownBy(() -> epoll.add(peers.left, READ, LEVEL, 1))
          .hasMessage(
              "epoll_ctl(%s, EPOLL_CTL_ADD, %s): EEXIST (17) File exists", epoll.fd(), peers.left);
    }
  }

  @Test
  void registrations_twoDescriptors_showWhatTheKernelHas() throws Exception {
    try (Peers peers = Peers.unix()) {
      assertThat(epoll.registrations()).isEmpty();
      epoll.add(peers.left, READ, EDGE, 0x8000_0000_0000_0001L);
      epoll.add(peers.right, READ_WRITE, Trigger.EDGE_ONE_SHOT, 2);
      List<EpollRegistration> all = epoll.registrations();
      assertThat(all).hasSize(2);
      EpollRegistration left =
          all.stream().filter(r -> r.token() == 0x8000_0000_0000_0001L).findFirst().orElseThrow();
      assertThat("fd " + left.fd()).isEqualTo(peers.left.toString());
      assertThat(left.inode()).isPositive();
      // The kernel adds ERR and HUP to every interest.
      assertThat(left.bits() & ~(EpollSys.EPOLLERR | EpollSys.EPOLLHUP))
          .isEqualTo(EpollSys.EPOLLIN | EpollSys.EPOLLET);
      assertThat(left)
          .hasToString("%s EPOLLIN|EPOLLERR|EPOLLHUP|EPOLLET 0x8000000000000001", peers.left);
    }
  }

  @Test
  void registrations_otherKernels_areRead() {
    // Before Linux 4.13 there was no inode; lines about other things are passed over.
    assertThat(
            EpollRegistration.parse(
                List.of(
                    "pos:\t0",
                    "flags:\t02000002",
                    "tfd:        5 events:       19 data: ffffffffffffffff",
                    "tfd:     1000 events: 80000001 data:                2  pos:0 ino:1a sdev:c",
                    "something:\tnew")))
        .containsExactly(
            new EpollRegistration(5, 0x19, -1, 0),
            new EpollRegistration(1000, 0x8000_0001, 2, 0x1a));
  }

  @Test
  void params_setAndRead_areTheKernels() throws Exception {
    EpollParams wanted = new EpollParams(50, 16, true);
    try {
      epoll.setParams(wanted);
    } catch (UnsupportedOperationException olderKernel) {
      assertThat(olderKernel).hasMessageContaining("Linux 6.9").hasMessageContaining("awaitBusy");
      return;
    }
    assertThat(epoll.params()).isEqualTo(wanted);
    assertThat(epoll.await(events, 0)).isZero();
  }

  @Test
  void params_olderKernel_areRefusedWithAHint() {
    // An epoll without ioctls answers ENOTTY, one without busy polling EOPNOTSUPP.
    for (Errno errno : List.of(Errno.ENOTTY, Errno.EOPNOTSUPP)) {
      assertThatThrownBy(() -> EpollParams.check("ioctl(fd 3)", -errno.number()))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("Linux 6.9")
          .hasMessageContaining(errno.name());
    }
    assertThatThrownBy(() -> EpollParams.check("ioctl(fd 3)", -Errno.EPERM.number()))
        .isInstanceOf(ErrnoException.class);
  }

  @Test
  void params_outOfRange_areRefused() {
    assertThatThrownBy(() -> new EpollParams(-1, 0, false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new EpollParams(0, 65_536, false))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
