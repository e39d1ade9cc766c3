package dev.sluice.benchmarks.duel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.benchmarks.harness.Tools;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What a server asks of the kernel while it is under load, by {@code strace -c}: {@code new} →
 * {@link #end}. It slows the server down, so nothing else is measured meanwhile.
 */
final class SystemCallCount implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 20;

  private final Process strace;
  private final Path table;

  /** Begins to count, in all threads of a process. */
  SystemCallCount(long pid) throws IOException {
    table = Files.createTempFile("sluice-duel", ".strace");
    strace =
        new ProcessBuilder("strace", "-c", "-f", "-p", "" + pid, "-o", table.toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader output = strace.inputReader(UTF_8);
    String line = output.readLine(); // "strace: Process … attached": from now on they count
    if (line == null || !line.contains("attached")) {
      close();
      throw new IOException("strace does not attach: " + line);
    }
  }

  static boolean isPossible() {
    return Tools.isInstalled("strace");
  }

  /** Ends, and returns how often each call was made. */
  Map<String, Long> end() throws IOException {
    interrupt();
    return parse(Files.readAllLines(table));
  }

  /** It detaches and writes on SIGINT; SIGTERM, which Java has, does the same for strace. */
  private void interrupt() throws IOException {
    strace.destroy();
    try {
      if (!strace.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("strace does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while strace was counting", e);
    }
  }

  /** Reads lines such as {@code 50.34 0.001 0 25600 12 recvfrom}, where errors may be missing. */
  static Map<String, Long> parse(List<String> lines) {
    Map<String, Long> calls = new TreeMap<>();
    for (String line : lines) {
      String[] words = line.strip().split(" +", -1);
      if (words.length >= 5 && words[0].matches("[0-9.]+") && !line.endsWith("total")) {
        calls.put(words[words.length - 1].toLowerCase(Locale.ROOT), Long.parseLong(words[3]));
      }
    }
    return calls;
  }

  @Override
  public void close() throws IOException {
    strace.destroyForcibly();
    Files.deleteIfExists(table);
  }
}
