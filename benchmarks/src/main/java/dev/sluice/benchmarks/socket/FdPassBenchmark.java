package dev.sluice.benchmarks.socket;

import dev.sluice.benchmarks.CallBenchmark;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * How fast do descriptors go from one process to another?
 *
 * <p>One operation is a message of one byte and one or sixteen eventfds beside it, sent and
 * received over a socketpair by one thread, and the received duplicates closed; nanoseconds. Each
 * duplicate is an {@code Fd}, so this allocates, unlike transfers of bytes. Netty sends one with a
 * message; java.nio and jnr-unixsocket pass none. Not measured: the switch between processes.
 * {@code ./sluice bench FdPass}
 */
public class FdPassBenchmark extends CallBenchmark {
  static final int SEVERAL = 16;

  /** One descriptor. */
  public static class One extends PassedFds {
    /** JMH makes it. */
    public One() {
      super(1);
    }
  }

  /** Several descriptors. */
  public static class Several extends PassedFds {
    /** JMH makes it. */
    public Several() {
      super(SEVERAL);
    }
  }

  /** Netty over JNI. */
  public static class NettyEpoll extends NettyFds {
    /** JMH makes it. */
    public NettyEpoll() {}
  }

  /** One with each message. */
  @Benchmark
  public long one(One contender) throws IOException {
    return contender.call();
  }

  /** Sixteen with each message. */
  @Benchmark
  public long several(Several contender) throws IOException {
    return contender.call();
  }

  /** One with each message, by Netty over JNI. */
  @Benchmark
  public long nettyEpoll(NettyEpoll contender) throws IOException {
    return contender.call();
  }
}
