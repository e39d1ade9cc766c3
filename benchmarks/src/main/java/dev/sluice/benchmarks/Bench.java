package dev.sluice.benchmarks;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import dev.sluice.benchmarks.event.EpollWaitReadyBenchmark;
import dev.sluice.benchmarks.event.EpollWaitZeroBenchmark;
import dev.sluice.benchmarks.harness.CCalls;
import dev.sluice.benchmarks.harness.CallDuel;
import dev.sluice.benchmarks.harness.Machine;
import dev.sluice.benchmarks.raw.RecvWouldBlockBenchmark;
import dev.sluice.benchmarks.startup.StartupBenchmark;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.openjdk.jmh.runner.RunnerException;

/** Runs the duels whose names match, round by round, and prints what came out as Markdown. */
public final class Bench {
  private static final String USAGE =
      """
      usage: bench [--rounds N] [--millis N] [--jvm ARGUMENT]... [REGEX]

        REGEX           which: RecvWouldBlock, EpollWaitZero, EpollWaitReady, Startup; all without
        --rounds N      rounds, in each of which every contender has its turn (7; Startup: 3 times)
        --millis N      the length of one iteration of a call, of 8 in each turn (500)
        --jvm ARGUMENT  one more argument for the measured JVMs, for instance a -XX flag
      """;

  private final List<String> jvmArguments = new ArrayList<>();
  private Pattern which = Pattern.compile("");
  private int rounds = 7;
  private int millis = 500;

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

  /** Returns whether all that has to hold on any machine held: calls of Sluice allocate nothing. */
  private boolean run(String arguments) throws IOException, RunnerException {
    List<CallDuel> duels = new ArrayList<>();
    duels.add(new CallDuel(RecvWouldBlockBenchmark.class, "recv"));
    duels.add(new CallDuel(EpollWaitZeroBenchmark.class, "wait-zero"));
    duels.add(new CallDuel(EpollWaitReadyBenchmark.class, "wait-ready"));
    duels.removeIf(duel -> !which.matcher(duel.name()).find());
    boolean startup = which.matcher(StartupBenchmark.NAME).find();
    if (duels.isEmpty() && !startup) {
      System.err.println("bench: no benchmark matches " + which + "\n\n" + USAGE);
      return false;
    }
    System.out.println(Machine.describe(("bench " + arguments).strip()));
    boolean passed = duels.isEmpty() || run(duels);
    if (startup) {
      new StartupBenchmark(jvmArguments).run(3 * rounds, System.out);
    }
    return passed;
  }

  private boolean run(List<CallDuel> duels) throws IOException, RunnerException {
    if (!CCalls.isCompilerPresent()) {
      System.err.println("bench: no cc on the PATH, so the C contender is skipped");
    }
    try (CCalls c = CCalls.isCompilerPresent() ? CCalls.compile() : null) {
      for (int round = 1; round <= rounds; round++) {
        for (CallDuel duel : duels) {
          System.err.printf(
              "round %d of %d: %s, load %s%n", round, rounds, duel.name(), Machine.load());
          duel.round(c, millis, jvmArguments);
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
