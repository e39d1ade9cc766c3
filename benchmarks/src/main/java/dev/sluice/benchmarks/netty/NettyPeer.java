package dev.sluice.benchmarks.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * A connected channel, and the one message that it has or awaits: what came is sent without a copy.
 * Belongs to the thread of its loop.
 */
public final class NettyPeer extends ChannelInboundHandlerAdapter implements AutoCloseable {
  private final NettyLoop loop;
  private final Channel channel;
  private ByteBuf message;
  private int received;
  private boolean isEnded;

  /**
   * Begins to receive.
   *
   * @param first what is sent first; belongs to the peer
   */
  public NettyPeer(NettyLoop loop, Channel channel, ByteBuf first) {
    this.loop = loop;
    this.channel = channel;
    this.message = first;
    loop.add(channel, this);
  }

  /** Returns the message. */
  public ByteBuf message() {
    return message;
  }

  /** Sends the message. */
  public void send() {
    message.readerIndex(0);
    var _ = channel.writeAndFlush(message.retain(), channel.voidPromise());
  }

  /** From now on another message is awaited. */
  public void expect() {
    received = 0;
  }

  /** Returns how many bytes of it have come. */
  public int received() {
    return received;
  }

  /** Tells whether the other end has closed. */
  public boolean isEnded() {
    return isEnded;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object more) {
    ByteBuf bytes = (ByteBuf) more;
    int count = bytes.readableBytes();
    if (received == 0) {
      message.release();
      message = bytes;
    } else {
      message = channel.alloc().compositeBuffer().addComponents(true, message, bytes);
    }
    received += count;
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    isEnded = true;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable reset) {
    isEnded = true;
  }

  @Override
  public void close() {
    loop.await(channel.close());
    message.release();
  }
}
