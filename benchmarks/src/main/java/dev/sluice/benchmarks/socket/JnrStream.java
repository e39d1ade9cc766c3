package dev.sluice.benchmarks.socket;

import java.io.IOException;
import jnr.unixsocket.UnixServerSocketChannel;
import jnr.unixsocket.UnixSocketAddress;
import jnr.unixsocket.UnixSocketChannel;

/** A stream of jnr-unixsocket. */
abstract class JnrStream extends ChannelStream {
  JnrStream(int bytes) {
    super(bytes);
  }

  @Override
  final Pair connect(UnixPath path) throws IOException {
    UnixSocketAddress address = new UnixSocketAddress(path.path().toFile());
    try (UnixServerSocketChannel listener = UnixServerSocketChannel.open()) {
      listener.socket().bind(address);
      UnixSocketChannel client = UnixSocketChannel.open(address);
      UnixSocketChannel server = listener.accept();
      client.configureBlocking(false);
      server.configureBlocking(false);
      return new Pair(client, server);
    }
  }
}
