package dev.sluice.net;

import dev.sluice.Endpoint;
import dev.sluice.Portable;
import dev.sluice.UnixEndpoint;
import dev.sluice.backend.Backend;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Over NIO and AF_UNIX, named by a path. */
@Portable
class NioUnixPathStreamSocketTest extends StreamSocketContract {
  @TempDir Path directory;
  private int sockets;

  @Override
  protected Endpoint freshLocal() {
    return UnixEndpoint.path(directory.resolve("socket" + sockets++).toString());
  }

  @Override
  protected ListeningSocket listen(Endpoint local, int backlog) throws IOException {
    return Backend.nio().sockets().listenOn(local, backlog);
  }

  @Override
  protected StreamSocket open(Endpoint peer) throws IOException {
    return Backend.nio().sockets().openStream(peer.family());
  }

  @Override
  protected StreamSocket connectTo(Endpoint peer) throws IOException {
    return Backend.nio().sockets().connectTo(peer);
  }
}
