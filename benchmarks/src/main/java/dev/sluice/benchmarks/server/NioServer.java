package dev.sluice.benchmarks.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * java.nio by hand, as fast as its selector allows: one direct buffer for all, an action per key
 * instead of a set of keys, and nothing allocated for an echo that is taken whole.
 */
public final class NioServer implements Consumer<SelectionKey> {
  private final Selector selector;
  private final ServerSocketChannel listener;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(Control.BUFFER_BYTES);

  private NioServer() throws IOException {
    selector = Selector.open();
    listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Control.BACKLOG);
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
  }

  public static void main(String[] args) throws IOException {
    NioServer server = new NioServer();
    Control.begin(server.listener.socket().getLocalPort());
    for (; ; ) {
      server.selector.select(server);
    }
  }

  @Override
  public void accept(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        acceptAll();
      } else if (key.isWritable()) {
        flush(key);
      } else {
        echo(key);
      }
    } catch (IOException reset) {
      close(key);
    }
  }

  private void acceptAll() throws IOException {
    for (SocketChannel client = listener.accept(); client != null; client = listener.accept()) {
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      client.configureBlocking(false);
      client.register(selector, SelectionKey.OP_READ);
    }
  }

  private void echo(SelectionKey key) throws IOException {
    SocketChannel client = (SocketChannel) key.channel();
    if (client.read(buffer.clear()) < 0) {
      close(key);
      return;
    }
    client.write(buffer.flip());
    if (buffer.hasRemaining()) {
      ByteBuffer pending = ByteBuffer.allocateDirect(buffer.remaining());
      key.attach(pending.put(buffer).flip());
      key.interestOps(SelectionKey.OP_WRITE);
    }
  }

  private static void flush(SelectionKey key) throws IOException {
    ByteBuffer pending = (ByteBuffer) key.attachment();
    ((SocketChannel) key.channel()).write(pending);
    if (!pending.hasRemaining()) {
      key.attach(null);
      key.interestOps(SelectionKey.OP_READ);
    }
  }

  private static void close(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
