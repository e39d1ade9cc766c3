package dev.sluice.benchmarks;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import dev.sluice.benchmarks.event.WaitReadyBenchmark;
import dev.sluice.benchmarks.event.WaitZeroBenchmark;
import dev.sluice.benchmarks.harness.CCalls;
import dev.sluice.benchmarks.harness.CProgram;
import dev.sluice.benchmarks.harness.CallDuel;
import dev.sluice.benchmarks.harness.Json;
import dev.sluice.benchmarks.harness.Machine;
import dev.sluice.benchmarks.harness.TransferDuel;
import dev.sluice.benchmarks.raw.RecvWouldBlockBenchmark;
import dev.sluice.benchmarks.scaling.ScalingBenchmark;
import dev.sluice.benchmarks.startup.StartupBenchmark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice bench}: single calls, transfers, waits and start-up, round by round. */
@Command(
    name = "bench",
    header = "Single calls, waits, transfers and start-up against C, java.nio and others.",
    description = {
      "Runs the benchmarks whose names match, in rounds, and prints tables as Markdown.",
      "There are RecvWouldBlock, WaitZero, WaitReady, WaitArrival, Startup, Scaling, Connect,",
      "DatagramBatch, DatagramSegment, UnixRoundTrip, UnixBlocking, UnixStream, TcpRoundTrip,"
          + " FdPass."
    },
    footer = {
      "",
      "Examples:",
      "  sluice bench                                  all of them",
      "  sluice bench RecvWouldBlock                   one of them",
      "  sluice bench Scaling --out DIR                a wait by how many are watched, with a"
          + " picture",
      "  sluice bench 'Datagram|Unix' --json FILE      all numbers of all rounds, for 'sluice"
          + " report'"
    })
public final class Bench implements Callable<Integer> {
  private static final int ROUNDS = 7;
  private static final int SCALING_ROUNDS = 4;
  private static final int CALL_MILLIS = 500;
  private static final int SCALING_MILLIS = 40;
  private static final int QUICK_CALL_MILLIS = 20;
  private static final int QUICK_SCALING_MILLIS = 5;

  @Spec private CommandSpec command;

  @Parameters(
      arity = "0..1",
      paramLabel = "REGEX",
      description = "Which, by a part of the name in upper or lower case (default: all).")
  private String regex = "";

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds, in each of which all have their turn (7; Startup: 21; Scaling: 4).")
  private @Nullable Integer rounds;

  @Option(
      names = "--millis",
      paramLabel = "N",
      description = "Length of one iteration, of 8 in each turn (500); of a cell of Scaling (40).")
  private @Nullable Integer millis;

  @Option(names = "--quick", description = "One short round: whether it works, not how fast.")
  private boolean quick;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where Scaling writes its results and picture (default: bench-results).")
  private Path directory = Path.of("bench-results");

  @Option(
      names = "--jvm",
      paramLabel = "ARGUMENT",
      description = "One more argument for the measured JVMs, for instance a -XX flag.")
  private List<String> jvmArguments = List.of();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Where to write all numbers of all rounds, except those of Scaling.")
  private @Nullable Path json;

  private Pattern which = Pattern.compile("");
  private final Map<String, Object> results = new LinkedHashMap<>();

  /** For picocli. */
  public Bench() {}

  private ParameterException wrong(String what) {
    return new ParameterException(command.commandLine(), what);
  }

  private int number(String option, @Nullable Integer value, int otherwise) {
    if (value == null) {
      return otherwise;
    }
    if (value < 1 || value > 99_999) {
      throw wrong(option + " takes a number from 1, not " + value);
    }
    return value;
  }

  private int rounds(int normal) {
    return number("--rounds", rounds, quick ? 1 : normal);
  }

  private int millis(int normal, int hurried) {
    return number("--millis", millis, quick ? hurried : normal);
  }

