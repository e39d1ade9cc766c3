package dev.sluice.net;

import dev.sluice.Endpoint;
import dev.sluice.UnixEndpoint;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Over AF_UNIX, named by a path. */
class UnixPathStreamSocketTest extends StreamSocketContract {
  @TempDir Path directory;
  private int sockets;

  @Override
  protected Endpoint freshLocal() {
    return UnixEndpoint.path(directory.resolve("socket" + sockets++).toString());
  }
}
