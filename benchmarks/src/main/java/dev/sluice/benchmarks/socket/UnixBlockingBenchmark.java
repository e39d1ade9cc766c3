package dev.sluice.benchmarks.socket;

import dev.sluice.UnixEndpoint;
import dev.sluice.benchmarks.CallBenchmark;
import dev.sluice.benchmarks.netty.NettyTransport;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import jnr.unixsocket.UnixServerSocketChannel;
import jnr.unixsocket.UnixSocketAddress;
import jnr.unixsocket.UnixSocketChannel;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * What does a message cost over AF_UNIX, there and back, between two threads that block?
 *
 * <p>One operation is 64 bytes sent by one thread, received and sent back by another, and received
 * by the first; CPU nanoseconds of both threads together, the switches between them included. Not
 * measured: how long either sleeps. {@code ./sluice bench UnixBlocking}
 */
public class UnixBlockingBenchmark extends CallBenchmark {
  /** Sluice's sockets. */
  public static class Typed extends RoundTrip {
    /** JMH makes it. */
    public Typed() {}

    @Override
    Pair connect() throws IOException {
      try (UnixPath path = new UnixPath()) {
        return SluiceEnd.connect(UnixEndpoint.path(path.path().toString()), 0);
      }
    }
  }

  /** Sluice's sockets, which spin before they sleep. */
  public static class Spinning extends RoundTrip {
    /** JMH makes it. */
    public Spinning() {}

    @Override
    Pair connect() throws IOException {
      try (UnixPath path = new UnixPath()) {
        return SluiceEnd.connect(UnixEndpoint.path(path.path().toString()), SluiceEnd.SPIN_NANOS);
      }
    }
  }

  /** jnr-unixsocket. */
  public static class Jnr extends RoundTrip {
    /** JMH makes it. */
    public Jnr() {}

    @Override
    Pair connect() throws IOException {
      try (UnixPath path = new UnixPath();
          UnixServerSocketChannel listener = UnixServerSocketChannel.open()) {
        UnixSocketAddress address = new UnixSocketAddress(path.path().toFile());
        listener.socket().bind(address);
        UnixSocketChannel client = UnixSocketChannel.open(address);
        return new Pair(new ChannelEnd(client), new ChannelEnd(listener.accept()));
      }
    }
  }

  /** java.nio. */
  public static class Nio extends RoundTrip {
    /** JMH makes it. */
    public Nio() {}

    @Override
    Pair connect() throws IOException {
      try (UnixPath path = new UnixPath();
          ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        listener.bind(UnixDomainSocketAddress.of(path.path()), 1);
        SocketChannel client = SocketChannel.open(listener.getLocalAddress());
        return new Pair(new ChannelEnd(client), new ChannelEnd(listener.accept()));
      }
    }
  }

  /** Netty over JNI. */
  public static class NettyEpoll extends RoundTrip {
    /** JMH makes it. */
    public NettyEpoll() {}

    @Override
    Pair connect() throws IOException {
      try (UnixPath path = new UnixPath()) {
        return NettyEnd.connect(NettyTransport.EPOLL, UnixEndpoint.path(path.path().toString()));
      }
    }
  }

  /** Netty over java.nio. */
  public static class NettyNio extends RoundTrip {
    /** JMH makes it. */
    public NettyNio() {}

    @Override
    Pair connect() throws IOException {
      try (UnixPath path = new UnixPath()) {
        return NettyEnd.connect(NettyTransport.NIO, UnixEndpoint.path(path.path().toString()));
      }
    }
  }

  /** The typed layer. */
  @Benchmark
  public long typed(Typed contender) throws IOException {
    return contender.call();
  }

  /** The typed layer, which spins before it sleeps. */
  @Benchmark
  public long spinning(Spinning contender) throws IOException {
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
