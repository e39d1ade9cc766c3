package dev.sluice.benchmarks.report;

import dev.sluice.benchmarks.duel.DuelResults;
import dev.sluice.benchmarks.duel.DuelResults.ProcessRow;
import dev.sluice.benchmarks.duel.DuelResults.Row;
import dev.sluice.benchmarks.harness.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What was to be reached, and what was: medians of what was measured within one round. */
final class Targets {
  private static final String EDGE = "edge";
  private static final String C = "c-edge";
  private static final String USUAL = "64x64";
  private static final String MANY = "1000x64";

  /** What is no allocation of a call: objects have 16 bytes or more. */
  private static final double NO_BYTES = 1;

  private final Results results;
  private final @Nullable DuelResults duel;
  private final List<Target> targets = new ArrayList<>();

  /**
   * One of them.
   *
   * @param measure what is measured
   * @param bound what it should be at most, or at least
   * @param isLeast tells which of these
   * @param unit behind the numbers
   * @param measured median, smallest and largest; {@code null} if it was not measured
   * @param floor the same of C, where it was measured: what nobody gets below by much
   */
  record Target(
      String measure,
      double bound,
      boolean isLeast,
      String unit,
      @Nullable Samples measured,
      @Nullable Samples floor) {
    String verdict() {
      if (measured == null) {
        return "not measured";
      }
      double median = measured.median();
      boolean met = isLeast ? median >= bound : median <= bound;
      if (met) {
        return "met";
      }
      return bound == 0
          ? "MISSED"
          : String.format(Locale.ROOT, "MISSED by %.1f %%", Math.abs(median - bound) / bound * 100);
    }
  }

  private Targets(Results results) {
    this.results = results;
    this.duel = results.duel().orElse(null);
  }

  static List<Target> of(Results results) {
    Targets targets = new Targets(results);
    targets.addDuel();
    targets.addCalls();
    targets.addStartup();
    return targets.targets;
  }

  private void atMost(String measure, double bound, String unit, @Nullable Samples measured) {
    targets.add(new Target(measure, bound, false, unit, measured, null));
  }

  private void atLeast(String measure, double bound, @Nullable Samples measured) {
    targets.add(new Target(measure, bound, true, "", measured, null));
  }

  /** CPU time per echo. */
  private void against(String other, String measure, double bound, String scenario) {
    Samples mine = cpu(EDGE, scenario, other);
    targets.add(new Target(measure, bound, false, "", mine, cpu(C, scenario, other)));
  }

  private void addDuel() {
    against("c-edge", "CPU per echo, edge, 64 × 64 B, against C epoll", 1.03, USUAL);
    against("c-edge-2", "the same against C with a second thread", 1.03, USUAL);
    against("nio", "the same against java.nio", 0.95, USUAL);
    against("netty-epoll", "the same against Netty epoll", 0.87, USUAL);
    against("nio", "1,000 connections, against java.nio", 0.87, MANY);
    against("netty-epoll", "1,000 connections, against Netty epoll", 0.72, MANY);
    atMost("system calls per echo, 64 connections, against C", 1.0, "", calls());
    atMost("64 among 9,000 idle, against 64 alone", 1.05, "", idle());
    atMost("Java heap per idle connection", 200, " B", heap(EDGE));
    atMost("the same, by java.nio's", 1.0, "", heapBy("nio"));
    atMost("the same, by Netty's (epoll)", 1.0, "", heapBy("netty-epoll"));
  }

  private @Nullable Row row(String contender, String scenario) {
    return duel == null ? null : duel.find(contender, scenario);
  }

  private @Nullable Samples cpu(String contender, String scenario, String other) {
    Row mine = row(contender, scenario);
    Row theirs = row(other, scenario);
    return mine == null || theirs == null
        ? null
        : Samples.of(mine.cpuMicros()).over(Samples.of(theirs.cpuMicros()));
  }

  private @Nullable Samples idle() {
    Row among = row(EDGE, "64x64+9000idle");
    Row alone = row(EDGE, USUAL);
    return among == null || alone == null
        ? null
        : Samples.of(among.cpuMicros()).over(Samples.of(alone.cpuMicros()));
  }

  private @Nullable ProcessRow process(String contender) {
    return duel == null ? null : duel.processes().get(contender);
  }

