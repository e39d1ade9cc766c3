package dev.sluice.benchmarks.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.IoBuffer;
import dev.sluice.benchmarks.Contender;
import dev.sluice.benchmarks.NoLeakedDescriptors;
import java.io.IOException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every contender moves all bytes, and who does not is disqualified. */
@ExtendWith(NoLeakedDescriptors.class)
class TransfersTest {
  private static Stream<Named<Supplier<Contender>>> contenders() {
    return Stream.of(
        Named.of("batch", DatagramBatchBenchmark.Batch::new),
        Named.of("single", DatagramBatchBenchmark.Single::new),
        Named.of("datagrams nio", DatagramBatchBenchmark.Nio::new),
        Named.of("datagrams netty", DatagramBatchBenchmark.NettyEpoll::new),
        Named.of("segments", DatagramSegmentBenchmark.Segments::new),
        Named.of("large batch", DatagramSegmentBenchmark.Batch::new),
        Named.of("large datagrams nio", DatagramSegmentBenchmark.Nio::new),
        Named.of("round trip typed", UnixRoundTripBenchmark.Typed::new),
        Named.of("round trip jnr", UnixRoundTripBenchmark.Jnr::new),
        Named.of("round trip nio", UnixRoundTripBenchmark.Nio::new),
        Named.of("round trip netty epoll", UnixRoundTripBenchmark.NettyEpoll::new),
        Named.of("round trip netty nio", UnixRoundTripBenchmark.NettyNio::new),
        Named.of("stream typed", UnixStreamBenchmark.Typed::new),
        Named.of("stream jnr", UnixStreamBenchmark.Jnr::new),
        Named.of("stream nio", UnixStreamBenchmark.Nio::new),
        Named.of("stream netty epoll", UnixStreamBenchmark.NettyEpoll::new),
        Named.of("stream netty nio", UnixStreamBenchmark.NettyNio::new),
        Named.of("blocking typed", UnixBlockingBenchmark.Typed::new),
        Named.of("blocking spinning", UnixBlockingBenchmark.Spinning::new),
        Named.of("blocking jnr", UnixBlockingBenchmark.Jnr::new),
        Named.of("blocking nio", UnixBlockingBenchmark.Nio::new),
        Named.of("blocking netty epoll", UnixBlockingBenchmark.NettyEpoll::new),
        Named.of("blocking netty nio", UnixBlockingBenchmark.NettyNio::new),
        Named.of("tcp typed", TcpRoundTripBenchmark.Typed::new),
        Named.of("tcp spinning", TcpRoundTripBenchmark.Spinning::new),
        Named.of("tcp nio", TcpRoundTripBenchmark.Nio::new),
        Named.of("tcp java.net", TcpRoundTripBenchmark.JavaNet::new),
        Named.of("tcp netty epoll", TcpRoundTripBenchmark.NettyEpoll::new),
        Named.of("tcp netty nio", TcpRoundTripBenchmark.NettyNio::new),
        Named.of("connect typed", ConnectBenchmark.Typed::new),
        Named.of("connect nio", ConnectBenchmark.Nio::new),
        Named.of("connect java.net", ConnectBenchmark.JavaNet::new),
        Named.of("connect netty", ConnectBenchmark.NettyEpoll::new),
        Named.of("one descriptor", FdPassBenchmark.One::new),
        Named.of("one descriptor netty", FdPassBenchmark.NettyEpoll::new),
        Named.of("several descriptors", FdPassBenchmark.Several::new));
  }

  // prepare() and finish() look at every byte that came. Numbers are bytes: 300 calls wrap them.
  @ParameterizedTest
  @MethodSource("contenders")
  void call_again_movesTheSame(Supplier<Contender> maker) throws IOException {
    Contender contender = maker.get();
    contender.prepare();
    try {
      for (int i = 0; i < 300; i++) {
        assertThat(contender.call()).isEqualTo(contender.expected());
      }
    } finally {
      contender.finish();
    }
  }

  @Test
  void datagram_thatIsMissing_disqualifies() throws IOException {
    DatagramBatchBenchmark.Batch contender = new DatagramBatchBenchmark.Batch();
    contender.open();
    try (IoBuffer stolen = IoBuffer.allocate(DatagramBatchBenchmark.BYTES)) {
      contender.send();
      assertThat(contender.receiver().recv(stolen)).isEqualTo(DatagramBatchBenchmark.BYTES);
      assertThatThrownBy(contender::call)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("disqualified: datagram 0 was lost");
    } finally {
      contender.close();
    }
  }

  @Test
  void bytes_thatWereChanged_disqualify() throws IOException {
    DatagramBatchBenchmark.Single contender = new DatagramBatchBenchmark.Single();
    contender.prepare();
    try {
      contender.spoil();
      assertThatThrownBy(contender::finish)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("what came is not what was sent");
    } finally {
      contender.close();
    }
  }
}
