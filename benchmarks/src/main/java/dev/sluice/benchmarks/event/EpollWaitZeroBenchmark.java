package dev.sluice.benchmarks.event;

import dev.sluice.benchmarks.CallBenchmark;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * What does it cost to ask whether anything is ready, when nothing is?
 *
 * <p>One operation is one wait with timeout 0 on one idle TCP connection, and the answer 0; in
 * nanoseconds. Not measured: sleeping and waking up. {@code ./sluice bench EpollWaitZero}
 */
public class EpollWaitZeroBenchmark extends CallBenchmark {
  /** The raw layer. */
  public static class Raw extends RawWait {
    @Override
    public long call() {
      return ready();
    }

    @Override
    public long expected() {
      return 0;
    }

    @Override
    public long arrive() throws IOException {
      sendByte();
      return 1;
    }
  }

  /** The typed layer. */
  public static class Typed extends TypedWait {
    @Override
    public long call() throws IOException {
      return ready();
    }

    @Override
    public long expected() {
      return 0;
    }

    @Override
    public long arrive() throws IOException {
      sendByte();
      return 1;
    }
  }

  /** java.nio. */
  public static class Nio extends NioWait {
    @Override
    public long call() throws IOException {
      return ready();
    }

    @Override
    public long expected() {
      return 0;
    }

    @Override
    public long arrive() throws IOException {
      sendByte();
      return 1;
    }
  }

  /** The raw layer. */
  @Benchmark
  public long raw(Raw contender) {
    return contender.call();
  }

  /** The typed layer. */
  @Benchmark
  public long typed(Typed contender) throws IOException {
    return contender.call();
  }

  /** java.nio. */
  @Benchmark
  public long nio(Nio contender) throws IOException {
    return contender.call();
  }
}
