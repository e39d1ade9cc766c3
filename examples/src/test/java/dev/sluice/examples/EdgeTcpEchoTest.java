package dev.sluice.examples;

import java.io.IOException;
import java.nio.file.Path;

class EdgeTcpEchoTest extends EchoContract {
  @Override
  Program start(Path directory) throws IOException {
    return Program.sluice("echo", "--trigger", "edge", "--port", "0");
  }
}
