package dev.sluice.benchmarks.event;

import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/** {@code Selector.selectNow}, on a {@code SocketChannel}. */
abstract class NioWait extends Wait implements Consumer<SelectionKey> {
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private SocketChannel connection;
  private Selector selector;
  private long token;

  NioWait(Question question) {
    super(question);
  }

  @Override
  final void watch() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      byte[] loopback = {127, 0, 0, 1};
      listener.bind(new InetSocketAddress(InetAddress.getByAddress(loopback), 0), 1);
      int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
      connect(InetEndpoint.loopback(Family.INET4, port));
      connection = listener.accept();
      connection.configureBlocking(false);
    }
    selector = Selector.open();
    connection.register(selector, SelectionKey.OP_READ, TOKEN);
  }

  /**
   * With an action for each key, the form of {@code selectNow} that keeps no set; without one where
   * nothing is ready, and the set stays empty.
   */
  @Override
  final int ready() throws IOException {
    return asks(Question.NOTHING_READY) ? selector.selectNow() : selector.selectNow(this);
  }

  @Override
  public final void accept(SelectionKey key) {
    token = (Long) key.attachment();
  }

  @Override
  final long token() {
    return token;
  }

  @Override
  final int receive() throws IOException {
    return connection.read(in.clear());
  }

  @Override
  final void unwatch() throws IOException {
    selector.close();
    connection.close();
  }
}
