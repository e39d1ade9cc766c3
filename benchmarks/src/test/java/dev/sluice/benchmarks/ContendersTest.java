package dev.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.benchmarks.event.WaitArrivalBenchmark;
import dev.sluice.benchmarks.event.WaitReadyBenchmark;
import dev.sluice.benchmarks.event.WaitZeroBenchmark;
import dev.sluice.benchmarks.raw.RecvWouldBlockBenchmark;
import java.io.IOException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every contender does the work it is measured for. */
@ExtendWith(NoLeakedDescriptors.class)
class ContendersTest {
  private static Stream<Named<Supplier<Contender>>> contenders() {
    return Stream.of(
        Named.of("recv raw", RecvWouldBlockBenchmark.Raw::new),
        Named.of("recv typed", RecvWouldBlockBenchmark.Typed::new),
        Named.of("recv nio", RecvWouldBlockBenchmark.Nio::new),
        Named.of("recv netty", RecvWouldBlockBenchmark.Netty::new),
        Named.of("wait raw", WaitZeroBenchmark.Raw::new),
        Named.of("wait typed", WaitZeroBenchmark.Typed::new),
        Named.of("wait poll", WaitZeroBenchmark.Poll::new),
        Named.of("wait select", WaitZeroBenchmark.Select::new),
        Named.of("wait nio", WaitZeroBenchmark.Nio::new),
        Named.of("wait netty epoll", WaitZeroBenchmark.NettyEpoll::new),
        Named.of("wait netty nio", WaitZeroBenchmark.NettyNio::new),
        Named.of("wait ready raw", WaitReadyBenchmark.Raw::new),
        Named.of("wait ready typed", WaitReadyBenchmark.Typed::new),
        Named.of("wait ready poll", WaitReadyBenchmark.Poll::new),
        Named.of("wait ready select", WaitReadyBenchmark.Select::new),
        Named.of("wait ready nio", WaitReadyBenchmark.Nio::new),
        Named.of("arrival raw", WaitArrivalBenchmark.Raw::new),
        Named.of("arrival edge", WaitArrivalBenchmark.Edge::new),
        Named.of("arrival level", WaitArrivalBenchmark.Level::new),
        Named.of("arrival poll", WaitArrivalBenchmark.Poll::new),
        Named.of("arrival select", WaitArrivalBenchmark.Select::new),
        Named.of("arrival nio", WaitArrivalBenchmark.Nio::new),
        Named.of("arrival netty epoll", WaitArrivalBenchmark.NettyEpoll::new),
        Named.of("arrival netty nio", WaitArrivalBenchmark.NettyNio::new));
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void call_again_saysTheSame(Supplier<Contender> maker) throws IOException {
    Contender contender = maker.get();
    contender.prepare();
    try {
      for (int i = 0; i < 1000; i++) {
        assertThat(contender.call()).isEqualTo(contender.expected());
      }
    } finally {
      contender.finish();
    }
  }

  // Whoever answered without asking the kernel would miss the byte.
  @ParameterizedTest
  @MethodSource("contenders")
  void call_afterAByteHasArrived_seesIt(Supplier<Contender> maker) throws IOException {
    Contender contender = maker.get();
    contender.open();
    try {
      long expected = ((Arrival) contender).arrive();
      assertThat(contender.call()).isEqualTo(expected);
    } finally {
      contender.close();
    }
  }

  @Test
  void finish_ofAContenderThatDidOtherWork_disqualifiesIt() throws IOException {
    Contender contender = new WaitZeroBenchmark.Typed();
    contender.prepare();
    ((Arrival) contender).arrive();
    assertThatThrownBy(contender::finish)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("disqualified: 1 instead of 0");
  }
}
