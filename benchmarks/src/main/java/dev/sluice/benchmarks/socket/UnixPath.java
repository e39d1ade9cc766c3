package dev.sluice.benchmarks.socket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a listening AF_UNIX socket is for a moment: {@code new} → {@link #close}. */
final class UnixPath implements AutoCloseable {
  private final Path directory;

  UnixPath() throws IOException {
    directory = Files.createTempDirectory("sluice-bench");
  }

  Path path() {
    return directory.resolve("socket");
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(path());
    Files.delete(directory);
  }
}
