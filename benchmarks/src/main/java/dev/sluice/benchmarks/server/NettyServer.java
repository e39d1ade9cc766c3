package dev.sluice.benchmarks.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Netty with one event loop, which accepts as well: {@code epoll} by JNI, which is edge-triggered,
 * or {@code nio}. A batch of messages is flushed once, as Netty's own examples do.
 */
public final class NettyServer {
  private NettyServer() {}

  /** Sends back what comes. */
  @ChannelHandler.Sharable
  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      var _ = context.write(message, context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable reset) {
      var _ = context.close();
    }
  }

  public static void main(String[] args) throws InterruptedException {
    Channel channel = listen(args[0].equals("epoll"), new Echo());
    Control.begin(((InetSocketAddress) channel.localAddress()).getPort());
    channel.closeFuture().sync();
  }

  /** Listens with one loop, on a free port. */
  static Channel listen(boolean epoll, ChannelHandler child) throws InterruptedException {
    EventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(
            1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    Class<? extends ServerChannel> type =
        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    return new ServerBootstrap()
        .group(loop)
        .channel(type)
        .option(ChannelOption.SO_BACKLOG, Control.BACKLOG)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(
            ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(Control.BUFFER_BYTES))
        .childHandler(child)
        .bind(InetAddress.getLoopbackAddress(), 0)
        .sync()
        .channel();
  }
}
