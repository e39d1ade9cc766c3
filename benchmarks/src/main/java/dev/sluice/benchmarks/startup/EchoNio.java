package dev.sluice.benchmarks.startup;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Iterator;

/**
 * The java.nio contender of {@link StartupBenchmark}: what {@link EchoTyped} does, level-triggered,
 * because a {@link Selector} has no other way.
 */
public final class EchoNio {
  private EchoNio() {}

  public static void main(String[] args) throws IOException {
    try (Selector selector = Selector.open();
        ServerSocketChannel listener = ServerSocketChannel.open()) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
      byte[] loopback = {127, 0, 0, 1};
      listener.bind(new InetSocketAddress(InetAddress.getByAddress(loopback), 0), 16);
      listener.configureBlocking(false);
      listener.register(selector, SelectionKey.OP_ACCEPT);
      System.out.println(((InetSocketAddress) listener.getLocalAddress()).getPort());
      boolean open = true;
      while (open) {
        selector.select();
        Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
        while (keys.hasNext() && open) {
          SelectionKey key = keys.next();
          keys.remove();
          if (key.isAcceptable()) {
            SocketChannel connection = listener.accept();
            connection.configureBlocking(false);
            connection.register(selector, SelectionKey.OP_READ);
          } else {
            open = echo((SocketChannel) key.channel(), buffer);
          }
        }
      }
    }
  }

  /** Echoes until nothing is left; tells whether the client goes on. */
  private static boolean echo(SocketChannel connection, ByteBuffer buffer) throws IOException {
    for (; ; ) {
      int received = connection.read(buffer.clear());
      if (received <= 0) {
        if (received < 0) {
          connection.close();
        }
        return received == 0;
      }
      if (connection.write(buffer.flip()) != received) {
        throw new IOException("the client does not receive what it sent");
      }
    }
  }
}
