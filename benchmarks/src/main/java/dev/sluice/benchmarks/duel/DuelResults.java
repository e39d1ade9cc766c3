package dev.sluice.benchmarks.duel;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a duel has measured, as it is written to a file and read by the report.
 *
 * @param benchmark always {@code duel}
 * @param machine what the numbers depend on
 * @param complaints what is wrong with the machine
 * @param contenders who took part, and what they are
 * @param rows a contender in a scenario
 * @param processes what belongs to the contender and to no scenario
 * @param skipped who or what was left out, and why
 * @param disqualified who did not do the work, and what instead
 */
public record DuelResults(
    String benchmark,
    Map<String, String> machine,
    List<String> complaints,
    Map<String, String> contenders,
    List<Row> rows,
    Map<String, ProcessRow> processes,
    Map<String, String> skipped,
    Map<String, String> disqualified) {

  /** What {@link #benchmark} says. */
  public static final String BENCHMARK = "duel";

  /** Starts without a result. */
  static DuelResults empty(Map<String, String> machine, List<String> complaints) {
    return new DuelResults(
        BENCHMARK,
        machine,
        complaints,
        new LinkedHashMap<>(),
        new ArrayList<>(),
        new LinkedHashMap<>(),
        new LinkedHashMap<>(),
        new LinkedHashMap<>());
  }

  /**
   * A contender in a scenario: a number for each round. Latencies in microseconds.
   *
   * @param requestsPerSecond under as much load as goes
   * @param cpuMicros of the server for a request, all threads, under that load
   * @param serverBusy what part of its processor it used then
   * @param generatorBusy for what part of the time the generator had something to do
   * @param cpuMicrosAtRate of the server for a request at the fixed rate
   */
  public record Row(
      String contender,
      String scenario,
      int rate,
      List<Double> requestsPerSecond,
      List<Double> cpuMicros,
      List<Double> serverBusy,
      List<Double> generatorBusy,
      List<Double> cpuMicrosAtRate,
      List<Double> p50,
      List<Double> p90,
      List<Double> p99,
      List<Double> p999,
      List<Double> max) {

    /** Starts without a number. */
    static Row of(String contender, Scenario scenario) {
      return new Row(
          contender,
          scenario.toString(),
          scenario.rate(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>());
    }

    void add(Load.Closed closed) {
      double nanos = closed.nanos();
      requestsPerSecond.add(closed.requests() * 1e9 / nanos);
      cpuMicros.add(closed.serverNanos() / 1e3 / closed.requests());
      serverBusy.add(closed.serverNanos() / nanos);
      generatorBusy.add(1 - closed.idleNanos() / nanos);
    }

    void add(Load.Open open) {
      cpuMicrosAtRate.add(open.serverNanos() / 1e3 / open.requests());
      p50.add(open.p50() / 1e3);
      p90.add(open.p90() / 1e3);
      p99.add(open.p99() / 1e3);
      p999.add(open.p999() / 1e3);
      max.add(open.max() / 1e3);
    }
  }

  /**
   * A contender as a process.
   *
   * @param firstByteMillis from its creation to its first answer, each round
   * @param residentBytes of a connection, each round
   * @param heapBytes of a connection, each round
   * @param systemCalls of a request, under load on 64 connections, by their names
   */
  public record ProcessRow(
      List<Double> firstByteMillis,
      List<Double> residentBytes,
      List<Double> heapBytes,
      Map<String, Double> systemCalls) {
    static ProcessRow empty() {
      return new ProcessRow(
          new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new LinkedHashMap<>());
    }

    /** Returns all system calls of a request, or NaN if they were not counted. */
    @JsonIgnore
    public double allSystemCalls() {
      return systemCalls.isEmpty()
          ? Double.NaN
          : systemCalls.values().stream().mapToDouble(Double::doubleValue).sum();
    }
  }

  /** Returns the row, which is made if need be. */
  Row row(String contender, Scenario scenario) {
    Row row = find(contender, scenario.toString());
    if (row == null) {
      row = Row.of(contender, scenario);
      rows.add(row);
    }
    return row;
  }

  /** Returns a row, or {@code null} if it was not measured in every round. */
  public @Nullable Row find(String contender, String scenario) {
    for (Row row : rows) {
      if (row.contender.equals(contender) && row.scenario.equals(scenario)) {
        return row;
      }
    }
    return null;
  }

  /** Takes a contender out: a part of its work is no work. */
  void disqualify(String contender, String why) {
    disqualified.put(contender, why);
    rows.removeIf(row -> row.contender.equals(contender));
    processes.remove(contender);
  }
}
