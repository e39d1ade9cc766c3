package dev.sluice.benchmarks.duel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.benchmarks.harness.Tools;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a server asks of the kernel while it is under load: {@code new} → {@link #end}. It slows the
 * server down, so nothing else is measured meanwhile.
 */
final class Strace implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 20;

  private final Process strace;
  private final Path written;

  /**
   * Begins to look at all threads of a process.
   *
   * @param options what is looked at
   */
  Strace(long pid, List<String> options) throws IOException {
    written = Files.createTempFile("sluice-duel", ".strace");
    List<String> command = new ArrayList<>(List.of("strace", "-f", "-p", "" + pid, "-o"));
    command.add(written.toString());
    command.addAll(options);
    strace = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader output = strace.inputReader(UTF_8);
    String line = output.readLine(); // "strace: Process … attached": from now on it looks
    if (line == null || !line.contains("attached")) {
      close();
      throw new IOException("strace does not attach: " + line);
    }
  }

  static boolean isPossible() {
    return Tools.isInstalled("strace");
  }

  /** Ends, and returns what it has written. */
  List<String> end() throws IOException {
    strace.destroy(); // it detaches and writes on SIGTERM as on SIGINT
    try {
      if (!strace.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("strace does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while strace was looking", e);
    }
    return Files.readAllLines(written);
  }

  @Override
  public void close() throws IOException {
    strace.destroyForcibly();
    Files.deleteIfExists(written);
  }
}
