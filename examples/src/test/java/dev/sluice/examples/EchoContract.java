package dev.sluice.examples;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.UnixEndpoint;
import dev.sluice.net.Shutdown;
import dev.sluice.net.SocketOptions;
import dev.sluice.net.StreamSocket;
import dev.sluice.net.TcpOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What every echo server does, whatever its model, its layer and its address family. */
@ExtendWith(NoLeakedDescriptors.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
abstract class EchoContract {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int SMALL_BUFFER_BYTES = 4096;
  private static final int MEBIBYTE = 1 << 20;

  @TempDir static Path directory;

  private @Nullable Program program;
  private @Nullable Endpoint endpoint;
  private int descriptorsAtStart;

  /** Starts the server. */
  abstract Program start(Path directory) throws IOException;

  @BeforeAll
  void startServer() throws IOException {
    program = start(directory);
    endpoint = program.listening();
    // With the first connection come those that stay: the epoll of all virtual threads.
    try (Swarm first = new Swarm(server(), 1)) {
      first.exchange(32);
      descriptorsAtStart = descriptors() - 1;
    }
  }

  @AfterAll
  void endServer() throws IOException {
    requireNonNull(program).close();
  }

  /** Every connection that a test made is gone in the server, and so are its descriptors. */
  @AfterEach
  void server_afterEachTest_hasNoDescriptorLeftOver() {
    Deadline.of(PATIENCE).until(() -> assertThat(descriptors()).isEqualTo(descriptorsAtStart));
  }

  private int descriptors() throws IOException {
    return NoLeakedDescriptors.open(requireNonNull(program).pid()).size();
  }

  private Endpoint server() {
    return requireNonNull(endpoint);
  }

  @Test
  void shortConnections_tenThousand_getEveryByteBack() throws IOException {
    for (int i = 0; i < 100; i++) {
      try (Swarm swarm = new Swarm(server(), 100)) {
        swarm.exchange(32);
      }
    }
  }

  @Test
  void heldConnections_fiveThousandAtOnce_haveTrafficOnEach() throws IOException {
    assumeDescriptors(6000);
    try (Swarm swarm = new Swarm(server(), 5000)) {
      swarm.exchange(64);
      assertThat(descriptors()).isEqualTo(descriptorsAtStart + 5000);
      swarm.exchange(200);
    }
  }

  private static void assumeDescriptors(long needed) throws IOException {
    Matcher hard =
        Pattern.compile("Max open files +\\S+ +(\\S+)")
            .matcher(Files.readString(Path.of("/proc/self/limits")));
    assertThat(hard.find()).isTrue();
    String limit = hard.group(1);
    assumeThat(limit.equals("unlimited") ? needed : Long.parseLong(limit))
        .as("hard limit of open files (ulimit -Hn)")
        .isGreaterThanOrEqualTo(needed);
  }

  @Test
  void abruptResets_withAndWithoutPendingOutput_areSurvived() throws IOException {
    try (Swarm bystanders = new Swarm(server(), 10);
        IoBuffer buffer = IoBuffer.allocate(64 * 1024)) {
      for (int i = 0; i < 300; i++) {
        StreamSocket socket = StreamSocket.connectTo(server());
        socket.setBlocking(false);
        // Every tenth never reads: the server has output pending when the reset comes.
        do {
          buffer.clear().filled(i % 10 == 0 ? buffer.capacity() : 1);
        } while (socket.send(buffer) > 1);
        reset(socket);
      }
      bystanders.exchange(1000);
    }
  }

  private void reset(StreamSocket socket) throws IOException {
    if (!(server() instanceof UnixEndpoint)) {
      // A linger time of zero discards what is unsent and closes with a reset, socket(7).
      socket.set(SocketOptions.SO_LINGER, Optional.of(Duration.ZERO));
    }
    socket.close();
  }

  @Test
  void halfClose_afterOneMebibyte_stillReceivesAllOfIt() throws Exception {
    try (StreamSocket socket = StreamSocket.connectTo(server())) {
      assertEchoed(socket, MEBIBYTE);
    }
  }

  @Test
  void halfClose_beforeAnythingIsRead_stillReceivesAllOfIt() throws IOException {
    try (StreamSocket socket = StreamSocket.connectTo(server());
        IoBuffer buffer = IoBuffer.allocate(SMALL_BUFFER_BYTES)) {
      // Data and end arrive together, so one event may report both: no further edge comes.
      socket.send(buffer.filled(100));
      socket.shutdown(Shutdown.WRITE);
      assertThat(readToEnd(socket)).isEqualTo(100);
    }
  }

  @Test
  void halfClose_withoutAnyData_endsTheConnection() throws IOException {
    try (StreamSocket socket = StreamSocket.connectTo(server())) {
      socket.shutdown(Shutdown.WRITE);
      assertThat(readToEnd(socket)).isZero();
    }
  }

  @Test
  void oneByteSegments_comeBackInOrder() throws IOException {
    try (StreamSocket socket = StreamSocket.connectTo(server());
        IoBuffer buffer = IoBuffer.allocate(1)) {
      if (!(server() instanceof UnixEndpoint)) {
        socket.set(TcpOptions.TCP_NODELAY, true);
      }
      socket.setTimeout(PATIENCE.toMillis());
      // In rounds, because a socket that is read by nobody takes a few hundred of them: each byte
      // costs the kernel a buffer.
      for (int round = 0; round < 40; round++) {
        for (int i = 0; i < 50; i++) {
          socket.send(buffer.clear().put(round + i));
        }
        for (int i = 0; i < 50; i++) {
          assertThat(socket.recv(buffer.clear())).isEqualTo(1);
          assertThat(buffer.get()).isEqualTo((round + i) & 0xFF);
        }
      }
    }
  }

  @Test
  void sixtyFourMebibytes_throughASmallReceiveBuffer_comeBack() throws Exception {
    try (StreamSocket socket = withSmallReceiveBuffer()) {
      assertEchoed(socket, 64L * MEBIBYTE);
    }
  }

  private StreamSocket withSmallReceiveBuffer() throws IOException {
    StreamSocket socket = StreamSocket.open(server().family());
    socket.set(SocketOptions.SO_RCVBUF, SMALL_BUFFER_BYTES);
    socket.connect(server());
    return socket;
  }

  @Test
  void peerThatDoesNotRead_isNotReadFromEither_andLosesNothing() throws IOException {
    try (StreamSocket socket = withSmallReceiveBuffer();
        IoBuffer buffer = IoBuffer.allocate(64 * 1024);
        Swarm others = new Swarm(server(), 10)) {
      socket.setBlocking(false);
      long sent = 0;
      // The server's memory for one connection is bounded: at last nobody takes any more.
      while (socket.fd().awaitWritable(Duration.ofMillis(200).toNanos())) {
        sent += Math.max(0, socket.send(buffer.clear().filled(buffer.capacity())));
        assertThat(sent).as("taken from a peer that reads nothing").isLessThan(64L * MEBIBYTE);
      }
      others.exchange(1000);
      socket.setTimeout(PATIENCE.toMillis());
      socket.shutdown(Shutdown.WRITE);
      assertThat(readToEnd(socket)).isEqualTo(sent);
    }
  }

  @Test
  void noisyConnection_leavesOthersTheirTurn() throws Exception {
    try (StreamSocket noisy = StreamSocket.connectTo(server());
        Swarm others = new Swarm(server(), 20)) {
      Thread sender = Thread.ofPlatform().start(() -> send(noisy, 256L * MEBIBYTE));
      Thread reader = Thread.ofPlatform().start(() -> readWhileOpen(noisy));
      for (int i = 0; i < 50; i++) {
        others.exchange(100);
      }
      noisy.shutdown(Shutdown.BOTH);
      sender.join();
      reader.join();
    }
  }

  /** Sends bytes while they come back, shuts the sending side down, and reads to the end. */
  private static void assertEchoed(StreamSocket socket, long bytes) throws Exception {
    socket.setTimeout(PATIENCE.toMillis());
    Thread sender = Thread.ofPlatform().start(() -> send(socket, bytes));
    long received = 0;
    try (IoBuffer buffer = IoBuffer.allocate(64 * 1024)) {
      while (socket.recv(buffer.clear()) != IoStatus.END_OF_STREAM) {
        for (; !buffer.isEmpty(); received++) {
          if (buffer.get() != pattern(received)) {
            throw new AssertionError("byte " + received + " is wrong");
          }
        }
      }
    }
    assertThat(received).isEqualTo(bytes);
    sender.join();
  }

  private static void send(StreamSocket socket, long bytes) {
    try (IoBuffer buffer = IoBuffer.allocate(64 * 1024)) {
      for (long sent = 0; sent < bytes; ) {
        buffer.clear();
        for (int i = 0; i < Math.min(buffer.capacity(), bytes - sent); i++) {
          buffer.put(pattern(sent + i));
        }
        while (!buffer.isEmpty()) {
          sent += socket.send(buffer);
        }
      }
      socket.shutdown(Shutdown.WRITE);
    } catch (ErrnoException shutDownByTheTest) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads to the end, and tells how many bytes came. */
  private static long readToEnd(StreamSocket socket) throws IOException {
    long received = 0;
    try (IoBuffer buffer = IoBuffer.allocate(64 * 1024)) {
      while (socket.recv(buffer.clear()) != IoStatus.END_OF_STREAM) {
        received += buffer.readable();
      }
    }
    return received;
  }

  private static void readWhileOpen(StreamSocket socket) {
    try {
      readToEnd(socket);
    } catch (IOException shutDownByTheTest) {
      return;
    }
  }

  private static int pattern(long offset) {
    return (int) ((offset * 31) >> 3) & 0xFF;
  }
}
