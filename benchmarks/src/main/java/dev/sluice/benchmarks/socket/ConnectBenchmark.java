package dev.sluice.benchmarks.socket;

import static java.util.Objects.requireNonNull;

import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.benchmarks.CallBenchmark;
import dev.sluice.benchmarks.Contender;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.SocketOptions;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * What does a connection cost, from its set-up to its end?
 *
 * <p>One operation is a TCP connection over loopback that is made, accepted and closed at both ends
 * by one thread; CPU nanoseconds. The client closes by a reset, because a connection in {@code
 * TIME_WAIT} for each would use up the ports. {@code ./sluice bench Connect}
 */
public class ConnectBenchmark extends CallBenchmark {
  static final int BACKLOG = 8;

  /** Says that there was a connection, between the ports that both ends name. */
  abstract static class Maker extends Contender {
    @Override
    public final long expected() {
      return 1;
    }

    static long same(int seen, int own) {
      return seen == own ? 1 : 0;
    }
  }

  /** Sluice's sockets. */
  public static class Typed extends Maker {
    private ListeningSocket listener;
    private InetEndpoint where;

    /** JMH makes it. */
    public Typed() {}

    @Override
    protected void open() throws IOException {
      listener = ListeningSocket.listenOn(InetEndpoint.loopback(Family.INET4, 0), BACKLOG);
      where = (InetEndpoint) listener.localEndpoint();
    }

    @Override
    public long call() throws IOException {
      try (StreamSocket client = StreamSocket.connectTo(where);
          StreamSocket server = requireNonNull(listener.accept())) {
        client.set(SocketOptions.SO_LINGER, Optional.of(Duration.ZERO));
        return same(
            ((InetEndpoint) server.peerEndpoint()).port(),
            ((InetEndpoint) client.localEndpoint()).port());
      }
    }

    @Override
    protected void close() {
      listener.close();
    }
  }

  /** java.nio. */
  public static class Nio extends Maker {
    private ServerSocketChannel listener;
    private InetSocketAddress where;

    /** JMH makes it. */
    public Nio() {}

    @Override
    protected void open() throws IOException {
      listener = ServerSocketChannel.open();
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
      where = (InetSocketAddress) listener.getLocalAddress();
    }

    @Override
    public long call() throws IOException {
      try (SocketChannel client = SocketChannel.open(where);
          SocketChannel server = listener.accept()) {
        client.setOption(StandardSocketOptions.SO_LINGER, 0);
        return same(
            ((InetSocketAddress) server.getRemoteAddress()).getPort(),
            ((InetSocketAddress) client.getLocalAddress()).getPort());
      }
    }

    @Override
    protected void close() throws IOException {
      listener.close();
    }
  }

  /** java.net. */
  public static class JavaNet extends Maker {
    private ServerSocket listener;

    /** JMH makes it. */
    public JavaNet() {}

    @Override
    protected void open() throws IOException {
      listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    }

    @Override
    public long call() throws IOException {
      try (Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
          Socket server = listener.accept()) {
        client.setSoLinger(true, 0);
        return same(server.getPort(), client.getLocalPort());
      }
    }

    @Override
    protected void close() throws IOException {
      listener.close();
    }
  }

  /** Netty over JNI. */
  public static class NettyEpoll extends NettyConnections {
    /** JMH makes it. */
    public NettyEpoll() {}
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

  /** java.net. */
  @Benchmark
  public long javaNet(JavaNet contender) throws IOException {
    return contender.call();
  }

  /** Netty over JNI. */
  @Benchmark
  public long nettyEpoll(NettyEpoll contender) {
    return contender.call();
  }
}
