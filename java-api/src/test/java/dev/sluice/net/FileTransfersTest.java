package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.Async;
import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.Fd;
import dev.sluice.FdClosedException;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.backend.Backend;
import dev.sluice.event.Pipe;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files over stream sockets: parts, all, and what ends it early. */
class FileTransfersTest extends StreamSocketFixture {
  private static final int FILE_BYTES = 3_000_000;

  @TempDir Path directory;

  private byte[] content = {};
  private Path path = Path.of("/");

  @Override
  protected Endpoint freshLocal() {
    return InetEndpoint.loopback(Family.INET4, 0);
  }

  @BeforeEach
  void writeFile() throws IOException {
    content = new byte[FILE_BYTES];
    new Random(1).nextBytes(content);
    path = Files.write(directory.resolve("file"), content);
  }

  private Fd file() throws ErrnoException {
    return closeAfterwards(FileTransfers.open(path));
  }

  private byte[] receive(StreamSocket socket, int bytes) throws IOException {
    IoBuffer buffer = allocate(bytes);
    socket.recvExactly(buffer, bytes);
    return buffer.getAll();
  }

  @Test
  void send_aPart_isThatPartAndThePositionStays() throws Exception {
    Connection connection = connect();
    Fd file = file();
    for (int round = 0; round < 2; round++) {
      assertThat(FileTransfers.send(connection.client(), file, 1_000, 500)).isEqualTo(500);
      assertThat(receive(connection.server(), 500))
          .isEqualTo(Arrays.copyOfRange(content, 1_000, 1_500));
    }
  }

  @Test
  void send_atAndBehindTheEnd_isShortAndThenNothing() throws Exception {
    Connection connection = connect();
    Fd file = file();
    assertThat(FileTransfers.send(connection.client(), file, FILE_BYTES - 10, 500)).isEqualTo(10);
    assertThat(FileTransfers.send(connection.client(), file, FILE_BYTES, 500)).isZero();
    assertThat(FileTransfers.send(connection.client(), file, 0, 0)).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileTransfers.send(connection.client(), file, -1, 5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileTransfers.sendFully(connection.client(), file, 0, -5));
  }

  @Test
  void send_nonBlocking_isPartialAndThenWouldBlock() throws Exception {
    Connection connection = connect();
    connection.client().setBlocking(false);
    Fd file = file();
    long total = 0;
    long sent;
    while ((sent = FileTransfers.send(connection.client(), file, total, FILE_BYTES)) > 0) {
      total = (total + sent) % FILE_BYTES;
    }
    assertThat(sent).isEqualTo(IoStatus.WOULD_BLOCK);
  }

  @Test
  void sendWhole_whileThePeerReadsSlowly_isEveryByte() throws Exception {
    Connection connection = connect();
    connection.client().setTimeout(Async.DEADLINE_MILLIS);
    connection.client().set(SocketOptions.SO_SNDBUF, 64 * 1024);
    Async.Task<Long> sending =
        async.start(() -> FileTransfers.sendWhole(connection.client(), path));
    sending.awaitBlocked();
    assertThat(receive(connection.server(), FILE_BYTES)).isEqualTo(content);
    assertThat(sending.join()).isEqualTo(FILE_BYTES);
  }

  @Test
  void sendFully_fileEndsBefore_saysAfterHowMuch() throws Exception {
    Connection connection = connect();
    Fd file = file();
    assertThatExceptionOfType(EOFException.class)
        .isThrownBy(() -> FileTransfers.sendFully(connection.client(), file, FILE_BYTES - 7, 10))
        .withMessage("the file ended after 7 of 10 bytes");
    assertThat(receive(connection.server(), 7)).hasSize(7);
  }

  @Test
  void sendFully_timeoutIsOver_throwsWithWhereItWas() throws Exception {
    Connection connection = connect();
    fill(connection.client());
    connection.client().setTimeout(10);
    Fd file = file();
    assertThatExceptionOfType(SocketTimeoutException.class)
        .isThrownBy(() -> FileTransfers.sendFully(connection.client(), file, 5, 10))
        .withMessageContaining("from byte 5 on");
    connection.client().setBlocking(false);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> FileTransfers.sendFully(connection.client(), file, 0, 1))
        .withMessageContaining("setBlocking");
  }

  @Test
  void send_interruptedOrClosedDuringTheWait_wakes() throws Exception {
    Connection connection = connect();
    fill(connection.client());
    connection.client().setBlocking(true);
    Async.Task<Long> interrupted =
        async.start(() -> FileTransfers.sendWhole(connection.client(), path));
    interrupted.awaitBlocked();
    interrupted.thread().interrupt();
    assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(interrupted::join);
    Async.Task<Long> closed = async.start(() -> FileTransfers.sendWhole(connection.client(), path));
    closed.awaitBlocked();
    connection.client().close();
    assertThatExceptionOfType(FdClosedException.class).isThrownBy(closed::join);
  }

  @Test
  void send_toAPeerThatIsGone_isBrokenPipeAndNoSignal() throws Exception {
    // sendfile has no MSG_NOSIGNAL: SIGPIPE would end the process if the JVM did not ignore it.
    try (SocketPair<StreamSocket> pair = SocketPair.stream()) {
      pair.second().close();
      Fd file = file();
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> FileTransfers.send(pair.first(), file, 0, 10))
          .withMessageContaining("sendfile(")
          .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EPIPE));
    }
  }

  @Test
  void send_whatCannotBeMapped_isRefused() throws Exception {
    Connection connection = connect();
    try (Pipe pipe = Pipe.open()) {
      // sendfile(2): in_fd must support mmap-like operations; ESPIPE for one that cannot seek.
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> FileTransfers.send(connection.client(), pipe.reader().fd(), 0, 10))
          .satisfies(e -> assertThat(e.errno()).isIn(Errno.EINVAL, Errno.ESPIPE));
    }
    Fd file = file();
    file.close();
    assertThatExceptionOfType(FdClosedException.class)
        .isThrownBy(() -> FileTransfers.send(connection.client(), file, 0, 10));
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> FileTransfers.open(directory.resolve("none")))
        .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
  }

  @Test
  void sendFully_ofAFileChannel_copiesTheSameBytes() throws Exception {
    Connection connection = connect();
    try (FileChannel file = FileChannel.open(path)) {
      Async.Task<Boolean> sending =
          async.start(
              () -> {
                FileTransfers.sendFully(connection.client(), file, 17, FILE_BYTES - 17);
                return true;
              });
      assertThat(receive(connection.server(), FILE_BYTES - 17))
          .isEqualTo(Arrays.copyOfRange(content, 17, FILE_BYTES));
      assertThat(sending.join()).isTrue();
      assertThat(FileTransfers.send(connection.client(), file, FILE_BYTES, 1)).isZero();
      assertThat(file.position()).isZero();
    }
  }

  @Test
  void send_overNio_copiesAndSaysThatSendfileIsMissing() throws Exception {
    ListeningSocket listener = listening(1);
    StreamSocket client =
        closeAfterwards(Backend.nio().sockets().connectTo(listener.localEndpoint()));
    StreamSocket server = accept(listener);
    try (FileChannel file = FileChannel.open(path)) {
      FileTransfers.sendFully(client, file, 0, 1_000);
    }
    assertThat(receive(server, 1_000)).isEqualTo(Arrays.copyOf(content, 1_000));
    Fd file = file();
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> FileTransfers.send(client, file, 0, 1))
        .withMessageContaining("sendfile");
  }
}