  private @Nullable Samples calls() {
    ProcessRow mine = process(EDGE);
    ProcessRow c = process(C);
    if (mine == null || c == null || mine.systemCalls().isEmpty() || c.systemCalls().isEmpty()) {
      return null;
    }
    // Two digits: what a JVM's own threads ask for, a few times a second, is no part of an echo.
    double ratio = Math.rint(100 * mine.allSystemCalls() / c.allSystemCalls()) / 100;
    return Samples.of(List.of(ratio));
  }

  private @Nullable Samples heap(String contender) {
    ProcessRow process = process(contender);
    return process == null || process.heapBytes().isEmpty()
        ? null
        : Samples.of(process.heapBytes());
  }

  private @Nullable Samples heapBy(String other) {
    Samples mine = heap(EDGE);
    Samples theirs = heap(other);
    return mine == null || theirs == null ? null : mine.over(theirs);
  }

  private @Nullable Samples ratio(String benchmark, String measure, String upper, String lower) {
    Map<String, Samples> numbers = results.numbers(benchmark, measure);
    Samples above = numbers.get(upper);
    Samples below = numbers.get(lower);
    return above == null || below == null ? null : above.over(below);
  }

  private void addCalls() {
    for (String call : List.of("RecvWouldBlock", "WaitZero", "WaitReady")) {
      atMost("typed against raw, " + call, 1.03, "", ratio(call, "cpuNanos", "typed", "raw"));
    }
    atMost("bytes allocated per recv, send, await, round trip (below 1)", NO_BYTES, " B", bytes());
    atLeast("UDP batch against java.nio", 1.3, ratio("DatagramBatch", "cpuNanos", "nio", "batch"));
    atLeast(
        "UDP GSO + GRO against java.nio",
        3,
        ratio("DatagramSegment", "cpuNanos", "nio", "segments"));
    atLeast(
        "AF_UNIX round trip against jnr-unixsocket, one thread",
        2,
        ratio("UnixRoundTrip", "cpuNanos", "jnr", "typed"));
    atLeast(
        "AF_UNIX round trip against jnr-unixsocket, two threads",
        2,
        ratio("UnixBlocking", "cpuNanos", "jnr", "typed"));
    atLeast(
        "the same, two threads that spin (setSpin)",
        2,
        ratio("UnixBlocking", "cpuNanos", "jnr", "spinning"));
  }

  /** The median over the rounds: a fork of which a compiler was late has some to begin with. */
  private @Nullable Samples bytes() {
    Samples worst = new Samples();
    Stream.of("RecvWouldBlock", "WaitZero", "WaitReady", "UnixRoundTrip", "TcpRoundTrip")
        .map(call -> results.numbers(call, "bytes").get("typed"))
        .filter(Objects::nonNull)
        .mapToDouble(Samples::median)
        .max()
        .ifPresent(worst::add);
    return worst.isEmpty() ? null : worst;
  }

  private void addStartup() {
    atMost("start to first byte over java.nio", 60, " ms", startup(""));
    atMost("the same, each with an AOT cache", 15, " ms", startup(", AOT cache"));
  }

  private @Nullable Samples startup(String setting) {
    Map<String, Samples> millis = results.numbers("Startup", "wallMillis");
    Samples mine = millis.get("typed" + setting);
    Samples theirs = millis.get("nio" + setting);
    return mine == null || theirs == null ? null : mine.minus(theirs);
  }

  /** Returns them as a table. */
  static String markdown(List<Target> targets) {
    StringBuilder text =
        new StringBuilder("| measure | target | median | min – max | | C's own median |\n");
    text.append("|---|---:|---:|---:|---|---:|\n");
    for (Target target : targets) {
      Samples measured = target.measured;
      String numbers = measured == null ? "– | –" : measured.cells("%.2f");
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s %s%s | %s | %s | %s |%n",
              target.measure,
              target.isLeast ? "≥" : "≤",
              plain(target.bound),
              target.unit,
              numbers,
              target.verdict(),
              target.floor == null
                  ? ""
                  : String.format(Locale.ROOT, "%.2f", target.floor.median())));
    }
    return text.toString();
  }

  private static String plain(double bound) {
    return bound == Math.rint(bound) ? "" + (long) bound : "" + bound;
  }
}
