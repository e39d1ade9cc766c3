package dev.sluice.benchmarks.duel;

import dev.sluice.benchmarks.harness.Samples;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What wrk has measured.
 *
 * @param benchmark always {@code http}
 * @param machine what the numbers depend on
 * @param rows a server each
 * @param skipped who was left out, and why
 */
public record HttpResults(
    String benchmark, Map<String, String> machine, List<Row> rows, Map<String, String> skipped) {
  static HttpResults empty(Map<String, String> machine) {
    return new HttpResults("http", machine, new ArrayList<>(), new LinkedHashMap<>());
  }

  /**
   * A server: a number for each round. Latencies in microseconds, as wrk has them: not from when a
   * request was due, but from when it was sent.
   */
  public record Row(
      String server,
      List<Double> requestsPerSecond,
      List<Double> cpuMicros,
      List<Double> p50,
      List<Double> p99) {}

  /** Returns the row of a server, which is made if need be. */
  Row row(String server) {
    for (Row row : rows) {
      if (row.server.equals(server)) {
        return row;
      }
    }
    Row row =
        new Row(server, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    rows.add(row);
    return row;
  }

  /** Returns the table. */
  public static String markdown(HttpResults results) {
    StringBuilder text =
        new StringBuilder("| server | requests/s | min – max | CPU µs each | p50 µs | p99 µs |\n");
    text.append("|---|---:|---:|---:|---:|---:|\n");
    for (Row row : results.rows) {
      Samples rate = Samples.of(row.requestsPerSecond);
      text.append(
          "| %s | %s | %s – %s | %s | %s | %s |%n"
              .formatted(
                  row.server,
                  DuelTables.number(rate.median()),
                  DuelTables.number(rate.min()),
                  DuelTables.number(rate.max()),
                  DuelTables.number(Samples.of(row.cpuMicros).median()),
                  DuelTables.number(Samples.of(row.p50).median()),
                  DuelTables.number(Samples.of(row.p99).median())));
    }
    text.append('\n');
    results.skipped.forEach((who, why) -> text.append("- skipped: %s: %s%n".formatted(who, why)));
    return text.toString();
  }
}
