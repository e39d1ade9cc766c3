package dev.sluice.benchmarks.duel;

import static java.util.stream.Collectors.joining;

import dev.sluice.benchmarks.harness.Json;
import dev.sluice.benchmarks.harness.Machine;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice duel}: echo servers against each other. */
@Command(
    name = "duel",
    subcommands = HttpDuel.class,
    header = "Echo servers of Sluice, C, java.nio and Netty, end to end.",
    description = {
      "Each server is a process on a processor of its own, under one generator of load on another,",
      "in rounds A B C A B C …: requests per second, CPU time, system calls, latency, memory,"
          + " start.",
      "Who drops or changes a byte is disqualified. Prints tables as Markdown."
    },
    footer = {
      "",
      "Examples:",
      "  sluice duel                                         everything; a quarter of an hour",
      "  sluice duel --quick                                 a first impression",
      "  sluice duel --contenders c-edge,edge,nio --scenarios 64x64,1000x64",
      "  sluice duel --json docs/results/duel.json           for 'sluice report'",
      "  sluice duel http                                    wrk against HTTP servers"
    })
public final class Duel implements Callable<Integer> {
  private static final int ROUNDS = 3;
  private static final int MILLIS = 300;
  private static final int WARMUP_REQUESTS = 300_000;
  private static final int QUICK_MILLIS = 100;
  private static final int QUICK_WARMUP_REQUESTS = 60_000;
  private static final List<String> QUICK_SCENARIOS = List.of("1x64", "64x64", "1000x64");
  private static final Duration BAR_INTERVAL = Duration.ofMillis(500);

  @Spec private CommandSpec command;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds, in each of which every contender has its turn (default: 3).")
  private int rounds;

  @Option(
      names = "--millis",
      paramLabel = "N",
      description = "How long each load lasts (default: 300).")
  private int millis;

  @Option(
      names = "--quick",
      description = "One round of short loads in three scenarios: under two minutes.")
  private boolean quick;

  @Option(
      names = "--contenders",
      paramLabel = "NAMES",
      split = ",",
      description = "Who takes part, separated by commas; 'list' tells who there is.")
  private List<String> contenders = List.of();

  @Option(
      names = "--scenarios",
      paramLabel = "NAMES",
      split = ",",
      description = "What they do, connections x bytes: 64x64, 1000x16k; 'list' tells all.")
  private List<String> scenarios = List.of();

  @Option(names = "--no-strace", description = "Leave out the run that counts system calls.")
  private boolean noStrace;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Where to write all numbers of all rounds.")
  private Path json;

  /** For picocli. */
  public Duel() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = command.commandLine().getOut();
    if (contenders.contains("list") || scenarios.contains("list")) {
      list(out);
      return 0;
    }
    Cores cores = Cores.choose();
    List<String> complaints = Hygiene.complaints(cores);
    DuelResults results = DuelResults.empty(Machine.facts(line()), complaints);
    Setting setting = setting(results);
    out.print(Machine.list(results.machine()));
    complaints.forEach(complaint -> out.println("- note: " + complaint));
    out.flush();
    run(setting, cores, results);
    out.print(DuelTables.markdown(results));
    out.flush();
    if (json != null) {
      Json.write(json, results);
    }
    return results.disqualified().isEmpty() ? 0 : 1;
  }

  private static void list(PrintWriter out) {
    EchoContender.all().forEach(each -> out.printf("%-17s %s%n", each.name(), each.what()));
    out.println();
    Scenario.ALL.forEach(
        each -> out.printf("%-17s %s%n", each, DuelTables.title(each.toString(), each.rate())));
    out.flush();
  }

  private String line() {
    List<String> words = command.commandLine().getParent().getParseResult().originalArgs();
    return words.stream().collect(joining(" "));
  }

  private Setting setting(DuelResults results) throws IOException {
    List<EchoContender> who =
        contenders.isEmpty()
            ? EchoContender.all()
            : known("--contenders", () -> contenders.stream().map(EchoContender::named).toList());
    List<String> names = scenarios.isEmpty() && quick ? QUICK_SCENARIOS : scenarios;
    List<Scenario> what =
        names.isEmpty()
            ? Scenario.ALL
            : known("--scenarios", () -> names.stream().map(Scenario::parse).toList());
    return new Setting(
        number("--rounds", rounds, quick ? 1 : ROUNDS),
        number("--millis", millis, quick ? QUICK_MILLIS : MILLIS),
        quick ? QUICK_WARMUP_REQUESTS : WARMUP_REQUESTS,
        !noStrace,
        who,
        possible(what, results));
  }

  /** In the order in which connections are opened, and only those for which there is room. */
  private List<Scenario> possible(List<Scenario> wanted, DuelResults results) throws IOException {
    int room = Hygiene.connections();
    List<Scenario> possible = new ArrayList<>();
    for (Scenario scenario : Scenario.ALL) {
      if (wanted.contains(scenario) && scenario.connections() <= room) {
        possible.add(scenario);
      } else if (wanted.contains(scenario)) {
        results
            .skipped()
            .put(
                scenario.toString(),
                "a process may have " + room + " connections: raise it by 'ulimit -Hn 10240'");
      }
    }
    return possible;
  }

  private <T> T known(String option, java.util.function.Supplier<T> names) {
    try {
      return names.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), option + ": " + e.getMessage(), e);
    }
  }

  private int number(String option, int value, int otherwise) {
    if (value < 0 || value > 100_000) {
      throw new ParameterException(
          command.commandLine(), option + " takes a number from 1, not " + value);
    }
    return value == 0 ? otherwise : value;
  }

  private static void run(Setting setting, Cores cores, DuelResults results) throws IOException {
    try (ProgressBar bar = bar(setting.steps())) {
      new DuelRun(setting, cores, results, bar::step, bar::setExtraMessage).run();
    }
  }

  /** Shows how far it is, on standard error. */
  static ProgressBar bar(int steps) {
    return new ProgressBarBuilder()
        .setTaskName("duel")
        .setInitialMax(steps)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis((int) BAR_INTERVAL.toMillis())
        .setConsumer(new ConsoleProgressBarConsumer(new PrintStream(System.err, true), 100))
        .build();
  }
}
