package dev.sluice.examples;

import java.io.IOException;
import java.nio.file.Path;

class RawTcpEchoTest extends EchoContract {
  @Override
  Program start(Path directory) throws IOException {
    return Program.sluice("raw-echo", "--port", "0");
  }
}
