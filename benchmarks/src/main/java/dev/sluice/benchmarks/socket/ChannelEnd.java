package dev.sluice.benchmarks.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/** An end of somebody's channels: a direct buffer. */
final class ChannelEnd implements RoundTrip.End {
  private final ByteChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(RoundTrip.BYTES);

  ChannelEnd(ByteChannel channel) {
    this.channel = channel;
    for (int i = 0; i < RoundTrip.BYTES; i++) {
      buffer.put((byte) i);
    }
  }

  @Override
  public void stamp(byte number) {
    buffer.put(0, number);
  }

  @Override
  public void send() throws IOException {
    buffer.rewind();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  @Override
  public boolean receive() throws IOException {
    buffer.clear();
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public byte at(int index) {
    return buffer.get(index);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
