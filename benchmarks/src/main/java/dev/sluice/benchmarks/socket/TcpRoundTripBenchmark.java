package dev.sluice.benchmarks.socket;

import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.benchmarks.CallBenchmark;
import dev.sluice.benchmarks.netty.NettyTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * What does a message cost over TCP, there and back, between two threads that block?
 *
 * <p>As {@link UnixBlockingBenchmark}, over loopback and with {@code TCP_NODELAY} at both ends.
 * {@code ./sluice bench TcpRoundTrip}
 */
public class TcpRoundTripBenchmark extends CallBenchmark {
  /** Sluice's sockets. */
  public static class Typed extends RoundTrip {
    /** JMH makes it. */
    public Typed() {}

    @Override
    Pair connect() throws IOException {
      return SluiceEnd.connect(InetEndpoint.loopback(Family.INET4, 0), 0);
    }
  }

  /** Sluice's sockets, which spin before they sleep. */
  public static class Spinning extends RoundTrip {
    /** JMH makes it. */
    public Spinning() {}

    @Override
    Pair connect() throws IOException {
      return SluiceEnd.connect(InetEndpoint.loopback(Family.INET4, 0), SluiceEnd.SPIN_NANOS);
    }
  }

  /** java.nio. */
  public static class Nio extends RoundTrip {
    /** JMH makes it. */
    public Nio() {}

    @Override
    Pair connect() throws IOException {
      try (ServerSocketChannel listener = ServerSocketChannel.open()) {
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        SocketChannel client = SocketChannel.open(listener.getLocalAddress());
        SocketChannel server = listener.accept();
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        server.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return new Pair(new ChannelEnd(client), new ChannelEnd(server));
      }
    }
  }

  /** java.net. */
  public static class JavaNet extends RoundTrip {
    /** JMH makes it. */
    public JavaNet() {}

    @Override
    Pair connect() throws IOException {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      try (ServerSocket listener = new ServerSocket(0, 1, loopback)) {
        Socket client = new Socket(loopback, listener.getLocalPort());
        return new Pair(new JavaNetEnd(client), new JavaNetEnd(listener.accept()));
      }
    }
  }

  /** Netty over JNI. */
  public static class NettyEpoll extends RoundTrip {
    /** JMH makes it. */
    public NettyEpoll() {}

    @Override
    Pair connect() throws IOException {
      return NettyEnd.connect(NettyTransport.EPOLL, InetEndpoint.loopback(Family.INET4, 0));
    }
  }

  /** Netty over java.nio. */
  public static class NettyNio extends RoundTrip {
    /** JMH makes it. */
    public NettyNio() {}

    @Override
    Pair connect() throws IOException {
      return NettyEnd.connect(NettyTransport.NIO, InetEndpoint.loopback(Family.INET4, 0));
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

  /** java.nio. */
  @Benchmark
  public long nio(Nio contender) throws IOException {
    return contender.call();
  }

  /** java.net. */
  @Benchmark
  public long javaNet(JavaNet contender) throws IOException {
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
