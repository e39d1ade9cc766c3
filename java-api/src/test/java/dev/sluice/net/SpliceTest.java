package dev.sluice.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.Async;
import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.UnixEndpoint;
import dev.sluice.event.Pipe;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that stay in the kernel, between pipes and sockets. */
class SpliceTest extends StreamSocketFixture {
  private static final int PIPE_BYTES = 64 * 1024;

  private Endpoint local = UnixEndpoint.unnamed();

  @Override
  protected Endpoint freshLocal() {
    return local;
  }

  static Stream<Endpoint> locals() {
    return Stream.of(InetEndpoint.loopback(Family.INET4, 0), UnixEndpoint.unnamed());
  }

  private Pipe pipe() throws IOException {
    return closeAfterwards(Pipe.open());
  }

  private String read(Pipe pipe) throws IOException {
    IoBuffer buffer = allocate(64);
    assertThat(pipe.reader().fd().awaitReadable(-1)).isTrue();
    pipe.reader().read(buffer);
    return buffer.getAll(UTF_8);
  }

  @Test
  void move_fromASocketIntoAPipe_endsAsReadingDoes() throws Exception {
    Connection connection = connect();
    Pipe pipe = pipe();
    assertThat(move(connection, pipe)).isEqualTo(IoStatus.WOULD_BLOCK);
    connection.client().sendAll(allocate(8).put("splice", UTF_8));
    assertThat(move(connection, pipe)).isEqualTo(6);
    assertThat(read(pipe)).isEqualTo("splice");
    connection.client().close();
    assertThat(move(connection, pipe)).isEqualTo(IoStatus.END_OF_STREAM);
  }

  private static long move(Connection connection, Pipe pipe) throws IOException {
    SpliceFlags flags = SpliceFlags.MOVE.and(SpliceFlags.NONBLOCK);
    return Splice.move(connection.server().fd(), pipe.writer().fd(), 100, flags);
  }

  @Test
  void tee_ofAPipe_leavesItsBytesInTheFirst() throws Exception {
    Pipe first = pipe();
    Pipe second = pipe();
    first.writer().write(allocate(8).put("twice", UTF_8));
    assertThat(Splice.tee(first.reader().fd(), second.writer().fd(), 100, SpliceFlags.NONE))
        .isEqualTo(5);
    assertThat(read(first)).isEqualTo("twice");
    assertThat(read(second)).isEqualTo("twice");
    assertThat(Splice.tee(first.reader().fd(), second.writer().fd(), 0, SpliceFlags.NONE)).isZero();
    assertThat(Splice.tee(first.reader().fd(), second.writer().fd(), 9, SpliceFlags.NONBLOCK))
        .isEqualTo(IoStatus.WOULD_BLOCK);
  }

  @Test
  void move_withoutAPipe_isRefused() throws Exception {
    Connection connection = connect();
    // splice(2): EINVAL if neither is a pipe.
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(
            () ->
                Splice.move(
                    connection.client().fd(), connection.server().fd(), 1, SpliceFlags.NONE))
        .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Splice.move(
                    connection.client().fd(), connection.server().fd(), -1, SpliceFlags.NONE));
    assertThatIllegalArgumentException().isThrownBy(() -> SpliceRelay.open(0));
  }

  @ParameterizedTest
  @MethodSource("locals")
  void relayAll_betweenConnections_carriesEveryByteAndTheEnd(Endpoint endpoint) throws Exception {
    local = endpoint;
    int bytes = 5_000_011;
    byte[] content = new byte[bytes];
    new Random(3).nextBytes(content);
    Connection in = connect();
    Connection out = connect();
    Async.Task<Long> relaying =
        async.start(
            () -> {
              try (SpliceRelay relay = SpliceRelay.open(PIPE_BYTES)) {
                long total = relay.relayAll(in.server(), out.client());
                out.client().shutdown(Shutdown.WRITE);
                return total;
              }
            });
    Async.Task<Integer> sending =
        async.start(
            () -> {
              IoBuffer buffer = allocate(bytes).put(content);
              in.client().sendAll(buffer);
              in.client().shutdown(Shutdown.WRITE);
              return bytes;
            });
    IoBuffer received = allocate(bytes);
    out.server().recvExactly(received, bytes);
    assertThat(received.getAll()).isEqualTo(content);
    assertThat(out.server().recv(received.clear())).isEqualTo(IoStatus.END_OF_STREAM);
    assertThat(sending.join()).isEqualTo(bytes);
    assertThat(relaying.join()).isEqualTo(bytes);
  }

  @Test
  void relay_receiverIsFull_keepsWhatIsUnderWay() throws Exception {
    Connection in = connect();
    Connection out = connect();
    fill(out.client());
    in.client().sendAll(allocate(16).put("under way", UTF_8));
    try (SpliceRelay relay = SpliceRelay.open(PIPE_BYTES)) {
      assertThat(relay.relay(in.server(), out.client())).isEqualTo(IoStatus.WOULD_BLOCK);
      assertThat(relay.pending()).isEqualTo(9);
      out.client().setTimeout(10);
      assertThatExceptionOfType(SocketTimeoutException.class)
          .isThrownBy(() -> relay.relayAll(in.server(), out.client()))
          .withMessageContaining("9 bytes in the relay");
      out.client().setBlocking(false);
      Async.Task<Long> draining = async.start(() -> drain(out.server()));
      assertThat(out.client().awaitWritable(-1)).isTrue();
      assertThat(relay.relay(in.server(), out.client())).isEqualTo(9);
      assertThat(relay.pending()).isZero();
      out.client().close();
      assertThat(draining.join()).isGreaterThan(9);
    }
  }

  @Test
  void relayAll_nothingArrives_timesOutOnThatSide() throws Exception {
    Connection in = connect();
    Connection out = connect();
    in.server().setTimeout(10);
    try (SpliceRelay relay = SpliceRelay.open(PIPE_BYTES)) {
      assertThatExceptionOfType(SocketTimeoutException.class)
          .isThrownBy(() -> relay.relayAll(in.server(), out.client()))
          .withMessageContaining("receive");
    }
  }

  @Test
  void flags_print_asCHasThem() {
    assertThat(SpliceFlags.MOVE.and(SpliceFlags.MORE).and(SpliceFlags.of(0x40)))
        .hasToString("SPLICE_F_MOVE|SPLICE_F_MORE|0x40");
    assertThat(SpliceFlags.NONE).hasToString("0x0").isEqualTo(SpliceFlags.of(0));
  }
}
