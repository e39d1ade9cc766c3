package dev.sluice.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.Async;
import dev.sluice.Endpoint;
import dev.sluice.UnixEndpoint;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A connection as {@code java.nio} reads and writes channels. */
class ChannelViewTest extends StreamSocketFixture {
  @Override
  protected Endpoint freshLocal() {
    return UnixEndpoint.unnamed();
  }

  private record Ends(ByteChannel client, ByteChannel server, StreamSocket socket) {}

  private Ends channels() throws Exception {
    Connection connection = connect();
    return new Ends(
        StreamSocketFactory.channelOf(connection.client()),
        StreamSocketFactory.channelOf(connection.server()),
        connection.client());
  }

  static Stream<ByteBuffer> buffers() {
    byte[] word = "-word-".getBytes(UTF_8);
    ByteBuffer direct = ByteBuffer.allocateDirect(6).put(word).flip();
    ByteBuffer slice = ByteBuffer.allocate(10).put(2, word).slice(2, 6);
    return Stream.of(
        ByteBuffer.wrap(word.clone()),
        slice,
        direct.asReadOnlyBuffer(),
        direct,
        ByteBuffer.wrap(word.clone()).asReadOnlyBuffer());
  }

  @ParameterizedTest
  @MethodSource("buffers")
  void transfer_ofAPartOfABuffer_movesThatPartAndThePositions(ByteBuffer source) throws Exception {
    Ends ends = channels();
    source.position(1).limit(5);
    assertThat(ends.client().write(source)).isEqualTo(4);
    assertThat(source.position()).isEqualTo(5);
    for (ByteBuffer target :
        new ByteBuffer[] {
          ByteBuffer.allocate(4).position(2), ByteBuffer.allocateDirect(4).position(2)
        }) {
      // What the buffer has no room for stays in the stream.
      assertThat(ends.server().read(target)).isEqualTo(2);
      assertThat(target.hasRemaining()).isFalse();
      assertThat(ends.server().read(target)).isZero();
      byte[] got = new byte[2];
      target.get(2, got);
      assertThat(new String(got, UTF_8)).isIn("wo", "rd");
    }
  }

  @Test
  void write_ofMoreThanTheKernelTakes_waitsForTheReader() throws Exception {
    Ends ends = channels();
    ByteBuffer much = ByteBuffer.allocate(3_000_000);
    Async.Task<Integer> writing = async.start(() -> ends.client().write(much));
    writing.awaitBlocked();
    byte[] read = Channels.newInputStream(ends.server()).readNBytes(much.capacity());
    assertThat(writing.join()).isEqualTo(read.length);
  }

  @Test
  void nonBlocking_nothingToTransfer_isZero() throws Exception {
    Ends ends = channels();
    ends.socket().setBlocking(false);
    assertThat(ends.client().read(ByteBuffer.allocate(1))).isZero();
    assertThat(ends.client().read(ByteBuffer.allocateDirect(1))).isZero();
    ByteBuffer much = ByteBuffer.allocate(8_000_000);
    int written = ends.client().write(much);
    assertThat(written).isBetween(1, much.capacity() - 1);
    assertThat(much.position()).isEqualTo(written);
  }

  @Test
  void read_timeoutIsOver_throwsAndTheChannelStaysOpen() throws Exception {
    Ends ends = channels();
    ends.socket().setTimeout(1);
    assertThatExceptionOfType(SocketTimeoutException.class)
        .isThrownBy(() -> ends.client().read(ByteBuffer.allocate(1)));
    assertThat(ends.client().isOpen()).isTrue();
  }

  @Test
  void read_atTheEndOfTheStream_isMinusOne() throws Exception {
    Ends ends = channels();
    ends.server().close();
    assertThat(ends.client().read(ByteBuffer.allocateDirect(4))).isEqualTo(-1);
    assertThat(ends.client().read(ByteBuffer.allocate(4))).isEqualTo(-1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ends.client().read(ByteBuffer.allocate(4).asReadOnlyBuffer()));
  }

  @Test
  void close_fromAnotherThread_wakesTheReader() throws Exception {
    Ends ends = channels();
    Async.Task<Integer> reading = async.start(() -> ends.client().read(ByteBuffer.allocate(1)));
    reading.awaitBlocked();
    ends.client().close();
    assertThatExceptionOfType(AsynchronousCloseException.class).isThrownBy(reading::join);
    assertThatExceptionOfType(ClosedChannelException.class)
        .isThrownBy(() -> ends.client().write(ByteBuffer.allocate(1)))
        .isNotInstanceOf(AsynchronousCloseException.class);
  }

  @Test
  void interrupt_duringAndBeforeARead_closesAndKeepsTheStatus() throws Exception {
    Ends during = channels();
    Async.Task<Boolean> reading = async.start(() -> interruptedRead(during.client()));
    reading.awaitBlocked();
    reading.thread().interrupt();
    assertThat(reading.join()).isTrue();
    assertThat(during.client().isOpen()).isFalse();
    Ends before = channels();
    // InterruptibleChannel: a status that is set already closes the channel, data or not.
    before.server().write(ByteBuffer.allocate(1));
    Async.Task<Boolean> early =
        async.start(
            () -> {
              Thread.currentThread().interrupt();
              return interruptedRead(before.client());
            });
    assertThat(early.join()).isTrue();
    assertThat(before.client().isOpen()).isFalse();
  }

  private static boolean interruptedRead(ByteChannel channel) {
    assertThatExceptionOfType(ClosedByInterruptException.class)
        .isThrownBy(() -> channel.read(ByteBuffer.allocate(1)));
    return Thread.currentThread().isInterrupted();
  }

  @Test
  void fileChannel_ofTheJdk_transfersToAndFromIt(@TempDir Path directory) throws Exception {
    Ends ends = channels();
    Path source = Files.write(directory.resolve("source"), new byte[100_000]);
    Async.Task<Integer> reading =
        async.start(() -> Channels.newInputStream(ends.server()).readNBytes(100_000).length);
    try (FileChannel file = FileChannel.open(source)) {
      long sent = 0;
      while (sent < file.size()) {
        sent += file.transferTo(sent, file.size() - sent, ends.client());
      }
    }
    assertThat(reading.join()).isEqualTo(100_000);
  }
}
