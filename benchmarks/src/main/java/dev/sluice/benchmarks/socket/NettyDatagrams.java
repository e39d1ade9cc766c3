package dev.sluice.benchmarks.socket;

import dev.sluice.benchmarks.Contender;
import dev.sluice.benchmarks.Patience;
import dev.sluice.benchmarks.netty.NettyLoop;
import dev.sluice.benchmarks.netty.NettyTransport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Two connected channels of Netty over JNI and loopback, and a window that goes from one to one:
 * {@code sendmmsg} and {@code recvmmsg}, which Netty does when it is told the size of a datagram.
 */
abstract class NettyDatagrams extends Contender {
  private final int bytesEach;
  private final ByteBuf[] out;
  private final DatagramPacket[] in;
  private final Patience patience = new Patience();
  private NettyLoop loop;
  private EpollDatagramChannel sender;
  private EpollDatagramChannel receiver;
  private int sentCount;
  private int receivedCount;
  private int inWindow;

  NettyDatagrams(int datagrams, int bytesEach) {
    this.bytesEach = bytesEach;
    out = new ByteBuf[datagrams];
    in = new DatagramPacket[datagrams];
  }

  /** Takes what comes. */
  private final class Inbox extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      DatagramPacket packet = (DatagramPacket) message;
      if (inWindow == in.length
          || packet.content().readableBytes() != bytesEach
          || packet.content().getByte(0) != (byte) receivedCount) {
        throw disqualified("datagram " + receivedCount + " was lost or is another one");
      }
      receivedCount++;
      if (in[inWindow] != null) {
        in[inWindow].release();
      }
      in[inWindow++] = packet;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      inWindow = -1; // never to be full again
    }
  }

  @Override
  protected final void open() throws UnknownHostException {
    loop = new NettyLoop(NettyTransport.EPOLL);
    sender = bound();
    receiver = bound();
    loop.await(sender.connect(receiver.localAddress()));
    loop.await(receiver.connect(sender.localAddress()));
    for (int i = 0; i < out.length; i++) {
      ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(bytesEach);
      out[i] = buffer.writeBytes(Pattern.nio(bytesEach));
    }
  }

  private EpollDatagramChannel bound() throws UnknownHostException {
    EpollDatagramChannel channel = new EpollDatagramChannel(SocketProtocolFamily.INET);
    channel.config().setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, bytesEach);
    channel
        .config()
        .setOption(
            ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(in.length * bytesEach));
    loop.add(channel, new Inbox());
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    loop.await(channel.bind(new InetSocketAddress(loopback, 0)));
    return channel;
  }

  @Override
  public final long call() {
    inWindow = 0;
    for (ByteBuf datagram : out) {
      var _ =
          sender.write(
              datagram.setIndex(0, bytesEach).setByte(0, sentCount++).retain(),
              sender.voidPromise());
    }
    sender.flush();
    patience.reset();
    while (inWindow < in.length) {
      loop.turn();
      if (inWindow < in.length && patience.isOver()) {
        throw disqualified("datagram " + receivedCount + " did not come");
      }
    }
    return inWindow;
  }

  @Override
  public final long expected() {
    return in.length;
  }

  @Override
  protected final boolean isIntact() {
    for (DatagramPacket packet : in) {
      ByteBuffer copy = ByteBuffer.allocate(bytesEach);
      packet.content().getBytes(0, copy);
      if (!Pattern.isIn(copy)) {
        return false;
      }
    }
    return true;
  }

  @Override
  protected final void close() {
    loop.await(sender.close());
    loop.await(receiver.close());
    loop.close();
    for (int i = 0; i < out.length; i++) {
      out[i].release();
      if (in[i] != null) {
        in[i].release();
      }
    }
  }
}
