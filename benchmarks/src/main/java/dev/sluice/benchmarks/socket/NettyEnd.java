package dev.sluice.benchmarks.socket;

import dev.sluice.Endpoint;
import dev.sluice.benchmarks.netty.NettyLoop;
import dev.sluice.benchmarks.netty.NettyPeer;
import dev.sluice.benchmarks.netty.NettyTransport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** An end of Netty, with an event loop in each of the two threads. */
final class NettyEnd implements RoundTrip.End {
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final NettyLoop loop;
  private final Channel channel;
  private NettyPeer peer;

  private NettyEnd(NettyTransport transport, Channel channel) {
    this.loop = new NettyLoop(transport);
    this.channel = channel;
  }

  /** Connects over an address. */
  static RoundTrip.Pair connect(NettyTransport transport, Endpoint where) throws IOException {
    NettyTransport.Pair pair = transport.connectPair(where);
    return new RoundTrip.Pair(
        new NettyEnd(transport, pair.client()), new NettyEnd(transport, pair.server()));
  }

  /** The loop belongs to the thread that transfers. */
  private NettyPeer peer() {
    if (peer == null) {
      ByteBuf message = PooledByteBufAllocator.DEFAULT.directBuffer(RoundTrip.BYTES);
      for (int i = 0; i < RoundTrip.BYTES; i++) {
        message.writeByte(i);
      }
      peer = new NettyPeer(loop, channel, message);
    }
    return peer;
  }

  @Override
  public void stamp(byte number) {
    peer().message().setByte(0, number);
  }

  @Override
  public void send() {
    peer().send();
  }

  @Override
  public boolean receive() {
    peer().expect();
    while (peer.received() < RoundTrip.BYTES && !peer.isEnded()) {
      loop.turn(WAIT_NANOS);
    }
    return peer.received() == RoundTrip.BYTES;
  }

  @Override
  public byte at(int index) {
    return peer().message().getByte(index);
  }

  @Override
  public void close() {
    peer().close();
    loop.close();
  }
}
