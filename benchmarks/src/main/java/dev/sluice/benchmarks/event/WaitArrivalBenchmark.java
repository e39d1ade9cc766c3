package dev.sluice.benchmarks.event;

import dev.sluice.benchmarks.CallBenchmark;
import dev.sluice.benchmarks.netty.NettyTransport;
import dev.sluice.event.PollSet;
import dev.sluice.event.SelectSet;
import dev.sluice.event.Trigger;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * What does it cost to learn where a byte has arrived, and to take it?
 *
 * <p>One operation is one byte sent, for all contenders by the same socket of Sluice, one wait with
 * timeout 0 on the TCP connection where it arrives, its token, and the byte received; in
 * nanoseconds, of which most are the kernel's for the byte. Netty's is a turn of its event loop,
 * which hands the byte to a handler. Not measured: sleeping and waking up. {@code ./sluice bench
 * WaitArrival}
 */
public class WaitArrivalBenchmark extends CallBenchmark {
  /** The raw layer, level-triggered. */
  public static class Raw extends RawWait {
    /** JMH makes it. */
    public Raw() {
      super(Question.ARRIVAL);
    }
  }

  /** The typed layer, by epoll, edge-triggered. */
  public static class Edge extends EpollWait {
    /** JMH makes it. */
    public Edge() {
      super(Question.ARRIVAL, Trigger.EDGE);
    }
  }

  /** The typed layer, by epoll, level-triggered. */
  public static class Level extends EpollWait {
    /** JMH makes it. */
    public Level() {
      super(Question.ARRIVAL, Trigger.LEVEL);
    }
  }

  /** The typed layer, by poll. */
  public static class Poll extends SetWait {
    /** JMH makes it. */
    public Poll() {
      super(Question.ARRIVAL, PollSet::open);
    }
  }

  /** The typed layer, by select. */
  public static class Select extends SetWait {
    /** JMH makes it. */
    public Select() {
      super(Question.ARRIVAL, SelectSet::open);
    }
  }

  /** java.nio. */
  public static class Nio extends NioWait {
    /** JMH makes it. */
    public Nio() {
      super(Question.ARRIVAL);
    }
  }

  /** Netty over JNI. */
  public static class NettyEpoll extends NettyWait {
    /** JMH makes it. */
    public NettyEpoll() {
      super(Question.ARRIVAL, NettyTransport.EPOLL);
    }
  }

  /** Netty over java.nio. */
  public static class NettyNio extends NettyWait {
    /** JMH makes it. */
    public NettyNio() {
      super(Question.ARRIVAL, NettyTransport.NIO);
    }
  }

  /** The raw layer, level-triggered. */
  @Benchmark
  public long raw(Raw contender) throws IOException {
    return contender.call();
  }

  /** The typed layer, by epoll, edge-triggered. */
  @Benchmark
  public long edge(Edge contender) throws IOException {
    return contender.call();
  }

  /** The typed layer, by epoll, level-triggered. */
  @Benchmark
  public long level(Level contender) throws IOException {
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
