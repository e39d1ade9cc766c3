package dev.sluice.benchmarks.socket;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A stream of java.nio. */
abstract class NioStream extends ChannelStream {
  NioStream(int bytes) {
    super(bytes);
  }

  @Override
  final Pair connect(UnixPath path) throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path.path());
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(address, 1);
      SocketChannel client = SocketChannel.open(address);
      SocketChannel server = listener.accept();
      client.configureBlocking(false);
      server.configureBlocking(false);
      return new Pair(client, server);
    }
  }
}
