package dev.sluice.benchmarks.event;

import dev.sluice.benchmarks.CallBenchmark;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * What does it cost to learn that one connection is ready, and which?
 *
 * <p>One operation is one wait with timeout 0 on one TCP connection where a byte has arrived,
 * level-triggered, the answer 1 and the token of the connection; in nanoseconds. java.nio has no
 * tokens, its attachment is read. Not measured: receiving the byte. {@code ./sluice bench
 * EpollWaitReady}
 */
public class EpollWaitReadyBenchmark extends CallBenchmark {
  /** The raw layer. */
  public static class Raw extends RawWait {
    @Override
    protected void open() throws IOException {
      super.open();
      sendByte();
    }

    @Override
    public long call() {
      return ready() == 1 ? token() : -1;
    }

    @Override
    public long expected() {
      return Waits.TOKEN;
    }

    @Override
    public long arrive() throws IOException {
      sendByte();
      return Waits.TOKEN; // level-triggered: a second byte changes nothing
    }
  }

  /** The typed layer. */
  public static class Typed extends TypedWait {
    @Override
    protected void open() throws IOException {
      super.open();
      sendByte();
    }

    @Override
    public long call() throws IOException {
      return ready() == 1 ? token() : -1;
    }

    @Override
    public long expected() {
      return Waits.TOKEN;
    }

    @Override
    public long arrive() throws IOException {
      sendByte();
      return Waits.TOKEN; // level-triggered: a second byte changes nothing
    }
  }

  /** java.nio. */
  public static class Nio extends NioWait {
    @Override
    protected void open() throws IOException {
      super.open();
      sendByte();
    }

    @Override
    public long call() throws IOException {
      return readyWithAction() == 1 ? token() : -1;
    }

    @Override
    public long expected() {
      return Waits.TOKEN;
    }

    @Override
    public long arrive() throws IOException {
      sendByte();
      return Waits.TOKEN; // level-triggered: a second byte changes nothing
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
