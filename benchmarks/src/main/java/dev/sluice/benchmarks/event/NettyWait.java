package dev.sluice.benchmarks.event;

import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.benchmarks.netty.NettyLoop;
import dev.sluice.benchmarks.netty.NettyPeer;
import dev.sluice.benchmarks.netty.NettyTransport;
import io.netty.buffer.Unpooled;
import java.io.IOException;

/** A turn of Netty's event loop, which hands over what has come. */
abstract class NettyWait extends Wait {
  private final NettyTransport transport;
  private NettyLoop loop;
  private NettyPeer peer;

  NettyWait(Question question, NettyTransport transport) {
    super(question);
    this.transport = transport;
  }

  @Override
  final void watch() throws IOException {
    loop = new NettyLoop(transport);
    peer =
        new NettyPeer(
            loop,
            transport.accept(InetEndpoint.loopback(Family.INET4, 0), this::connect),
            Unpooled.buffer(1));
  }

  @Override
  final int ready() {
    peer.expect();
    loop.turn();
    return peer.received() > 0 ? 1 : 0;
  }

  /** Its channel is the token. */
  @Override
  final long token() {
    return TOKEN;
  }

  @Override
  final int receive() {
    return peer.received();
  }

  @Override
  final void unwatch() {
    peer.close();
    loop.close();
  }
}
