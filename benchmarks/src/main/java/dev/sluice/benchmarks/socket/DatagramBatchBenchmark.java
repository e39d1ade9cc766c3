package dev.sluice.benchmarks.socket;

import dev.sluice.benchmarks.CallBenchmark;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does a small datagram cost, with a call for each and with one for 64?
 *
 * <p>One operation is one datagram of 64 bytes, sent and received over loopback by one thread, in
 * windows of 64; nanoseconds. Every datagram carries its number, and each is looked at: who loses
 * one is disqualified. Not measured: waiting, and addresses, since the sockets are connected.
 * {@code ./sluice bench DatagramBatch}
 */
public class DatagramBatchBenchmark extends CallBenchmark {
  static final int DATAGRAMS = 64;
  static final int BYTES = 64;

  /** With one call for the window. */
  public static class Batch extends BatchDatagrams {
    /** JMH makes it. */
    public Batch() {
      super(DATAGRAMS, BYTES);
    }
  }

  /** With a call for each. */
  public static class Single extends SingleDatagrams {
    /** JMH makes it. */
    public Single() {
      super(DATAGRAMS, BYTES);
    }
  }

  /** java.nio. */
  public static class Nio extends NioDatagrams {
    /** JMH makes it. */
    public Nio() {
      super(DATAGRAMS, BYTES);
    }
  }

  /** Netty over JNI. */
  public static class NettyEpoll extends NettyDatagrams {
    /** JMH makes it. */
    public NettyEpoll() {
      super(DATAGRAMS, BYTES);
    }
  }

  /** {@code sendmmsg} and {@code recvmmsg}. */
  @Benchmark
  @OperationsPerInvocation(DATAGRAMS)
  public long batch(Batch contender) throws IOException {
    return contender.call();
  }

  /** {@code send} and {@code recv}. */
  @Benchmark
  @OperationsPerInvocation(DATAGRAMS)
  public long single(Single contender) throws IOException {
    return contender.call();
  }

  /** java.nio. */
  @Benchmark
  @OperationsPerInvocation(DATAGRAMS)
  public long nio(Nio contender) throws IOException {
    return contender.call();
  }

  /** Netty over JNI, {@code sendmmsg} and {@code recvmmsg}. */
  @Benchmark
  @OperationsPerInvocation(DATAGRAMS)
  public long nettyEpoll(NettyEpoll contender) {
    return contender.call();
  }
}
