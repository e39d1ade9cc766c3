package dev.sluice.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A contender on the same connection as {@link SluiceContender}, opened by java.nio. */
public abstract class NioContender extends Contender implements Arrival {
  /** As large as Sluice's. */
  protected static final int BUFFER_BYTES = SluiceContender.BUFFER_BYTES;

  private SocketChannel client;
  private SocketChannel connection;

  /** For subclasses, which JMH makes. */
  protected NioContender() {}

  @Override
  protected void open() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      byte[] loopback = {127, 0, 0, 1};
      listener.bind(new InetSocketAddress(InetAddress.getByAddress(loopback), 0), 1);
      client = SocketChannel.open(listener.getLocalAddress());
      connection = listener.accept();
      connection.configureBlocking(false);
    }
  }

  /** Returns the accepted end: non-blocking, and nothing has arrived. */
  protected SocketChannel connection() {
    return connection;
  }

  /** One byte arrives at the accepted end. */
  @Override
  public final long arrive() throws IOException {
    client.write(ByteBuffer.wrap(new byte[] {'x'}));
    return 1;
  }

  @Override
  protected void close() throws IOException {
    connection.close();
    client.close();
  }
}
