package dev.sluice.benchmarks.netty;

import static java.util.Objects.requireNonNull;

import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.UnixEndpoint;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import dev.sluice.net.TcpOptions;
import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** By what Netty reaches the kernel. Its channels are connected before Netty gets them. */
public enum NettyTransport {
  /** By JNI, edge-triggered. */
  EPOLL {
    @Override
    IoHandlerFactory handlers() {
      return EpollIoHandler.newFactory();
    }

    @Override
    public Channel accept(Endpoint where, Dial dial) throws IOException {
      try (ListeningSocket listener = ListeningSocket.listenOn(where, 1)) {
        dial.to(listener.localEndpoint());
        return wrap(requireNonNull(listener.accept()));
      }
    }

    @Override
    Channel connect(Endpoint listener) throws IOException {
      return wrap(StreamSocket.connectTo(listener));
    }

    private Channel wrap(StreamSocket socket) throws IOException {
      Epoll.ensureAvailability(); // loads the library
      if (socket.localEndpoint().family() == Family.UNIX) {
        return new EpollDomainSocketChannel(socket.fd().release());
      }
      socket.set(TcpOptions.TCP_NODELAY, true);
      return new EpollSocketChannel(socket.fd().release());
    }
  },

  /** By java.nio. */
  NIO {
    @Override
    IoHandlerFactory handlers() {
      return NioIoHandler.newFactory();
    }

    @Override
    public Channel accept(Endpoint where, Dial dial) throws IOException {
      boolean isUnix = where.family() == Family.UNIX;
      try (ServerSocketChannel listener =
          ServerSocketChannel.open(
              isUnix ? StandardProtocolFamily.UNIX : StandardProtocolFamily.INET)) {
        listener.bind(address(where), 1);
        dial.to(isUnix ? where : loopback((InetSocketAddress) listener.getLocalAddress()));
        return wrap(listener.accept());
      }
    }

    @Override
    Channel connect(Endpoint listener) throws IOException {
      return wrap(SocketChannel.open(address(listener)));
    }

    private Channel wrap(SocketChannel socket) throws IOException {
      if (socket.getLocalAddress() instanceof UnixDomainSocketAddress) {
        return new NioDomainSocketChannel(socket);
      }
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      return new NioSocketChannel(socket);
    }

    private static InetEndpoint loopback(InetSocketAddress bound) {
      return InetEndpoint.loopback(Family.INET4, bound.getPort());
    }

    private static SocketAddress address(Endpoint endpoint) {
      return endpoint instanceof UnixEndpoint unix
          ? unix.toSocketAddress()
          : ((InetEndpoint) endpoint).toSocketAddress();
    }
  };

  /** Connects to where somebody listens. */
  public interface Dial {
    /** Connects. */
    void to(Endpoint listener) throws IOException;
  }

  /** Returns what drives its channels. */
  abstract IoHandlerFactory handlers();

  /**
   * Listens, lets a client connect, and accepts it.
   *
   * @param where 127.0.0.1, or a path
   */
  public abstract Channel accept(Endpoint where, Dial dial) throws IOException;

  /** Connects a client. */
  abstract Channel connect(Endpoint listener) throws IOException;

  /** Two channels that are connected. */
  public record Pair(Channel client, Channel server) {}

  /** Listens, connects, and accepts. */
  public Pair connectPair(Endpoint where) throws IOException {
    List<Channel> client = new ArrayList<>();
    Channel server = accept(where, listener -> client.add(connect(listener)));
    return new Pair(client.getFirst(), server);
  }
}
