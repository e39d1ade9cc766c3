package dev.sluice.benchmarks.duel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.benchmarks.harness.Java;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.List;
import org.HdrHistogram.Histogram;

/** The {@link Generator}, as the harness has it. It ends with this. Confined to one thread. */
final class GeneratorProcess implements AutoCloseable {
  private final Process process;
  private final BufferedWriter input;
  private final BufferedReader output;

  GeneratorProcess(Cores cores) throws IOException {
    List<String> command =
        cores.onGeneratorsCore(
            Java.command(
                Generator.class, List.of("-XX:+UseSerialGC", "-Xmx256m"), Histogram.class));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    input = process.outputWriter(UTF_8);
    output = process.inputReader(UTF_8);
  }

  /** Turns to a server. */
  void turnTo(long pid, int port) throws IOException {
    ask("server " + pid + " " + port);
  }

  /** Opens connections until there are so many, and lets each new one have one answer. */
  void connect(int connections) throws IOException {
    ask("connect " + connections);
  }

  /** As much load as goes, on some of the connections. */
  Load.Closed closed(int active, int bytes, int millis) throws IOException {
    return Load.Closed.parse(ask("closed " + active + " " + bytes + " " + millis));
  }

  /** Load at a fixed rate. */
  Load.Open open(int active, int bytes, int millis, int rate) throws IOException {
    return Load.Open.parse(ask("open " + active + " " + bytes + " " + millis + " " + rate));
  }

  /** Closes all connections. */
  void disconnect() throws IOException {
    ask("close");
  }

  private String ask(String line) throws IOException {
    input.write(line + "\n");
    input.flush();
    String answer = output.readLine();
    if (answer == null) {
      throw new IOException("the generator of load has died, and said why");
    }
    String rest = answer.substring(answer.indexOf(' ') + 1);
    if (answer.startsWith("disqualified ")) {
      throw new Disqualified(rest);
    }
    if (!answer.startsWith("ok ")) {
      throw new IOException("the generator of load: " + rest);
    }
    return rest;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() throws IOException {
    try (input;
        output) {
      process.destroy();
    }
  }
}
