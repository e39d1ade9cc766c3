package dev.sluice.benchmarks;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import dev.sluice.benchmarks.event.EpollWaitReadyBenchmark;
import dev.sluice.benchmarks.event.EpollWaitZeroBenchmark;
import dev.sluice.benchmarks.harness.CCalls;
import dev.sluice.benchmarks.harness.CallDuel;
import dev.sluice.benchmarks.harness.Machine;
import dev.sluice.benchmarks.harness.TransferDuel;
import dev.sluice.benchmarks.harness.TransferDuel.Rate;
import dev.sluice.benchmarks.raw.RecvWouldBlockBenchmark;
import dev.sluice.benchmarks.scaling.ScalingBenchmark;
import dev.sluice.benchmarks.socket.DatagramBatchBenchmark;
import dev.sluice.benchmarks.socket.DatagramSegmentBenchmark;
import dev.sluice.benchmarks.socket.FdPassBenchmark;
import dev.sluice.benchmarks.socket.UnixRoundTripBenchmark;
import dev.sluice.benchmarks.socket.UnixStreamBenchmark;
import dev.sluice.benchmarks.startup.StartupBenchmark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.openjdk.jmh.runner.RunnerException;

/** Runs the duels whose names match, round by round, and prints what came out as Markdown. */
public final class Bench {
  private static final String USAGE =
      """
      usage: bench [--rounds N] [--millis N] [--quick] [--out DIR] [--jvm ARGUMENT]... [REGEX]

        REGEX           which, all without: RecvWouldBlock, EpollWaitZero, EpollWaitReady, Startup,
                        Scaling, DatagramBatch, DatagramSegment, UnixRoundTrip, UnixStream, FdPass
        --rounds N      rounds, in each of which every contender has its turn (7; Startup: 3 times
                        as many; Scaling: 4)
        --millis N      the length of one iteration, of 8 in each turn (500), or of one place in the
                        table of Scaling (40)
        --quick         one short round: whether it works, not how fast
        --out DIR       where Scaling writes its results and picture (bench-results)
        --jvm ARGUMENT  one more argument for the measured JVMs, for instance a -XX flag
      """;

  private static final int ROUNDS = 7;
  private static final int SCALING_ROUNDS = 4;
  private static final int CALL_MILLIS = 500;
  private static final int SCALING_MILLIS = 40;
  private static final int QUICK_CALL_MILLIS = 20;
  private static final int QUICK_SCALING_MILLIS = 5;

  private final List<String> jvmArguments = new ArrayList<>();
  private Pattern which = Pattern.compile("");
  private Path directory = Path.of("bench-results");
  private int rounds;
  private int millis;
  private boolean quick;

  private Bench() {}

  public static void main(String[] args) throws IOException, RunnerException {
    Bench bench = new Bench();
    try {
      bench.parse(args);
    } catch (IllegalArgumentException wrong) {
      System.err.println("bench: " + wrong.getMessage() + "\n\n" + USAGE);
      System.exit(2);
    }
    System.exit(bench.run(String.join(" ", args)) ? 0 : 1);
  }

  private void parse(String[] args) {
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--rounds" -> rounds = number(args, ++i);
        case "--millis" -> millis = number(args, ++i);
        case "--quick" -> quick = true;
        case "--out" -> directory = Path.of(value(args, ++i));
        case "--jvm" -> jvmArguments.add(value(args, ++i));
        case "--help" -> throw new IllegalArgumentException("help");
        default -> which = pattern(args[i]);
      }
    }
  }

  private static Pattern pattern(String regex) {
    if (regex.startsWith("-")) {
      throw new IllegalArgumentException("there is no option " + regex);
    }
    try {
      return Pattern.compile(regex, CASE_INSENSITIVE);
    } catch (PatternSyntaxException wrong) {
      throw new IllegalArgumentException("not a regular expression: " + regex, wrong);
    }
  }

  private static String value(String[] args, int index) {
    if (index == args.length) {
      throw new IllegalArgumentException(args[index - 1] + " needs a value");
    }
    return args[index];
  }

  private static int number(String[] args, int index) {
    String value = value(args, index);
    if (!value.matches("[1-9][0-9]{0,4}")) {
      throw new IllegalArgumentException(args[index - 1] + " takes a number from 1, not " + value);
    }
    return Integer.parseInt(value);
  }

  private int rounds(int normal) {
    return rounds > 0 ? rounds : quick ? 1 : normal;
  }

  private int millis(int normal, int hurried) {
    return millis > 0 ? millis : quick ? hurried : normal;
  }

  /** Returns whether all that has to hold on any machine held: calls of Sluice allocate nothing. */
  private boolean run(String arguments) throws IOException, RunnerException {
    List<CallDuel> duels = new ArrayList<>();
    duels.add(new CallDuel(RecvWouldBlockBenchmark.class, "recv"));
    duels.add(new CallDuel(EpollWaitZeroBenchmark.class, "wait-zero"));
    duels.add(new CallDuel(EpollWaitReadyBenchmark.class, "wait-ready"));
    duels.removeIf(duel -> !which.matcher(duel.name()).find());
    List<TransferDuel> transfers = transfers();
    transfers.removeIf(duel -> !which.matcher(duel.name()).find());
    boolean startup = which.matcher(StartupBenchmark.NAME).find();
    boolean scaling = which.matcher(ScalingBenchmark.NAME).find();
    if (duels.isEmpty() && transfers.isEmpty() && !startup && !scaling) {
      System.err.println("bench: no benchmark matches " + which + "\n\n" + USAGE);
      return false;
    }
    Map<String, String> machine = Machine.facts(("bench " + arguments).strip());
    System.out.println(Machine.list(machine));
    boolean passed = duels.isEmpty() || run(duels);
    runTransfers(transfers);
    if (scaling) {
      passed &= runScaling(machine);
    }
    if (startup) {
      new StartupBenchmark(jvmArguments).run(3 * rounds(ROUNDS), System.out);
    }
    return passed;
  }

  private static List<TransferDuel> transfers() {
    List<TransferDuel> duels = new ArrayList<>();
    duels.add(
        new TransferDuel(
            DatagramBatchBenchmark.class,
            "datagram",
            List.of("batch", "single", "nio"),
            List.of(new Rate("batch", "nio", 1.3), new Rate("single", "nio", 0))));
    duels.add(
        new TransferDuel(
            DatagramSegmentBenchmark.class,
            "datagram",
            List.of("segments", "batch", "nio"),
            List.of(new Rate("segments", "nio", 3), new Rate("batch", "nio", 0))));
    List<String> streams = List.of("typed", "jnr", "nio");
    duels.add(
        new TransferDuel(
            UnixRoundTripBenchmark.class,
            "round trip",
            streams,
            List.of(new Rate("typed", "jnr", 2), new Rate("typed", "nio", 1))));
    duels.add(
        new TransferDuel(
            UnixStreamBenchmark.class,
            "64 KiB",
            streams,
            List.of(new Rate("typed", "jnr", 0), new Rate("typed", "nio", 0))));
    duels.add(
        new TransferDuel(FdPassBenchmark.class, "message", List.of("one", "several"), List.of()));
    return duels;
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
    if (!CCalls.isCompilerPresent()) {
      System.err.println("bench: no cc on the PATH, so the C contender is skipped");
    }
    try (CCalls c = CCalls.isCompilerPresent() ? CCalls.compile() : null) {
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
      passed &= duel.allocatesNothing();
    }
    return passed;
  }
}
