package dev.sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.examples.chat.ChatFuzz;
import dev.sluice.examples.files.FilesFuzz;
import dev.sluice.examples.http.HttpFuzz;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs Jazzer on each target for a while, in a JVM of its own, and tries the corpus without it:
 * seeds, and what was found once.
 */
class FuzzTest {
  private static final Path CORPUS = Path.of("src/test/resources/dev/sluice/fuzz");
  private static final Path FOUND = Path.of("target/findings");
  private static final Path GROWN = Path.of("target/corpus");
  private static final int START_SECONDS = 120;

  /** So Jazzer ends if an input was found. */
  private static final int FINDING = 77;

  /**
   * Something that reads what peers send.
   *
   * @param name of its corpus
   * @param type has {@code fuzzerTestOneInput}
   * @param run is that
   */
  record Target(String name, Class<?> type, Consumer<byte[]> run) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Target> targets() {
    return List.of(
        new Target("framing", FramingFuzz.class, FramingFuzz::fuzzerTestOneInput),
        new Target("http", HttpFuzz.class, HttpFuzz::fuzzerTestOneInput),
        new Target("chat", ChatFuzz.class, ChatFuzz::fuzzerTestOneInput),
        new Target("files", FilesFuzz.class, FilesFuzz::fuzzerTestOneInput));
  }

  @TestFactory
  Stream<DynamicTest> corpus() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Target target : targets()) {
      List<Path> inputs = inputs(target);
      assertThat(inputs).as("the corpus of " + target).isNotEmpty();
      for (Path input : inputs) {
        tests.add(
            DynamicTest.dynamicTest(
                target + "/" + input.getFileName(),
                () -> target.run.accept(Files.readAllBytes(input))));
      }
    }
    return tests.stream();
  }

  private static List<Path> inputs(Target target) throws IOException {
    try (Stream<Path> files = Files.list(CORPUS.resolve(target.name))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void target_fuzzedForAWhile_keepsItsPromises(Target target) throws Exception {
    String only = System.getProperty("fuzz.target", "");
    assumeThat(only.isEmpty() || only.equals(target.name)).as("-Dfuzz.target=%s", only).isTrue();
    int seconds = Integer.getInteger("fuzz.seconds", 10);
    Path log = FOUND.resolve(target.name + ".log");
    Path grown = Files.createDirectories(GROWN.resolve(target.name));
    Files.createDirectories(FOUND);
    int exitCode = jazzer(target, seconds, log, FOUND, grown, CORPUS.resolve(target.name));
    String last = Files.readString(log);
    last = last.substring(Math.max(0, last.length() - 6_000));
    assertThat(exitCode)
        .as("%s: what was found is in %s; make it a part of %s%n%s", target, FOUND, CORPUS, last)
        .isZero();
    assertThat(last).as("it has run").containsPattern("Done [1-9]\\d+ runs in");
  }

  /** A fuzzer that finds nothing is of no use, and looks the same as one that is broken. */
  @Test
  void mistakeBehindEightBytes_isFound(@TempDir Path nothing) throws Exception {
    Target planted = new Target("planted", PlantedFuzz.class, PlantedFuzz::fuzzerTestOneInput);
    Path log = nothing.resolve("planted.log");
    int exitCode =
        jazzer(
            planted, START_SECONDS, log, nothing, Files.createDirectory(nothing.resolve("corpus")));
    assertThat(exitCode).as(Files.readString(log)).isEqualTo(FINDING);
    assertThat(Files.readString(log))
        .contains("java.lang.ArrayIndexOutOfBoundsException")
        .contains("PlantedFuzz.fuzzerTestOneInput");
  }

  /**
   * Fuzzes, and returns the exit code.
   *
   * @param found where an input goes that breaks a promise
   * @param corpus directories of inputs to begin with; what reaches new branches goes to the first
   */
  private static int jazzer(Target target, int seconds, Path log, Path found, Path... corpus)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+EnableDynamicAgentLoading"));
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer"));
    command.addAll(
        List.of(
            "--target_class=" + target.type.getName(),
            "--instrumentation_includes=dev.sluice.**",
            "--reproducer_path=" + found,
            "-artifact_prefix=" + found + File.separator,
            "-max_total_time=" + seconds,
            "-rss_limit_mb=0",
            "-timeout=20"));
    Stream.of(corpus).map(Path::toString).forEach(command::add);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(process.waitFor(seconds + START_SECONDS, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
