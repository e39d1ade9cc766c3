package dev.sluice.examples;

import java.io.IOException;
import java.nio.file.Path;

class EdgeLoopsTcpEchoTest extends EchoContract {
  @Override
  Program start(Path directory) throws IOException {
    return Program.sluice("echo", "--model", "edge-loops:2", "--port", "0");
  }
}
