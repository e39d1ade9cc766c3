package dev.sluice.benchmarks.socket;

import dev.sluice.UnixEndpoint;
import dev.sluice.benchmarks.netty.NettyLoop;
import dev.sluice.benchmarks.netty.NettyPeer;
import dev.sluice.benchmarks.netty.NettyTransport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A stream of Netty: both ends on one event loop. */
abstract class NettyStream extends StreamEnds {
  private final NettyTransport transport;
  private NettyLoop loop;
  private NettyPeer client;
  private NettyPeer server;
  private boolean cameBack;

  NettyStream(int bytes, NettyTransport transport) {
    super(bytes);
    this.transport = transport;
  }

  @Override
  protected final void open() throws IOException {
    loop = new NettyLoop(transport);
    try (UnixPath path = new UnixPath()) {
      NettyTransport.Pair pair = transport.connectPair(UnixEndpoint.path(path.path().toString()));
      ByteBuf first = PooledByteBufAllocator.DEFAULT.directBuffer(bytes());
      client = new NettyPeer(loop, pair.client(), first.writeBytes(Pattern.nio(bytes())));
      server = new NettyPeer(loop, pair.server(), Unpooled.buffer(1));
    }
  }

  @Override
  final void clear() {
    server.expect();
    client.expect();
    cameBack = false;
  }

  @Override
  final void stamp(byte number) {
    client.message().setByte(0, number);
  }

  /** What does not fit is Netty's, which sends it as the loop turns. */
  @Override
  final boolean clientSends() {
    client.send();
    return true;
  }

  @Override
  final boolean serverReceives() {
    loop.turn();
    return server.received() == bytes();
  }

  @Override
  final boolean serverSends() {
    server.send();
    return true;
  }

  @Override
  final boolean clientReceives() {
    loop.turn();
    cameBack = client.received() == bytes();
    return cameBack;
  }

  private ByteBuf last() {
    return (cameBack ? client : server).message();
  }

  @Override
  final byte first() {
    return last().getByte(0);
  }

  @Override
  protected final boolean isIntact() {
    ByteBuffer copy = ByteBuffer.allocate(bytes());
    last().getBytes(0, copy);
    return Pattern.isIn(copy);
  }

  @Override
  protected final void close() {
    client.close();
    server.close();
    loop.close();
  }
}
