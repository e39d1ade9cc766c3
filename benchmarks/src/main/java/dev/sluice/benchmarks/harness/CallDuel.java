package dev.sluice.benchmarks.harness;

import dev.sluice.benchmarks.CallBenchmark;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;

/**
 * One benchmark of a single call, fought in rounds: C, then a fork of JMH for each Java contender,
 * then C again, and so on. Ratios are of one round, so that a machine that is busy for a minute
 * spoils a round and not a contender; and times are CPU times, see {@link CpuTimeProfiler}.
 * Confined to one thread.
 */
public final class CallDuel {
  /**
   * What is no allocation of the call: objects have 16 bytes or more, and what the JVM's own
   * threads allocate meanwhile is far less, unless iterations are short and the machine is busy.
   */
  private static final double NO_BYTES = 1;

  private static final String C = "c";

  /** A JVM is never alone: the fair opponent has a second thread, asleep. See {@code calls.c}. */
  private static final String C_THREADED = "c, 2 threads";

  private static final double TYPED_OVER_RAW = 1.03;

  private final Class<? extends CallBenchmark> benchmark;
  private final String cCall;
  private final List<String> java;
  private final List<String> others;
  private final Map<String, Samples> nanos = new LinkedHashMap<>();
  private final Map<String, Samples> bytes = new LinkedHashMap<>();

  /**
   * Prepares a duel.
   *
   * @param benchmark the Java contenders, {@code raw}, {@code typed}, {@code nio} and others
   * @param cCall the name of the same call in the C program
   * @param others who else
   */
  public CallDuel(Class<? extends CallBenchmark> benchmark, String cCall, List<String> others) {
    this.benchmark = benchmark;
    this.cCall = cCall;
    this.others = List.copyOf(others);
    this.java = Stream.concat(Stream.of("raw", "typed", "nio"), others.stream()).toList();
    Stream.concat(Stream.of(C, C_THREADED), java.stream())
        .forEach(
            contender -> {
              nanos.put(contender, new Samples());
              bytes.put(contender, new Samples());
            });
  }

  /** Returns the name of the question, without its suffix. */
  public String name() {
    return benchmark.getSimpleName().replace("Benchmark", "");
  }

  /**
   * Fights one round.
   *
   * @param c the C contender, or {@code null} without a compiler
   * @param millis the length of an iteration
   * @param jvmArguments what the forks get beside what they need
   */
  public void round(@Nullable CCalls c, int millis, List<String> jvmArguments)
      throws IOException, RunnerException {
    if (c != null) {
      nanos(C).add(median(c, 1, millis));
      nanos(C_THREADED).add(median(c, 2, millis));
    }
    for (String contender : java) {
      Fork fork = Fork.run(benchmark, contender, millis, jvmArguments);
      nanos(contender).add(fork.cpuNanos());
      bytes(contender).add(fork.bytes());
    }
  }

  private double median(CCalls c, int threads, int millis) throws IOException {
    int warmup = CallBenchmark.WARMUP_ITERATIONS;
    return c.measure(cCall, threads, warmup, CallBenchmark.ITERATIONS, millis)
        .nanosPerCall()
        .median();
  }

  private Samples nanos(String contender) {
    return nanos.getOrDefault(contender, new Samples());
  }

  private Samples bytes(String contender) {
    return bytes.getOrDefault(contender, new Samples());
  }

  /** Tells whether no call of Sluice allocated, in any round. */
  public boolean allocatesNothing() {
    return bytes("raw").max() < NO_BYTES && bytes("typed").max() < NO_BYTES;
  }

  /** Returns all numbers of all rounds, for a file. */
  public Map<String, Object> numbers() {
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("cpuNanos", Samples.values(nanos));
    numbers.put("bytes", Samples.values(bytes));
    return numbers;
  }

  /** Prints two tables: the times, and the ratios with what they should be. */
  public void report(PrintStream out) {
    out.printf("%n### %s%n%n", name());
    out.println("| contender | CPU ns per call, median | min – max | bytes per call, max |");
    out.println("|---|---:|---:|---:|");
    nanos.forEach(
        (contender, samples) -> {
          if (samples.isEmpty()) {
            out.printf("| %s | skipped: no C compiler | | |%n", contender);
          } else {
            out.printf("| %s | %s | %s |%n", contender, samples.cells("%.1f"), size(contender));
          }
        });
    out.printf("%n| ratio within a round | median | min – max | target |%n|---|---:|---:|---|%n");
    ratio(out, "typed", "raw");
    ratio(out, "raw", C);
    ratio(out, "raw", C_THREADED);
    ratio(out, "typed", C_THREADED);
    ratio(out, "typed", "nio");
    others.forEach(other -> ratio(out, "typed", other));
    out.printf("%nBytes per call 0: %s%n", allocatesNothing() ? "met" : "MISSED");
  }

  private String size(String contender) {
    Samples samples = bytes(contender);
    return samples.isEmpty() ? "–" : String.format(Locale.ROOT, "%.3f", samples.max());
  }

  private void ratio(PrintStream out, String upper, String lower) {
    if (nanos(lower).isEmpty()) {
      out.printf("| %s / %s | skipped: no C compiler | | |%n", upper, lower);
      return;
    }
    Samples ratio = nanos(upper).over(nanos(lower));
    String target = "";
    if (upper.equals("typed") && lower.equals("raw")) {
      target = "≤ 1.03, " + (ratio.median() <= TYPED_OVER_RAW ? "met" : "MISSED");
    }
    out.printf("| %s / %s | %s | %s |%n", upper, lower, ratio.cells("%.3f"), target);
  }
}
