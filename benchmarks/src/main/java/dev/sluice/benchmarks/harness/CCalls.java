package dev.sluice.benchmarks.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * The C contender, compiled where it runs: {@link #compile} → {@link #measure}, again and again →
 * {@link #close}, which deletes it.
 */
public final class CCalls implements AutoCloseable {
  private static final String SOURCE = "/dev/sluice/benchmarks/calls.c";

  private final Path directory;

  private CCalls(Path directory) {
    this.directory = directory;
  }

  /** What one run printed. */
  public record Result(long checked, Samples nanosPerCall) {}

  /** Tells whether there is a C compiler, called {@code cc}, as POSIX has it. */
  public static boolean isCompilerPresent() {
    for (String directory : System.getenv("PATH").split(":", -1)) {
      if (Files.isExecutable(Path.of(directory, "cc"))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Compiles the source that is part of this program, with {@code cc -O2 -pthread}.
   *
   * @throws IOException if the compiler complains: with what it said
   */
  public static CCalls compile() throws IOException {
    Path directory = Files.createTempDirectory("sluice-calls");
    CCalls calls = new CCalls(directory);
    try (InputStream source = CCalls.class.getResourceAsStream(SOURCE)) {
      Files.copy(Objects.requireNonNull(source, SOURCE), calls.source());
      run(
          "cc",
          "-O2",
          "-Wall",
          "-Wextra",
          "-Werror",
          "-pthread",
          "-o",
          calls.program(),
          calls.source().toString());
      return calls;
    } catch (IOException | RuntimeException e) {
      calls.close();
      throw e;
    }
  }

  private Path source() {
    return directory.resolve("calls.c");
  }

  private String program() {
    return directory.resolve("calls").toString();
  }

  /**
   * Runs the loop once, as a process.
   *
   * @param call {@code recv}, {@code wait-zero} or {@code wait-ready}
   * @param threads the number of threads, of which all but one sleep
   * @param warmup the number of iterations that are thrown away
   * @param iterations the number of iterations that count
   * @param millis the length of each
   * @throws IOException if the program fails: with what it said
   */
  public Result measure(String call, int threads, int warmup, int iterations, int millis)
      throws IOException {
    List<String> lines =
        run(program(), call, "" + threads, "" + warmup, "" + iterations, "" + millis)
            .lines()
            .toList();
    Samples samples = new Samples();
    lines.stream().skip(1).mapToDouble(Double::parseDouble).forEach(samples::add);
    return new Result(Long.parseLong(lines.getFirst()), samples);
  }

  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException(String.join(" ", command) + ": status " + status + "\n" + output);
      }
      return output;
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + command[0] + " was running", e);
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(source());
    Files.deleteIfExists(Path.of(program()));
    Files.deleteIfExists(directory);
  }
}
