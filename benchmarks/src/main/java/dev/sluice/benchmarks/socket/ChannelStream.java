package dev.sluice.benchmarks.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/** A stream of somebody's channels, with direct buffers. */
abstract class ChannelStream extends StreamEnds {
  private final ByteBuffer out;
  private final ByteBuffer server;
  private final ByteBuffer back;
  private ByteChannel clientChannel;
  private ByteChannel serverChannel;
  private boolean cameBack;

  ChannelStream(int bytes) {
    super(bytes);
    out = Pattern.nio(bytes);
    server = ByteBuffer.allocateDirect(bytes);
    back = ByteBuffer.allocateDirect(bytes);
  }

  /** Two channels that are connected: client and server. */
  record Pair(ByteChannel client, ByteChannel server) {}

  /** Connects. */
  abstract Pair connect(UnixPath path) throws IOException;

  @Override
  protected final void open() throws IOException {
    try (UnixPath path = new UnixPath()) {
      Pair pair = connect(path);
      clientChannel = pair.client;
      serverChannel = pair.server;
    }
  }

  @Override
  final void clear() {
    server.clear();
    back.clear();
    cameBack = false;
  }

  @Override
  final void stamp(byte number) {
    out.clear().put(0, number);
  }

  @Override
  final boolean clientSends() throws IOException {
    clientChannel.write(out);
    return !out.hasRemaining();
  }

  @Override
  final boolean serverReceives() throws IOException {
    serverChannel.read(server);
    if (server.hasRemaining()) {
      return false;
    }
    server.flip();
    return true;
  }

  @Override
  final boolean serverSends() throws IOException {
    serverChannel.write(server);
    return !server.hasRemaining();
  }

  @Override
  final boolean clientReceives() throws IOException {
    clientChannel.read(back);
    cameBack = !back.hasRemaining();
    return cameBack;
  }

  @Override
  final byte first() {
    return (cameBack ? back : server).get(0);
  }

  @Override
  protected final boolean isIntact() {
    ByteBuffer message = (cameBack ? back : server).duplicate();
    return Pattern.isIn(message.position(message.capacity()));
  }

  @Override
  protected final void close() throws IOException {
    clientChannel.close();
    serverChannel.close();
  }
}