  /** Fails if what has to hold on any machine does not: calls of Sluice allocate nothing. */
  @Override
  public Integer call() throws IOException, RunnerException {
    try {
      which = Pattern.compile(regex, CASE_INSENSITIVE);
    } catch (PatternSyntaxException e) {
      throw wrong("not a regular expression: " + regex);
    }
    rounds(ROUNDS);
    millis(CALL_MILLIS, QUICK_CALL_MILLIS);
    List<CallDuel> duels = new ArrayList<>();
    duels.add(new CallDuel(RecvWouldBlockBenchmark.class, "recv", List.of("netty")));
    List<String> sets = List.of("poll", "select");
    List<String> setsAndNetty = List.of("poll", "select", "nettyEpoll", "nettyNio");
    duels.add(new CallDuel(WaitZeroBenchmark.class, "wait-zero", setsAndNetty));
    duels.add(new CallDuel(WaitReadyBenchmark.class, "wait-ready", sets));
    duels.removeIf(duel -> !which.matcher(duel.name()).find());
    List<TransferDuel> transfers = Transfers.all();
    transfers.removeIf(duel -> !which.matcher(duel.name()).find());
    boolean startup = which.matcher(StartupBenchmark.NAME).find();
    boolean scaling = which.matcher(ScalingBenchmark.NAME).find();
    if (duels.isEmpty() && transfers.isEmpty() && !startup && !scaling) {
      throw wrong("no benchmark matches " + which + "; there are RecvWouldBlock, WaitZero, …");
    }
    List<String> line = command.commandLine().getParent().getParseResult().originalArgs();
    Map<String, String> machine = Machine.facts(String.join(" ", line));
    System.out.println(Machine.list(machine));
    boolean passed = duels.isEmpty() || run(duels);
    runTransfers(transfers);
    if (scaling) {
      passed &= runScaling(machine);
    }
    if (startup) {
      StartupBenchmark benchmark = new StartupBenchmark(jvmArguments);
      benchmark.run(3 * rounds(ROUNDS), System.out);
      results.put(StartupBenchmark.NAME, benchmark.numbers());
    }
    write(machine);
    return passed ? 0 : 1;
  }

  private void write(Map<String, String> machine) throws IOException {
    if (json != null) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("benchmark", "bench");
      all.put("machine", machine);
      all.put("results", results);
      Json.write(json, all);
    }
  }

  private void runTransfers(List<TransferDuel> duels) throws IOException, RunnerException {
    int each = millis(CALL_MILLIS, QUICK_CALL_MILLIS);
    for (int round = 1; round <= rounds(ROUNDS); round++) {
      for (TransferDuel duel : duels) {
        System.err.printf(
            "round %d of %d: %s, load %s%n", round, rounds(ROUNDS), duel.name(), Machine.load());
        duel.round(each, jvmArguments);
      }
    }
    duels.forEach(duel -> duel.report(System.out));
    duels.forEach(duel -> results.put(duel.name(), duel.numbers()));
  }

  private boolean runScaling(Map<String, String> machine) throws IOException {
    int each = millis(SCALING_MILLIS, QUICK_SCALING_MILLIS);
    ScalingBenchmark benchmark = new ScalingBenchmark(jvmArguments, each, ScalingBenchmark.SIZES);
    benchmark.run(rounds(SCALING_ROUNDS));
    benchmark.write(directory, machine);
    System.out.print(benchmark.report());
    return benchmark.allocatesNothing();
  }

  private boolean run(List<CallDuel> duels) throws IOException, RunnerException {
    if (!CProgram.isCompilerPresent()) {
      System.err.println("bench: no cc on the PATH, so the C contender is skipped");
    }
    try (CCalls c = CProgram.isCompilerPresent() ? CCalls.compile() : null) {
      for (int round = 1; round <= rounds(ROUNDS); round++) {
        for (CallDuel duel : duels) {
          System.err.printf(
              "round %d of %d: %s, load %s%n", round, rounds(ROUNDS), duel.name(), Machine.load());
          duel.round(c, millis(CALL_MILLIS, QUICK_CALL_MILLIS), jvmArguments);
        }
      }
    }
    boolean passed = true;
    for (CallDuel duel : duels) {
      duel.report(System.out);
      results.put(duel.name(), duel.numbers());
      passed &= duel.allocatesNothing();
    }
    return passed;
  }
}
