package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counts the system calls of one thread of this process, with {@code strace -c}. */
public final class SystemCalls {
  private static final Pattern TOTAL = Pattern.compile(" *100\\.00 +[\\d.]+ +\\d+ +(\\d+) .*total");
  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private SystemCalls() {}

  /** Returns the number of the calling thread, as the kernel has it. */
  public static long thread() throws IOException {
    return Long.parseLong(
        Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString());
  }

  /** Returns how many calls a thread makes in a time; skips the test where it cannot be traced. */
  public static int count(long thread, long millis) throws IOException, InterruptedException {
    Child.assumeProgram("strace");
    Path summary = Files.createTempFile("sluice", ".calls");
    Path errors = Files.createTempFile("sluice", ".errors");
    try {
      Process strace =
          new ProcessBuilder("strace", "-c", "-o", summary.toString(), "-p", Long.toString(thread))
              .redirectErrorStream(true)
              .redirectOutput(errors.toFile())
              .start();
      try {
        awaitTraced(strace, thread);
        assumeTrue(strace.isAlive(), "strace may not attach: " + Files.readString(errors));
        // That nothing happens cannot be waited for otherwise.
        TimeUnit.MILLISECONDS.sleep(millis);
        new ProcessBuilder("kill", "-INT", Long.toString(strace.pid())).start().waitFor();
        assertThat(strace.waitFor(DEADLINE_NANOS, TimeUnit.NANOSECONDS)).isTrue();
      } finally {
        strace.destroyForcibly().waitFor();
      }
      return total(Files.readAllLines(summary));
    } finally {
      Files.delete(summary);
      Files.delete(errors);
    }
  }

  private static void awaitTraced(Process strace, long thread) throws IOException {
    Path status = Path.of("/proc/self/task/" + thread + "/status");
    long end = System.nanoTime() + DEADLINE_NANOS;
    while (strace.isAlive() && Files.readString(status).contains("TracerPid:\t0\n")) {
      assertThat(System.nanoTime()).as("strace attaches").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static int total(List<String> summary) {
    for (String line : summary) {
      Matcher total = TOTAL.matcher(line);
      if (total.matches()) {
        return Integer.parseInt(total.group(1));
      }
    }
    return 0; // a table without rows has no sum
  }
}
