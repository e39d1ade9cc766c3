package dev.sluice.benchmarks.event;

import dev.sluice.benchmarks.CallBenchmark;
import dev.sluice.event.PollSet;
import dev.sluice.event.SelectSet;
import dev.sluice.event.Trigger;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * What does it cost to learn that one connection is ready, and which?
 *
 * <p>One operation is one wait with timeout 0 on one TCP connection where a byte has arrived,
 * level-triggered, the answer 1 and the token of the connection; in nanoseconds. java.nio has no
 * tokens, its attachment is read. Netty never leaves the byte where it is: it takes part in {@link
 * WaitArrivalBenchmark}. Not measured: receiving the byte. {@code ./sluice bench WaitReady}
 */
public class WaitReadyBenchmark extends CallBenchmark {
  /** The raw layer. */
  public static class Raw extends RawWait {
    /** JMH makes it. */
    public Raw() {
      super(Question.ONE_READY);
    }
  }

  /** The typed layer, by epoll. */
  public static class Typed extends EpollWait {
    /** JMH makes it. */
    public Typed() {
      super(Question.ONE_READY, Trigger.LEVEL);
    }
  }

  /** The typed layer, by poll. */
  public static class Poll extends SetWait {
    /** JMH makes it. */
    public Poll() {
      super(Question.ONE_READY, PollSet::open);
    }
  }

  /** The typed layer, by select. */
  public static class Select extends SetWait {
    /** JMH makes it. */
    public Select() {
      super(Question.ONE_READY, SelectSet::open);
    }
  }

  /** java.nio. */
  public static class Nio extends NioWait {
    /** JMH makes it. */
    public Nio() {
      super(Question.ONE_READY);
    }
  }

  /** The raw layer. */
  @Benchmark
  public long raw(Raw contender) throws IOException {
    return contender.call();
  }

  /** The typed layer, by epoll. */
  @Benchmark
  public long typed(Typed contender) throws IOException {
    return contender.call();
  }

  /** The typed layer, by poll. */
  @Benchmark
  public long poll(Poll contender) throws IOException {
    return contender.call();
  }

  /** The typed layer, by select. */
  @Benchmark
  public long select(Select contender) throws IOException {
    return contender.call();
  }

  /** java.nio. */
  @Benchmark
  public long nio(Nio contender) throws IOException {
    return contender.call();
  }
}
