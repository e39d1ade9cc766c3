package dev.sluice.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.Async;
import dev.sluice.Child;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.Fd;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.UnixEndpoint;
import dev.sluice.sys.FcntlSys;
import dev.sluice.sys.FileSys;
import dev.sluice.sys.InetConstants;
import dev.sluice.sys.SocketConstants;
import dev.sluice.sys.SocketSys;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Descriptors that come from elsewhere: of any kind, and those that systemd passes. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class InheritedSocketTest {
  @RegisterExtension final Async async = new Async();
  @TempDir Path directory;

  /** As another program would have made it: blocking, and inherited by children. */
  private static Fd foreign(int domain, int type) {
    int number = SocketSys.socket(domain, type, 0);
    assertThat(number).isNotNegative();
    return Fd.adopt(number);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 1, 6, StreamSocket",
    "10, 1, 6, StreamSocket",
    "1, 1, 0, StreamSocket",
    "2, 2, 17, DatagramSocket",
    "10, 2, 17, DatagramSocket",
    "1, 2, 0, DatagramSocket",
    "1, 5, 0, SeqpacketSocket"
  })
  void adopt_socketOfEachKind_isOfItsType(int domain, int type, int protocol, String expected)
      throws Exception {
    Fd fd = foreign(domain, type);
    assertThat(SocketKind.of(fd)).isEqualTo(new SocketKind(domain, type, protocol, false));
    try (Socket socket = InheritedSocket.adopt(fd)) {
      assertThat(socket.getClass().getSimpleName()).isEqualTo(expected);
      assertThat(socket.fd()).isSameAs(fd);
    }
    assertThat(fd.isOpen()).isFalse();
  }

  @Test
  void adopt_listeningStream_accepts() throws Exception {
    Fd fd = foreign(SocketConstants.AF_UNIX, SocketConstants.SOCK_STREAM);
    listen(fd);
    assertThat(SocketKind.of(fd).listens()).isTrue();
    try (Socket socket = InheritedSocket.adopt(fd);
        StreamSocket client = StreamSocket.connectTo(socket.localEndpoint())) {
      assertThat(client.isOpen()).isTrue();
      requireNonNull(((ListeningSocket) socket).accept()).close();
    }
  }

  @Test
  void adopt_listeningSeqpacket_accepts() throws Exception {
    Fd fd = foreign(SocketConstants.AF_UNIX, SocketConstants.SOCK_SEQPACKET);
    listen(fd);
    try (Socket socket = InheritedSocket.adopt(fd);
        SeqpacketSocket client = SeqpacketSocket.open(Family.UNIX)) {
      client.connect(socket.localEndpoint());
      requireNonNull(((SeqpacketSocket) socket).accept()).close();
    }
  }

  /** Binds to an abstract name of the kernel's choice, and listens. */
  private static void listen(Fd fd) {
    Sockaddr address = new Sockaddr();
    int number = fd.enter();
    try {
      int length = address.encode(UnixEndpoint.unnamed());
      assertThat(SocketSys.bind(number, address.memory(), length)).isZero();
      assertThat(SocketSys.listen(number, 4)).isZero();
    } finally {
      fd.exit();
    }
  }

  @Test
  void adopt_blockingDescriptor_waitsWithTimeoutsAndIsNotInheritedOn() throws Exception {
    Fd fd = foreign(SocketConstants.AF_UNIX, SocketConstants.SOCK_DGRAM);
    try (DatagramSocket socket = (DatagramSocket) InheritedSocket.adopt(fd);
        IoBuffer buffer = IoBuffer.allocate(8)) {
      assertThat(flags(fd, FcntlSys.F_GETFD)).isEqualTo(FcntlSys.FD_CLOEXEC);
      assertThat(flags(fd, FcntlSys.F_GETFL) & FileSys.O_NONBLOCK).isNotZero();
      socket.bind(UnixEndpoint.unnamed());
      socket.setTimeout(1);
      assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> socket.recv(buffer));
    }
  }

  private static int flags(Fd fd, int command) {
    int number = fd.enter();
    try {
      return FcntlSys.fcntl_int(number, command, 0);
    } finally {
      fd.exit();
    }
  }

  @Test
  void adopt_file_isRefusedAndStaysUsable() throws Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom("/dev/null");
      try (Fd fd = Fd.adopt(FileSys.open(path, FileSys.O_RDONLY, 0))) {
        int before = flags(fd, FcntlSys.F_GETFL);
        assertThatExceptionOfType(ErrnoException.class)
            .isThrownBy(() -> InheritedSocket.adopt(fd))
            .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ENOTSOCK));
        assertThat(flags(fd, FcntlSys.F_GETFL)).isEqualTo(before);
        assertThat(flags(fd, FcntlSys.F_GETFD)).isZero();
      }
    }
  }

  @Test
  void adopt_socketWithoutAClass_isRefusedAndStaysUsable() throws Exception {
    Fd fd = foreign(SocketConstants.AF_NETLINK, SocketConstants.SOCK_RAW);
    try (fd) {
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> InheritedSocket.adopt(fd))
          .withMessageContaining("domain=16")
          .withMessageContaining("still yours");
      assertThat(flags(fd, FcntlSys.F_GETFL) & FileSys.O_NONBLOCK).isZero();
      assertThat(SocketKind.of(fd).domain()).isEqualTo(SocketConstants.AF_NETLINK);
    }
  }

  @Test
  void names_forUs_areOnePerDescriptor() {
    assertThat(names("7", "2", "web:metrics")).containsExactly("web", "metrics");
    assertThat(names("7", "2", ":")).containsExactly("", "");
    assertThat(names("7", "0", "")).isEmpty();
    assertThat(InheritedSocket.names(Map.of("LISTEN_PID", "7", "LISTEN_FDS", "2"), 7))
        .containsExactly("unknown", "unknown");
  }

  @Test
  void names_forAnotherProcessOrForNobody_areNone() {
    assertThat(names("8", "2", "web:metrics")).isEmpty();
    assertThat(InheritedSocket.names(Map.of(), 7)).isEmpty();
    assertThat(InheritedSocket.names(Map.of("LISTEN_FDS", "2"), 7)).isEmpty();
    assertThat(InheritedSocket.names(Map.of("LISTEN_PID", "7"), 7)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "x, 1, a, LISTEN_PID=x",
    "0, 1, a, LISTEN_PID=0",
    "-7, 1, a, LISTEN_PID=-7",
    "'', 1, a, LISTEN_PID=",
    "7, x, a, LISTEN_FDS=x",
    "7, '', a, LISTEN_FDS=",
    "7, +1, a, LISTEN_FDS=+1",
    "7, ' 1', a, LISTEN_FDS= 1",
    "7, -1, a, LISTEN_FDS=-1",
    "7, 99999999999, a, LISTEN_FDS=99999999999",
    "7, 2147483647, a, LISTEN_FDS=2147483647",
    "7, 1, a:b, LISTEN_FDNAMES=a:b",
    "7, 2, a, LISTEN_FDNAMES=a"
  })
  void names_malformed_areAClearError(String pid, String fds, String list, String culprit) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> names(pid, fds, list))
        .withMessageContaining(culprit);
  }

  private static List<String> names(String pid, String fds, String list) {
    return InheritedSocket.names(
        Map.of("LISTEN_PID", pid, "LISTEN_FDS", fds, "LISTEN_FDNAMES", list), 7);
  }

  /** Replaces itself by the program, as systemd does: same process, descriptors from 3 on. */
  private static final String SYSTEMD =
      """
      import os, socket, sys
      web = socket.create_server(('127.0.0.1', 0))
      log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      log.bind('')
      note = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      note.sendto(b'noted', log.getsockname())
      client = socket.create_connection(web.getsockname())
      for target, s in zip((63, 64, 65), (web, log, client)):
          os.dup2(s.fileno(), target, inheritable=True)
      for s in (web, log, note, client):
          s.close()
      for target, source in zip((3, 4, 5), (63, 64, 65)):
          os.dup2(source, target, inheritable=True)
          os.set_inheritable(source, False)
      os.environ['LISTEN_FDS'] = sys.argv[2]
      os.environ['LISTEN_FDNAMES'] = 'web:log'
      os.environ['LISTEN_PID'] = str(os.getpid() + int(sys.argv[1]))
      os.execv(sys.argv[3], sys.argv[3:])
      """;

  @Test
  void fromSystemd_listeningAndDatagramSocket_areTypedNamedAndWork() throws Exception {
    Child.assumeProgram("python3");
    Child.Result result =
        Child.run(List.of("python3", "-c", SYSTEMD, "0", "2"), InheritedSocketMain.class, "both");
    assertThat(result.output().lines())
        .containsExactly(
            "web: ListeningSocket[fd 3], close-on-exec 1",
            "log: DatagramSocket[fd 4], close-on-exec 1",
            "fd 5: StreamSocket",
            "echoed hello",
            "noted",
            "again: 0");
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void fromSystemd_variablesOfAnotherProcess_giveNothing() throws Exception {
    Child.assumeProgram("python3");
    Child.Result result =
        Child.run(List.of("python3", "-c", SYSTEMD, "1", "2"), InheritedSocketMain.class, "count");
    assertThat(result.output().strip()).isEqualTo("0");
  }

  @Test
  void fromSystemd_descriptorWasNotPassed_isAClearErrorAndNothingIsTaken() throws Exception {
    Child.assumeProgram("python3");
    String closed = SYSTEMD.replace("'web:log'", "'a:b:c'").replace("(3, 4, 5)", "(3, 4, 77)");
    Child.Result result =
        Child.run(List.of("python3", "-c", closed, "0", "3"), InheritedSocketMain.class, "count");
    assertThat(result.output().lines())
        .containsExactly(
            "LISTEN_FDS=3, and fd 5 was not passed to this process", "fd 3 is open: true");
  }

  @Test
  void fromSystemd_startedBySystemdItself_servesTheConnectionThatStartedIt() throws Exception {
    Child.assumeProgram("systemd-socket-activate");
    String path = directory.resolve("activated").toString();
    List<String> activate = List.of("systemd-socket-activate", "--fdname=greeter", "-l", path);
    Async.Task<Child.Result> server =
        async.start(() -> Child.run(activate, InheritedSocketMain.class, "greet"));
    try (StreamSocket client = connectWhenItListens(path);
        IoBuffer buffer = IoBuffer.allocate(64)) {
      client.setTimeout(Async.DEADLINE_MILLIS);
      while (client.recv(buffer) != IoStatus.END_OF_STREAM) {
        assertThat(buffer.writable()).isPositive();
      }
      assertThat(buffer.getAll(UTF_8)).isEqualTo("greeter");
    }
    assertThat(server.join().exitCode()).isZero();
  }

  private static StreamSocket connectWhenItListens(String path) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Async.DEADLINE_MILLIS);
    for (; ; ) {
      try {
        return StreamSocket.connectTo(UnixEndpoint.path(path));
      } catch (ErrnoException notYet) {
        assertThat(System.nanoTime()).as("%s", notYet.getMessage()).isLessThan(deadline);
      }
    }
  }

  @Test
  void kind_ofTcp_isInTheKernelsNumbers() throws Exception {
    try (Fd fd = foreign(SocketConstants.AF_INET, SocketConstants.SOCK_STREAM)) {
      assertThat(SocketKind.of(fd).protocol()).isEqualTo(InetConstants.IPPROTO_TCP);
    }
  }
}
