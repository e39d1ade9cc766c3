package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Counts the system calls of a running program, with {@code strace -c}. */
final class SystemCalls implements AutoCloseable {
  private static final Pattern ROW =
      Pattern.compile(" *[\\d.]+ +[\\d.]+ +\\d+ +(\\d+) +(?:\\d+ +)?(\\w+)");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Program strace;
  private final Path summary;

  private SystemCalls(Program strace, Path summary) {
    this.strace = strace;
    this.summary = summary;
  }

  /** Attaches to all threads of a program; so the start of the JVM is not counted. */
  static SystemCalls of(Program program) throws IOException {
    Path summary = Files.createTempFile("sluice", ".calls");
    String pid = Long.toString(program.pid());
    Program strace = Program.any("strace", "-f", "-c", "-o", summary.toString(), "-p", pid);
    SystemCalls calls = new SystemCalls(strace, summary);
    Deadline deadline = Deadline.of(PATIENCE);
    while (strace.process().isAlive() && !isTraced(program) && !deadline.isOver()) {
      Thread.onSpinWait();
    }
    if (!strace.process().isAlive()) {
      String why = strace.errors();
      calls.close();
      assumeThat(why).as("strace may attach to a process").isEmpty();
    }
    return calls;
  }

  private static boolean isTraced(Program program) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + program.pid() + "/task"))) {
      for (Path thread : threads.toList()) {
        if (Files.readString(thread.resolve("status")).contains("TracerPid:\t0\n")) {
          return false;
        }
      }
    }
    return true;
  }

  /** Stops counting and returns how often each call was made, by its name. */
  Map<String, Integer> count() throws IOException {
    strace.signal("INT");
    strace.exitCode();
    Map<String, Integer> calls = new HashMap<>();
    for (String line : Files.readAllLines(summary)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        calls.put(row.group(2), Integer.valueOf(row.group(1)));
      }
    }
    assertThat(calls).as("calls that strace counted").isNotEmpty();
    return calls;
  }

  @Override
  public void close() throws IOException {
    strace.close();
    Files.deleteIfExists(summary);
  }
}
