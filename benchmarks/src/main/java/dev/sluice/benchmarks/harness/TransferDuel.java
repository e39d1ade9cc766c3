package dev.sluice.benchmarks.harness;

import dev.sluice.benchmarks.CallBenchmark;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/**
 * One benchmark of transfers, fought in rounds: a fork of JMH for each contender, again and again.
 * Ratios are of one round, and of rates: by how many times one contender does more than another.
 * Confined to one thread.
 */
public final class TransferDuel {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Class<? extends CallBenchmark> benchmark;
  private final String unit;
  private final List<Rate> rates;
  private final Map<String, Samples> nanos = new LinkedHashMap<>();
  private final Map<String, Samples> bytes = new LinkedHashMap<>();

  /**
   * A ratio that is reported.
   *
   * @param mine whose rate
   * @param theirs by whose
   * @param atLeast what it should be; 0 for no target
   */
  public record Rate(String mine, String theirs, double atLeast) {}

  /**
   * Prepares a duel.
   *
   * @param benchmark the contenders
   * @param unit what one operation is, for instance "datagram"
   * @param contenders the names of the methods
   * @param rates what is compared
   */
  public TransferDuel(
      Class<? extends CallBenchmark> benchmark,
      String unit,
      List<String> contenders,
      List<Rate> rates) {
    this.benchmark = benchmark;
    this.unit = unit;
    this.rates = List.copyOf(rates);
    for (String contender : contenders) {
      nanos.put(contender, new Samples());
      bytes.put(contender, new Samples());
    }
  }

  /** Returns the name of the question, without its suffix. */
  public String name() {
    return benchmark.getSimpleName().replace("Benchmark", "");
  }

  /**
   * Fights one round.
   *
   * @param millis the length of an iteration
   * @param jvmArguments what the forks get beside what they need
   */
  public void round(int millis, List<String> jvmArguments) throws IOException, RunnerException {
    for (String contender : nanos.keySet()) {
      Fork fork = Fork.run(benchmark, contender, millis, jvmArguments);
      samples(nanos, contender).add(fork.cpuNanos());
      samples(bytes, contender).add(fork.bytes());
    }
  }

  private static Samples samples(Map<String, Samples> of, String contender) {
    return of.getOrDefault(contender, new Samples());
  }

  /** Returns all numbers of all rounds, for a file. */
  public Map<String, Object> numbers() {
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("cpuNanos", Samples.values(nanos));
    numbers.put("bytes", Samples.values(bytes));
    return numbers;
  }

  /** Prints two tables: the times and rates, and the ratios with what they should be. */
  public void report(PrintStream out) {
    out.printf("%n### %s%n%n", name());
    out.printf(
        "| contender | CPU ns per %s, median | min – max | thousands per CPU second"
            + " | bytes allocated, max |%n",
        unit);
    out.println("|---|---:|---:|---:|---:|");
    nanos.forEach(
        (contender, samples) ->
            out.printf(
                Locale.ROOT,
                "| %s | %s | %.0f | %.3f |%n",
                contender,
                samples.cells("%.0f"),
                NANOS_PER_SECOND / samples.median() / 1000,
                samples(bytes, contender).max()));
    if (rates.isEmpty()) {
      return;
    }
    out.printf("%n| rates within a round | median | min – max | target |%n|---|---:|---:|---|%n");
    for (Rate rate : rates) {
      Samples ratio = samples(nanos, rate.theirs).over(samples(nanos, rate.mine));
      out.printf(
          "| %s / %s | %s | %s |%n",
          rate.mine, rate.theirs, ratio.cells("%.2f"), verdict(rate, ratio));
    }
  }

  private static String verdict(Rate rate, Samples ratio) {
    return rate.atLeast == 0
        ? ""
        : String.format(
            Locale.ROOT,
            "≥ %.1f, %s",
            rate.atLeast,
            ratio.median() >= rate.atLeast ? "met" : "MISSED");
  }
}
