package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.Child;
import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.Fd;
import dev.sluice.UnixEndpoint;
import dev.sluice.event.ProcessFd;
import dev.sluice.event.Waker;
import dev.sluice.sys.CredentialsSys;
import dev.sluice.sys.FcntlSys;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is at the other end, in a process of its own: {@code SO_PEERGROUPS, SO_PEERPIDFD}. */
class PeerIdentityTest extends StreamSocketFixture {
  private static final String PEER =
      """
      import os, socket, sys
      count = int(sys.argv[2])
      if count >= 0:
          os.setgroups(range(1000, 1000 + count))
      s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
      s.connect(sys.argv[1])
      s.recv(1)
      """;

  @TempDir Path directory;

  @Override
  protected Endpoint freshLocal() {
    return UnixEndpoint.path(directory.resolve("s").toString());
  }

  private Process peer(ListeningSocket listener, int groups) throws Exception {
    Child.assumeProgram("python3");
    String path = listener.localEndpoint().toString().substring("unix:".length());
    return new ProcessBuilder("python3", "-c", PEER, path, Integer.toString(groups)).start();
  }

  /** Up to the most that Linux allows; and none at all. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1_000, 65_536})
  void peerGroups_ofAProcessWithMany_areAllThere(int count) throws Exception {
    assumeTrue(CredentialsSys.geteuid() == 0, "needs root to set groups");
    ListeningSocket listener = listening(1);
    Process peer = peer(listener, count);
    StreamSocket accepted = accept(listener);
    assertThat(accepted.get(SocketOptions.SO_PEERGROUPS))
        .isEqualTo(LongStream.range(1_000, 1_000 + count).boxed().toList());
    accepted.close();
    assertThat(peer.waitFor(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void peerPidfd_ofAConnectedProcess_isThatProcessAndTheCallersToClose() throws Exception {
    ListeningSocket listener = listening(1);
    Process peer = peer(listener, -1);
    StreamSocket accepted = accept(listener);
    try (ProcessFd process = ProcessFd.adopt(accepted.get(SocketOptions.SO_PEERPIDFD))) {
      int number = process.fd().enter();
      int flags = FcntlSys.fcntl_getfd(number);
      process.fd().exit();
      assertThat(flags).isEqualTo(FcntlSys.FD_CLOEXEC);
      assertThat(process.pid()).isEqualTo(peer.pid());
      assertThat(process.hasEnded()).isFalse();
      accepted.close();
      assertThat(process.fd().awaitReadable(TimeUnit.SECONDS.toNanos(20))).isTrue();
    }
    assertThat(peer.waitFor(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void peerIdentity_overTcp_isAnErrorThatSaysSo() throws Exception {
    try (StreamSocket socket = StreamSocket.open(Family.INET4)) {
      for (SocketOption<?> option :
          List.of(SocketOptions.SO_PEERGROUPS, SocketOptions.SO_PEERPIDFD)) {
        assertThatExceptionOfType(ErrnoException.class)
            .isThrownBy(() -> socket.get(option))
            .withMessageContaining(option.name())
            .satisfies(e -> assertThat(e.errno()).isIn(Errno.ENODATA, Errno.ENOPROTOOPT));
      }
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> socket.set(SocketOptions.SO_PEERGROUPS, List.of()));
    }
  }

  @Test
  void adopt_somethingElse_isRefusedAndStaysOpen() throws Exception {
    try (Waker other = Waker.open()) {
      Fd fd = other.fd();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ProcessFd.adopt(fd))
          .withMessageContaining("is no pidfd");
      assertThat(fd.isOpen()).isTrue();
    }
  }
}
