package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Endpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program that runs in a process of its own, as a user's does. */
final class Program implements AutoCloseable {
  private static final String FLAG = "--enable-native-access=dev.sluice.sys";
  private static final String MAIN = "dev.sluice.examples/dev.sluice.examples.Sluice";
  private static final int PATIENCE_SECONDS = 30;
  private static final int LIFE_SECONDS = 300;

  private final Process process;
  private final Path errors;
  private final BufferedReader output;

  /** What a program that has ended left behind. */
  record Result(int exitCode, String output, String errors) {}

  private Program(List<String> command, Map<String, String> environment) throws IOException {
    errors = Files.createTempFile("sluice", ".err");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().putAll(environment);
    process = builder.start();
    // Whoever reads its output cannot be interrupted: so it ends by itself, whatever happens.
    CompletableFuture.delayedExecutor(LIFE_SECONDS, TimeUnit.SECONDS)
        .execute(process::destroyForcibly);
    output = process.inputReader(UTF_8);
  }

  /** Starts {@code sluice ARGUMENTS} on the modules under test. */
  static Program sluice(String... arguments) throws IOException {
    return java(List.of(FLAG), arguments);
  }

  /**
   * Runs {@code sluice} with bad input: it says one sentence on standard error, and nothing else.
   *
   * @param line exit code, a part of the sentence, and the arguments, as {@code 2|no port|echo}
   */
  static void assertRefused(String line) throws IOException {
    String[] parts = line.split("\\|", -1);
    try (Program program = sluice(parts[2].split(" "))) {
      Result result = program.end();
      assertThat(result.errors()).contains(parts[1]).hasLineCount(1);
      assertThat(result.output()).isEmpty();
      assertThat(result.exitCode()).isEqualTo(Integer.parseInt(parts[0]));
    }
  }

  /** Starts it with more environment variables than this process has. */
  static Program sluice(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = sluiceCommand();
    command.addAll(List.of(arguments));
    return new Program(command, environment);
  }

  /** Starts it with other options of the JVM. */
  static Program java(List<String> options, String... arguments) throws IOException {
    List<String> command = javaCommand(options);
    command.addAll(List.of(arguments));
    return new Program(command, Map.of());
  }

  /** Returns the words that start {@code sluice} on the modules under test. */
  static List<String> sluiceCommand() {
    return javaCommand(List.of(FLAG));
  }

  private static List<String> javaCommand(List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-p", System.getProperty("jdk.module.path"), "-m", MAIN));
    return command;
  }

  /** Starts any program. */
  static Program any(String... command) throws IOException {
    return new Program(List.of(command), Map.of());
  }

  /** Tells whether a command is on the PATH. */
  static boolean isInstalled(String command) {
    return List.of(System.getenv("PATH").split(":")).stream()
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, command)));
  }

  /** Waits for the first line of a server, and returns the endpoint that it tells. */
  Endpoint listening() throws IOException {
    String line = output.readLine();
    assertThat(line).as(errors()).startsWith("listening on ");
    return Endpoint.parse(line.substring("listening on ".length()));
  }

  /** Waits for a line; null at the end of the output. */
  @Nullable String readLine() throws IOException {
    return output.readLine();
  }

  long pid() {
    return process.pid();
  }

  Process process() {
    return process;
  }

  BufferedReader output() {
    return output;
  }

  String errors() throws IOException {
    return Files.readString(errors);
  }

  void signal(String name) throws IOException {
    try (Program kill = any("kill", "-" + name, Long.toString(pid()))) {
      assertThat(kill.end().exitCode()).isZero();
    }
  }

  /** Sends input, closes it, and waits for the end. */
  Result end(byte... input) throws IOException {
    Thread sender = Thread.ofPlatform().daemon().start(() -> send(input));
    byte[] all = process.getInputStream().readAllBytes();
    int exitCode = exitCode();
    sender.interrupt();
    return new Result(exitCode, new String(all, UTF_8), errors());
  }

  private void send(byte[] input) {
    try (var stdin = process.getOutputStream()) {
      stdin.write(input);
    } catch (IOException endedMeanwhile) {
      return;
    }
  }

  int exitCode() {
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("has ended").isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    exitCode();
    output.close();
    process.getOutputStream().close();
    Files.deleteIfExists(errors);
  }
}
