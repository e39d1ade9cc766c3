package dev.sluice.benchmarks.socket;

import dev.sluice.benchmarks.CallBenchmark;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What does a large datagram cost, if the kernel cuts and merges?
 *
 * <p>One operation is one datagram of 1200 bytes, sent and received over loopback by one thread, in
 * windows of 54, which is as many as fit into one packet of the kernel's; nanoseconds. Every
 * datagram carries its number, and each is looked at: who loses one is disqualified. Not measured:
 * waiting, addresses, and a network card. {@code ./sluice bench DatagramSegment}
 */
public class DatagramSegmentBenchmark extends CallBenchmark {
  static final int DATAGRAMS = 54;
  static final int BYTES = 1200;

  /** Cut and merged by the kernel. */
  public static class Segments extends SegmentDatagrams {
    /** JMH makes it. */
    public Segments() {
      super(DATAGRAMS, BYTES);
    }
  }

  /** With one call for the window. */
  public static class Batch extends BatchDatagrams {
    /** JMH makes it. */
    public Batch() {
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

  /** {@code UDP_SEGMENT} and {@code UDP_GRO}. */
  @Benchmark
  @OperationsPerInvocation(DATAGRAMS)
  public long segments(Segments contender) throws IOException {
    return contender.call();
  }

  /** {@code sendmmsg} and {@code recvmmsg}. */
  @Benchmark
  @OperationsPerInvocation(DATAGRAMS)
  public long batch(Batch contender) throws IOException {
    return contender.call();
  }

  /** java.nio. */
  @Benchmark
  @OperationsPerInvocation(DATAGRAMS)
  public long nio(Nio contender) throws IOException {
    return contender.call();
  }
}
