package dev.sluice.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Async;
import dev.sluice.Child;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that talks with us: what it sends is a file, what it receives becomes one, and what it
 * says on its standard error tells where it listens.
 */
final class PeerProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader said;
  private final List<String> lines = new ArrayList<>();
  private final Path received;

  private PeerProcess(Process process, Path received) {
    this.process = process;
    this.said = process.errorReader(UTF_8);
    this.received = received;
  }

  /** Starts a program with these bytes to send; skips the test, visibly, where it is missing. */
  static PeerProcess start(Path directory, byte[] sends, List<String> command) throws IOException {
    Child.assumeProgram(command.getFirst());
    Path input = Files.createTempFile(directory, "sends", null);
    Path output = Files.createTempFile(directory, "received", null);
    Files.write(input, sends);
    Process process =
        new ProcessBuilder(command)
            .redirectInput(input.toFile())
            .redirectOutput(output.toFile())
            .start();
    return new PeerProcess(process, output);
  }

  /** Waits until it says something of this form, and returns what the group stands for. */
  String await(String regex) throws IOException {
    Pattern pattern = Pattern.compile(regex);
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      lines.add(line);
      Matcher matcher = pattern.matcher(line);
      if (matcher.find()) {
        return matcher.groupCount() == 0 ? line : matcher.group(1);
      }
    }
    throw new AssertionError("it ended without " + regex + ": " + lines);
  }

  /** Waits for its good end, and returns what it received. */
  byte[] received() throws Exception {
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      lines.add(line);
    }
    assertThat(process.waitFor(Async.DEADLINE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
    assertThat(process.exitValue()).as(() -> String.join("\n", lines)).isZero();
    return Files.readAllBytes(received);
  }

  @Override
  public void close() throws Exception {
    process.destroyForcibly().waitFor();
    said.close();
  }
}
