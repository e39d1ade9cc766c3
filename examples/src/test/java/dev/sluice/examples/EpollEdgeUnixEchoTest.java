package dev.sluice.examples;

import java.io.IOException;
import java.nio.file.Path;

class EpollEdgeUnixEchoTest extends EchoContract {
  @Override
  Program start(Path directory) throws IOException {
    String path = directory.resolve("echo.sock").toString();
    return Program.sluice("echo", "--model", "epoll-edge", "--unix", path);
  }
}
