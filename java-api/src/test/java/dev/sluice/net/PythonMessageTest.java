package dev.sluice.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.Async;
import dev.sluice.Fd;
import dev.sluice.IoBuffer;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.UnixEndpoint;
import dev.sluice.event.Pipe;
import dev.sluice.sys.CredentialsSys;
import dev.sluice.sys.UnistdSys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Descriptors and credentials, to and from {@code socket.sendmsg} and {@code recvmsg}. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class PythonMessageTest {
  private static final String HEAD =
      """
      import array, os, socket, struct, sys
      s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
      s.settimeout(20)
      s.connect(sys.argv[1])
      """;

  /** Sends two descriptors of pipes and who it is; the pipes hold a word each. */
  private static final String SENDS =
      HEAD
          + """
          fds = []
          for word in (b'one', b'two'):
              r, w = os.pipe()
              os.write(w, word)
              os.close(w)
              fds.append(r)
          s.sendmsg([b'he', b'llo'], [
              (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', fds)),
              (socket.SOL_SOCKET, socket.SCM_CREDENTIALS,
               struct.pack('3i', os.getpid(), os.getuid(), os.getgid()))])
          s.recv(1)
          """;

  /** Receives two descriptors and credentials, writes a word to each, and says who sent them. */
  private static final String RECEIVES =
      HEAD
          + """
          s.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
          s.send(b'.')
          data, anc, flags, _ = s.recvmsg(16, 256)
          assert data == b'hello' and not flags & socket.MSG_CTRUNC
          values = {kind: value for level, kind, value in anc}
          fds = array.array('i', values[socket.SCM_RIGHTS])
          for fd, word in zip(fds, (b'one', b'two')):
              os.write(fd, word)
              os.close(fd)
          s.send(b'%d %d %d %d' % (
              len(fds), *struct.unpack('3i', values[socket.SCM_CREDENTIALS])))
          """;

  @TempDir Path directory;

  @BeforeEach
  void needsPython() {
    boolean installed =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "python3")));
    assumeTrue(installed, "python3 is not installed");
  }

  private interface Conversation {
    void with(StreamSocket peer, long pid) throws Exception;
  }

  private void talk(String program, Conversation conversation) throws Exception {
    Path path = directory.resolve("socket");
    Path log = directory.resolve("log");
    try (ListeningSocket listener =
        ListeningSocket.listenOn(UnixEndpoint.path(path.toString()), 1)) {
      listener.setTimeout(Async.DEADLINE_MILLIS);
      // Accepted sockets have the option of the one that listened.
      listener.set(SocketOptions.SO_PASSCRED, true);
      Process python =
          new ProcessBuilder("python3", "-c", program, path.toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      try (StreamSocket peer = requireNonNull(listener.accept())) {
        conversation.with(peer, python.pid());
        assertThat(python.waitFor(Async.DEADLINE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(python.exitValue()).as(Files.readString(log)).isZero();
      } finally {
        python.destroyForcibly();
        python.waitFor();
      }
    }
  }

  private static String read(Fd fd, IoBuffer buffer) throws IOException {
    try (fd) {
      int number = fd.enter();
      try {
        long bytes = UnistdSys.read(number, buffer.clear().writableMemory(), buffer.writable());
        buffer.filled((int) bytes);
      } finally {
        fd.exit();
      }
    }
    return buffer.getAll(UTF_8);
  }

  @Test
  void fromPython_descriptorsAndCredentials_areReceived() throws Exception {
    talk(
        SENDS,
        (peer, pid) -> {
          try (IoBuffer buffer = IoBuffer.allocate(16);
              Message in = Message.allocate(1, 256).setBuffers(buffer)) {
            assertThat(peer.recv(in, MsgFlags.NONE)).isEqualTo(5);
            assertThat(buffer.getAll(UTF_8)).isEqualTo("hello");
            PeerCredentials credentials =
                requireNonNull(in.ancillary().get(AncillaryTypes.SCM_CREDENTIALS));
            assertThat((long) credentials.pid()).isEqualTo(pid);
            List<Fd> fds = in.ancillary().takeRights();
            assertThat(fds).hasSize(2);
            assertThat(read(fds.get(0), buffer)).isEqualTo("one");
            assertThat(read(fds.get(1), buffer)).isEqualTo("two");
            peer.sendAll(buffer.clear().put(1));
          }
        });
  }

  @Test
  void toPython_descriptorsAndCredentials_areReceived() throws Exception {
    int pid = CredentialsSys.getpid();
    long uid = Integer.toUnsignedLong(CredentialsSys.getuid());
    long gid = Integer.toUnsignedLong(CredentialsSys.getgid());
    talk(
        RECEIVES,
        (peer, python) -> {
          try (Pipe one = Pipe.open();
              Pipe two = Pipe.open();
              IoBuffer buffer = IoBuffer.allocate(64);
              Message out = Message.allocate(1, 256).setBuffers(buffer)) {
            peer.recvExactly(buffer, 1);
            out.ancillary()
                .addRights(one.writer().fd(), two.writer().fd())
                .add(AncillaryTypes.SCM_CREDENTIALS, new PeerCredentials(pid, uid, gid));
            buffer.clear().put("hello", UTF_8);
            peer.send(out, MsgFlags.NONE);
            peer.recv(buffer.clear());
            assertThat(buffer.getAll(UTF_8)).isEqualTo("2 " + pid + " " + uid + " " + gid);
            assertThat(one.reader().read(buffer.clear())).isEqualTo(3);
            assertThat(buffer.getAll(UTF_8)).isEqualTo("one");
            assertThat(two.reader().read(buffer.clear())).isEqualTo(3);
            assertThat(buffer.getAll(UTF_8)).isEqualTo("two");
          }
        });
  }
}
