package dev.sluice.benchmarks.duel;

import dev.sluice.benchmarks.duel.DuelResults.ProcessRow;
import dev.sluice.benchmarks.duel.DuelResults.Row;
import dev.sluice.benchmarks.harness.Samples;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The results as Markdown: a table for each scenario, and one of the processes. */
public final class DuelTables {
  /** From here on it is the generator that is measured, and not the server. */
  private static final double BUSY = 0.97;

  private static final String NONE = "–";

  private final DuelResults results;
  private final StringBuilder text = new StringBuilder();

  private DuelTables(DuelResults results) {
    this.results = results;
  }

  /** Returns all tables. */
  public static String markdown(DuelResults results) {
    DuelTables tables = new DuelTables(results);
    results.rows().stream().map(Row::scenario).distinct().forEach(tables::scenario);
    tables.processes();
    tables.list("skipped", results.skipped());
    tables.list("disqualified", results.disqualified());
    return tables.text.toString();
  }

  private void scenario(String scenario) {
    List<Row> rows = results.rows().stream().filter(r -> r.scenario().equals(scenario)).toList();
    int rate = rows.getFirst().rate();
    text.append("\n**%s**%n%n".formatted(title(scenario, rate)));
    String late = rate == 0 ? "" : " p50 µs | p99 µs | p99.9 µs |";
    text.append("| contender | requests/s | CPU µs each | min – max | by C | by NIO |" + late);
    text.append("\n|---|---:|---:|---:|---:|---:|" + (rate == 0 ? "" : "---:|---:|---:|") + "\n");
    rows.forEach(this::row);
  }

  /** Says in words what {@code 64x16k} is. */
  public static String title(String scenario, int rate) {
    Scenario parsed = Scenario.parse(scenario);
    String connections = parsed.active() == 1 ? "1 connection" : parsed.active() + " connections";
    return connections
        + (parsed.idle() == 0 ? "" : " among " + parsed.idle() + " idle ones")
        + ", "
        + (parsed.bytes() < 1024 ? parsed.bytes() + " bytes" : parsed.bytes() / 1024 + " KiB")
        + (rate == 0 ? "" : "; latency at " + rate + " requests/s");
  }

  private void row(Row row) {
    Samples cpu = Samples.of(row.cpuMicros());
    boolean generatorBound = Samples.of(row.generatorBusy()).median() > BUSY;
    text.append(
        "| %s | %s%s | %s | %s | %s |"
            .formatted(
                row.contender(),
                number(Samples.of(row.requestsPerSecond()).median()),
                generatorBound ? " *" : "",
                cells(cpu),
                ratio(cpu, EchoContender.C, row.scenario()),
                ratio(cpu, EchoContender.NIO, row.scenario())));
    if (row.rate() > 0) {
      text.append(
          " %s | %s | %s |".formatted(median(row.p50()), median(row.p99()), median(row.p999())));
    }
    text.append('\n');
  }

  private String ratio(Samples cpu, String other, String scenario) {
    Row theirs = results.find(other, scenario);
    return theirs == null
        ? NONE
        : String.format(Locale.ROOT, "%.2f", cpu.over(Samples.of(theirs.cpuMicros())).median());
  }

  private static String cells(Samples samples) {
    return number(samples.median()) + " | " + number(samples.min()) + " – " + number(samples.max());
  }

  private static String median(List<Double> values) {
    return values.isEmpty() ? NONE : number(Samples.of(values).median());
  }

  /** Three digits, or whole numbers. */
  static String number(double value) {
    String format = Math.abs(value) < 10 ? "%.2f" : Math.abs(value) < 100 ? "%.1f" : "%,.0f";
    return String.format(Locale.ROOT, format, value);
  }

  private void processes() {
    text.append("\n*: the generator was the slower side.\n\n**Processes**\n\n");
    text.append(
        "| contender | what | ms to first byte | system calls per request"
            + " | of these | KiB resident per connection | heap bytes per connection |\n");
    text.append("|---|---|---:|---:|---|---:|---:|\n");
    results.processes().forEach(this::process);
  }

  private void process(String contender, ProcessRow row) {
    text.append(
        "| %s | %s | %s | %s | %s | %s | %s |%n"
            .formatted(
                contender,
                results.contenders().getOrDefault(contender, ""),
                median(row.firstByteMillis()),
                row.systemCalls().isEmpty() ? NONE : number(row.allSystemCalls()),
                calls(row.systemCalls()),
                row.residentBytes().isEmpty()
                    ? NONE
                    : number(Samples.of(row.residentBytes()).median() / 1024),
                median(row.heapBytes())));
  }

  /** Only what is called once in a hundred requests, or more often. */
  private static String calls(Map<String, Double> calls) {
    return calls.entrySet().stream()
        .filter(call -> call.getValue() >= 0.01)
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .map(call -> call.getKey() + " " + number(call.getValue()))
        .collect(Collectors.joining(", "));
  }

  private void list(String what, Map<String, String> reasons) {
    if (!reasons.isEmpty()) {
      text.append('\n');
    }
    reasons.forEach((who, why) -> text.append("- %s: %s: %s%n".formatted(what, who, why)));
  }
}
