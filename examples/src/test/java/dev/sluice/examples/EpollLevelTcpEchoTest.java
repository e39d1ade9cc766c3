package dev.sluice.examples;

import java.io.IOException;
import java.nio.file.Path;

class EpollLevelTcpEchoTest extends EchoContract {
  @Override
  Program start(Path directory) throws IOException {
    return Program.sluice("echo", "--model", "epoll-level", "--port", "0");
  }
}
