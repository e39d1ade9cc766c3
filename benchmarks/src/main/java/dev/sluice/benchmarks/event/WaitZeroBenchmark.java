package dev.sluice.benchmarks.event;

import dev.sluice.benchmarks.CallBenchmark;
import dev.sluice.benchmarks.netty.NettyTransport;
import dev.sluice.event.PollSet;
import dev.sluice.event.SelectSet;
import dev.sluice.event.Trigger;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * What does it cost to ask whether anything is ready, when nothing is?
 *
 * <p>One operation is one wait with timeout 0 on one idle TCP connection, and the answer 0; in
 * nanoseconds. Netty's is a turn of its event loop with nothing else to do. Not measured: sleeping
 * and waking up. {@code ./sluice bench WaitZero}
 */
public class WaitZeroBenchmark extends CallBenchmark {
  /** The raw layer. */
  public static class Raw extends RawWait {
    /** JMH makes it. */
    public Raw() {
      super(Question.NOTHING_READY);
    }
  }

  /** The typed layer, by epoll. */
  public static class Typed extends EpollWait {
    /** JMH makes it. */
    public Typed() {
      super(Question.NOTHING_READY, Trigger.LEVEL);
    }
  }

  /** The typed layer, by poll. */
  public static class Poll extends SetWait {
    /** JMH makes it. */
    public Poll() {
      super(Question.NOTHING_READY, PollSet::open);
    }
  }

  /** The typed layer, by select. */
  public static class Select extends SetWait {
    /** JMH makes it. */
    public Select() {
      super(Question.NOTHING_READY, SelectSet::open);
    }
  }

  /** java.nio. */
  public static class Nio extends NioWait {
    /** JMH makes it. */
    public Nio() {
      super(Question.NOTHING_READY);
    }
  }

  /** Netty over JNI. */
  public static class NettyEpoll extends NettyWait {
    /** JMH makes it. */
    public NettyEpoll() {
      super(Question.NOTHING_READY, NettyTransport.EPOLL);
    }
  }

  /** Netty over java.nio. */
  public static class NettyNio extends NettyWait {
    /** JMH makes it. */
    public NettyNio() {
      super(Question.NOTHING_READY, NettyTransport.NIO);
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

  /** Netty over JNI. */
  @Benchmark
  public long nettyEpoll(NettyEpoll contender) throws IOException {
    return contender.call();
  }

  /** Netty over java.nio. */
  @Benchmark
  public long nettyNio(NettyNio contender) throws IOException {
    return contender.call();
  }
}
