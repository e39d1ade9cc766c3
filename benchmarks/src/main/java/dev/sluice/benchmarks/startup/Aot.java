package dev.sluice.benchmarks.startup;

import dev.sluice.benchmarks.harness.Java;
import dev.sluice.benchmarks.harness.Machine;
import dev.sluice.benchmarks.harness.Samples;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice aot}: the recipe of an AOT cache, JEP 483 and 514, and what it brings. */
@Command(
    name = "aot",
    header = "Builds an AOT cache for an echo server, and measures start to first byte.",
    description = {
      "The JVM writes the cache at the end of a training run, in which the server echoes a byte;"
          + " with",
      "it, the next start finds its classes loaded and linked. Prints both commands, which are the",
      "recipe for any program, and measures plain, with the cache, and java.nio both ways in turn.",
      "Programs are nio, raw, typed, which are echo loops by hand, and server, a StreamServer on",
      "its event loop; the default is typed."
    },
    footer = {
      "",
      "Examples:",
      "  sluice aot                            measures, and forgets the cache",
      "  sluice aot server --out server.aot    keeps it"
    })
public final class Aot implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(
      arity = "0..1",
      paramLabel = "PROGRAM",
      description = "nio, raw, typed or server (default: typed).")
  private String program = "typed";

  @Option(names = "--out", paramLabel = "FILE", description = "Where to keep the cache.")
  private Path out;

  @Option(names = "--rounds", paramLabel = "N", description = "How many starts (default: 11).")
  private int rounds = 11;

  /** For picocli. */
  public Aot() {}

  @Override
  public Integer call() throws IOException {
    if (rounds < 1 || rounds > 10_000) {
      throw new ParameterException(
          command.commandLine(), "--rounds takes a number from 1, not " + rounds);
    }
    Class<?> main = main();
    Path directory = Files.createTempDirectory("sluice-aot");
    Path cache = out == null ? directory.resolve(program + ".aot") : out.toAbsolutePath();
    Path nio = directory.resolve("of-nio.aot");
    try {
      PrintWriter print = command.commandLine().getOut();
      print.print(Machine.list(Machine.facts("aot " + program)));
      print.printf("%nTraining: %s%n", line(main, train(cache)));
      EchoProcess.run(main, train(cache));
      EchoProcess.run(EchoNio.class, train(nio));
      if (!Files.exists(cache)) {
        throw new IOException("the JVM has written no cache; it takes a class path of jars only");
      }
      print.printf(
          "Use:      %s%n%nThe cache has %,d KiB.%n%n",
          line(main, use(cache)), Files.size(cache) / 1024);
      print.flush();
      measure(main, cache, nio, print);
      return 0;
    } finally {
      Files.deleteIfExists(nio);
      if (out == null) {
        Files.deleteIfExists(cache);
      }
      Files.delete(directory);
    }
  }

  private Class<?> main() {
    try {
      return EchoProgram.labelled(program).main();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage());
    }
  }

  private static List<String> train(Path cache) {
    return List.of("-XX:AOTCacheOutput=" + cache);
  }

  private static List<String> use(Path cache) {
    return List.of("-XX:AOTCache=" + cache);
  }

  private static String line(Class<?> main, List<String> arguments) {
    return String.join(" ", Java.command(main, arguments));
  }

  private void measure(Class<?> main, Path cache, Path nio, PrintWriter print) throws IOException {
    List<Samples> millis = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      millis.add(new Samples());
    }
    for (int round = 0; round < rounds; round++) {
      millis.get(0).add(EchoProcess.run(main, List.of()).wallMillis());
      millis.get(1).add(EchoProcess.run(EchoNio.class, List.of()).wallMillis());
      millis.get(2).add(EchoProcess.run(main, use(cache)).wallMillis());
      millis.get(3).add(EchoProcess.run(EchoNio.class, use(nio)).wallMillis());
    }
    print.println("| start to first byte, ms | median | min – max |\n|---|---:|---:|");
    row(print, program, millis.get(0));
    row(print, "java.nio", millis.get(1));
    row(print, program + ", AOT cache", millis.get(2));
    row(print, "java.nio, AOT cache", millis.get(3));
    row(print, program + " over java.nio", millis.get(0).minus(millis.get(1)));
    row(print, "the same, AOT cache", millis.get(2).minus(millis.get(3)));
    print.flush();
  }

  private static void row(PrintWriter print, String what, Samples samples) {
    print.printf("| %s | %s |%n", what, samples.cells("%.1f"));
  }
}
