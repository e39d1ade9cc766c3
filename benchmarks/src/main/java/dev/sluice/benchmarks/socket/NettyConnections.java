package dev.sluice.benchmarks.socket;

import dev.sluice.benchmarks.netty.NettyLoop;
import dev.sluice.benchmarks.netty.NettyTransport;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Connections of Netty over JNI: both ends, and what listens, on one event loop. */
abstract class NettyConnections extends ConnectBenchmark.Maker {
  private NettyLoop loop;
  private Channel listener;
  private Bootstrap clients;
  private @Nullable Channel accepted;

  /** Of either end: a reset closes. */
  @ChannelHandler.Sharable
  private static class Handler extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable reset) {
      var _ = context.close();
    }
  }

  /** Takes who was accepted. */
  @ChannelHandler.Sharable
  private final class Acceptance extends Handler {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      accepted = context.channel();
    }
  }

  @Override
  protected final void open() {
    loop = new NettyLoop(NettyTransport.EPOLL);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop.own())
            .channel(EpollServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, ConnectBenchmark.BACKLOG)
            .childHandler(new Acceptance())
            .bind(InetAddress.getLoopbackAddress(), 0);
    loop.await(bound);
    listener = bound.channel();
    clients =
        new Bootstrap()
            .group(loop.own())
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.SO_LINGER, 0)
            .handler(new Handler())
            .remoteAddress(listener.localAddress());
  }

  @Override
  public final long call() {
    accepted = null;
    ChannelFuture connected = clients.connect();
    loop.await(connected);
    while (accepted == null) {
      loop.turn();
    }
    Channel client = connected.channel();
    Channel server = accepted;
    long same = same(port(server.remoteAddress()), port(client.localAddress()));
    loop.await(client.close());
    loop.await(server.close());
    return same;
  }

  private static int port(SocketAddress address) {
    return ((InetSocketAddress) address).getPort();
  }

  @Override
  protected final void close() {
    loop.await(listener.close());
    loop.close();
  }
}
