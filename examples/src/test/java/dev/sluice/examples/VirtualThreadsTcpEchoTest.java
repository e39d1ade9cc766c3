package dev.sluice.examples;

import java.io.IOException;
import java.nio.file.Path;

class VirtualThreadsTcpEchoTest extends EchoContract {
  @Override
  Program start(Path directory) throws IOException {
    return Program.sluice("echo", "--model", "virtual-threads", "--port", "0");
  }
}
