package dev.sluice.benchmarks.scaling;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.benchmarks.chart.Picture;
import dev.sluice.benchmarks.harness.Java;
import dev.sluice.benchmarks.harness.Machine;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What does a wait cost, by how many descriptors are watched and how many of them are ready?
 *
 * <p>What is watched are the reading ends of pipes. One operation is a wait that reports all that
 * are ready and looks at the token of each ({@link Operation#LEVEL}), or a byte written into each,
 * a wait, and the byte read where it is reported ({@link Operation#REARMED}), which is the same
 * work under every trigger; writing and reading alone are measured too. CPU nanoseconds per
 * operation. java.nio reports at most 1024 per wait, so it waits up to nine times in an operation;
 * who is reported twice then is looked at twice. Not measured: sleeping and waking up.
 *
 * <p>In each round every mechanism has a process of its own; ratios are of one round. {@code
 * ./sluice bench Scaling}
 */
public final class ScalingBenchmark {
  /** What to ask {@code ./sluice bench} for. */
  public static final String NAME = "Scaling";

  /** How many pipes are watched. */
  public static final List<Integer> SIZES = List.of(10, 100, 1_000, 9_000);

  /** On a busy machine a compiler in the background is late by whole cells of the table. */
  private static final String COMPILE_AT_ONCE = "-Xbatch";

  private final List<String> jvmArguments;
  private final int millis;
  private final List<Integer> sizes;
  private final ScalingResults results = new ScalingResults();

  /**
   * Prepares the measurement.
   *
   * @param jvmArguments what the measured JVMs get beside what they need
   * @param millis how long each cell of the table is measured in a round
   * @param sizes how many pipes are watched
   */
  public ScalingBenchmark(List<String> jvmArguments, int millis, List<Integer> sizes) {
    this.jvmArguments = List.copyOf(jvmArguments);
    this.millis = millis;
    this.sizes = List.copyOf(sizes);
  }

  /** Measures. */
  public void run(int rounds) throws IOException {
    for (int round = 1; round <= rounds; round++) {
      System.err.printf("round %d of %d: %s, load %s%n", round, rounds, NAME, Machine.load());
      for (Mechanism mechanism : Mechanism.values()) {
        measure(mechanism);
      }
    }
  }

  private void measure(Mechanism mechanism) throws IOException {
    List<String> arguments = new ArrayList<>(jvmArguments);
    arguments.add(COMPILE_AT_ONCE);
    List<String> command = new ArrayList<>(Java.command(ScalingChild.class, arguments));
    command.add(mechanism.name());
    command.add("" + millis);
    sizes.forEach(size -> command.add("" + size));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader output = process.inputReader(UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        results.add(mechanism, line);
      }
      if (process.waitFor() != 0) {
        throw new IOException(mechanism.label() + " failed, and said why");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + mechanism.label() + " was measured", e);
    } finally {
      process.destroy();
    }
  }

  /** Returns what the rounds have given. */
  ScalingResults results() {
    return results;
  }

  /** Tells whether no operation of Sluice has allocated, in any round. */
  public boolean allocatesNothing() {
    return results.allocatesNothing();
  }

  /**
   * Writes {@code scaling.json}, {@code scaling.svg} and {@code scaling.png}.
   *
   * @param directory where to; it is made if need be
   * @param machine what the results depend on
   */
  public void write(Path directory, Map<String, String> machine) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("scaling.json"), results.json(machine));
    String where =
        "%s · %s · JDK %s · %s"
            .formatted(
                machine.get("CPU"), machine.get("kernel"), machine.get("JDK"), machine.get("date"));
    Picture picture = new ScalingPicture(results).draw(where);
    picture.writeSvg(directory.resolve("scaling.svg"));
    picture.writePng(directory.resolve("scaling.png"));
  }

  /** Returns the tables. */
  public String report() {
    return "\n### " + NAME + "\n" + new ScalingReport(results).markdown();
  }

  /** Returns the tables of what {@link #write} has written. */
  public static String tables(JsonNode file) {
    return new ScalingReport(ScalingResults.of(file)).markdown();
  }
}
