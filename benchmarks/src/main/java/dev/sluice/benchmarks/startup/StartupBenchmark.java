package dev.sluice.benchmarks.startup;

import dev.sluice.benchmarks.harness.Machine;
import dev.sluice.benchmarks.harness.Samples;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How long does it take from the start of a JVM to the first echoed byte?
 *
 * <p>One operation is one process: it is created, prints the port it listens on, accepts a
 * connection and echoes a byte; in milliseconds, beside the CPU time that all its threads have used
 * by then. Contenders are those of {@link EchoProgram}, each as it comes (with the JDK's own class
 * archive) and with an AOT cache of a first run. All start in turn, round by round. Not measured:
 * the JVM without any server, which all contain; the price of the jar files of a larger program.
 * {@code ./sluice bench Startup}
 */
public final class StartupBenchmark {
  /** What {@code bench} calls it. */
  public static final String NAME = "Startup";

  private static final Pattern LOADED = Pattern.compile("source: ");
  private static final double TARGET_PLAIN_MILLIS = 60;
  private static final double TARGET_AOT_MILLIS = 15;

  private final List<String> jvmArguments;
  private final Map<String, Series> all = new LinkedHashMap<>();

  /** One contender in one setting. */
  private record Series(
      Class<?> main, List<String> jvmArguments, Samples wallMillis, Samples cpuMillis) {}

  /**
   * Prepares the measurement.
   *
   * @param jvmArguments what the measured JVMs get beside what they need
   */
  public StartupBenchmark(List<String> jvmArguments) {
    this.jvmArguments = List.copyOf(jvmArguments);
  }

  /** Measures and prints the tables. */
  public void run(int rounds, PrintStream out) throws IOException {
    Path directory = Files.createTempDirectory("sluice-startup");
    try {
      prepare(directory);
      for (int round = 1; round <= rounds; round++) {
        System.err.printf("round %d of %d: %s, load %s%n", round, rounds, NAME, Machine.load());
        for (Series series : all.values()) {
          EchoProcess.Result result = EchoProcess.run(series.main, series.jvmArguments);
          series.wallMillis.add(result.wallMillis());
          series.cpuMillis.add(result.cpuMillis());
        }
      }
      report(directory, out);
    } finally {
      try (var files = Files.list(directory)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(directory);
    }
  }

  /** Returns all numbers of all rounds, for a file. */
  public Map<String, Object> numbers() {
    Map<String, Object> wall = new LinkedHashMap<>();
    Map<String, Object> cpu = new LinkedHashMap<>();
    all.forEach((name, series) -> wall.put(name, series.wallMillis.values()));
    all.forEach((name, series) -> cpu.put(name, series.cpuMillis.values()));
    return Map.of("wallMillis", wall, "cpuMillis", cpu);
  }

  private void prepare(Path directory) throws IOException {
    for (EchoProgram program : EchoProgram.values()) {
      all.put(program.label(), series(program.main(), List.of()));
    }
    for (EchoProgram program : EchoProgram.values()) {
      Path cache = directory.resolve(program.label() + ".aot");
      System.err.println("training run for the AOT cache of " + program.label());
      EchoProcess.run(program.main(), with(List.of("-XX:AOTCacheOutput=" + cache)));
      if (!Files.exists(cache)) {
        throw new IOException(
            "the JVM has written no AOT cache; one of jar files only is possible");
      }
      all.put(
          program.label() + ", AOT cache",
          series(program.main(), List.of("-XX:AOTCache=" + cache)));
    }
  }

  private Series series(Class<?> main, List<String> arguments) {
    return new Series(main, with(arguments), new Samples(), new Samples());
  }

  private List<String> with(List<String> arguments) {
    List<String> both = new ArrayList<>(jvmArguments);
    both.addAll(arguments);
    return both;
  }

  private void report(Path directory, PrintStream out) throws IOException {
    out.printf("%n### %s%n%n", NAME);
    out.println(
        "| contender | ms to first echo, median | min – max | CPU ms, median | min – max"
            + " | classes loaded | outside any archive |");
    out.println("|---|---:|---:|---:|---:|---:|---:|");
    for (Map.Entry<String, Series> entry : all.entrySet()) {
      Series series = entry.getValue();
      out.printf(
          "| %s | %s | %s | %s |%n",
          entry.getKey(),
          series.wallMillis.cells("%.1f"),
          series.cpuMillis.cells("%.1f"),
          classes(series, directory.resolve("classes.log")));
    }
    out.printf("%n| difference within a round | ms, median | min – max | target |%n");
    out.println("|---|---:|---:|---|");
    difference(out, "raw", "", TARGET_PLAIN_MILLIS);
    difference(out, "typed", "", TARGET_PLAIN_MILLIS);
    difference(out, "raw", ", AOT cache", TARGET_AOT_MILLIS);
    difference(out, "typed", ", AOT cache", TARGET_AOT_MILLIS);
    out.printf("| server − nio | %s | |%n", over("server", "").cells("%+.1f"));
    out.printf(
        "| server − nio, AOT cache | %s | |%n", over("server", ", AOT cache").cells("%+.1f"));
  }

  private void difference(PrintStream out, String contender, String setting, double target) {
    Samples difference = over(contender, setting);
    out.printf(
        "| %s − nio%s | %s | ≤ +%.0f ms, %s |%n",
        contender,
        setting,
        difference.cells("%+.1f"),
        target,
        difference.median() <= target ? "met" : "MISSED");
  }

  private Samples over(String contender, String setting) {
    return samples(contender + setting).minus(samples("nio" + setting));
  }

  private Samples samples(String name) {
    Series series = all.get(name);
    return series == null ? new Samples() : series.wallMillis;
  }

  /** Counts on one more run, because logging takes time. */
  private static String classes(Series series, Path log) throws IOException {
    List<String> arguments = new ArrayList<>(series.jvmArguments);
    arguments.add("-Xlog:class+load:file=" + log);
    EchoProcess.run(series.main, arguments);
    List<String> lines = Files.readAllLines(log);
    long loaded = lines.stream().filter(line -> LOADED.matcher(line).find()).count();
    long archived = lines.stream().filter(line -> line.contains("shared objects file")).count();
    return loaded + " | " + (loaded - archived);
  }
}
