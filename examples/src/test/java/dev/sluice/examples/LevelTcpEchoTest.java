package dev.sluice.examples;

import java.io.IOException;
import java.nio.file.Path;

class LevelTcpEchoTest extends EchoContract {
  @Override
  Program start(Path directory) throws IOException {
    return Program.sluice("echo", "--trigger", "level", "--port", "0");
  }
}
