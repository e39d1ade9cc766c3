package dev.sluice.benchmarks.socket;

import dev.sluice.benchmarks.CallBenchmark;
import dev.sluice.benchmarks.netty.NettyTransport;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * What does a message cost over AF_UNIX, there and back?
 *
 * <p>One operation is 64 bytes sent and received, and the same 64 sent and received the other way,
 * by one thread over a non-blocking stream: four calls; nanoseconds. Every message carries its
 * number. Not measured: waiting, and the switch from thread to thread, which costs all the same.
 * {@code ./sluice bench UnixRoundTrip}
 */
public class UnixRoundTripBenchmark extends CallBenchmark {
  static final int BYTES = 64;

  /** Sluice's sockets. */
  public static class Typed extends SluiceStream {
    /** JMH makes it. */
    public Typed() {
      super(BYTES);
    }

    @Override
    public long call() throws IOException {
      there();
      back();
      return checked();
    }
  }

  /** jnr-unixsocket. */
  public static class Jnr extends JnrStream {
    /** JMH makes it. */
    public Jnr() {
      super(BYTES);
    }

    @Override
    public long call() throws IOException {
      there();
      back();
      return checked();
    }
  }

  /** java.nio. */
  public static class Nio extends NioStream {
    /** JMH makes it. */
    public Nio() {
      super(BYTES);
    }

    @Override
    public long call() throws IOException {
      there();
      back();
      return checked();
    }
  }

  /** Netty over JNI. */
  public static class NettyEpoll extends NettyStream {
    /** JMH makes it. */
    public NettyEpoll() {
      super(BYTES, NettyTransport.EPOLL);
    }

    @Override
    public long call() throws IOException {
      there();
      back();
      return checked();
    }
  }

  /** Netty over java.nio. */
  public static class NettyNio extends NettyStream {
    /** JMH makes it. */
    public NettyNio() {
      super(BYTES, NettyTransport.NIO);
    }

    @Override
    public long call() throws IOException {
      there();
      back();
      return checked();
    }
  }

  /** The typed layer. */
  @Benchmark
  public long typed(Typed contender) throws IOException {
    return contender.call();
  }

  /** jnr-unixsocket. */
  @Benchmark
  public long jnr(Jnr contender) throws IOException {
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
