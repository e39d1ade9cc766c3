package dev.sluice.benchmarks.report;

import dev.sluice.benchmarks.harness.Samples;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tables of {@code bench}: single calls, transfers, start-up. */
final class CallTables {
  private static final String STARTUP = "Startup";

  private CallTables() {}

  static String markdown(Results results) {
    StringBuilder text =
        new StringBuilder("| benchmark | contender | CPU ns, median | min – max |");
    text.append(" bytes allocated, median |\n|---|---|---:|---:|---:|\n");
    List<String> benchmarks = results.benchmarks();
    for (String benchmark : benchmarks) {
      if (!benchmark.equals(STARTUP)) {
        rows(results, benchmark, text);
      }
    }
    if (benchmarks.contains(STARTUP)) {
      startup(results, text);
    }
    return text.toString();
  }

  private static void rows(Results results, String benchmark, StringBuilder text) {
    Map<String, Samples> bytes = results.numbers(benchmark, "bytes");
    results
        .numbers(benchmark, "cpuNanos")
        .forEach(
            (contender, nanos) ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "| %s | %s | %s | %s |%n",
                        benchmark,
                        contender,
                        nanos.cells(nanos.median() < 1000 ? "%,.1f" : "%,.0f"),
                        bytes(bytes.get(contender)))));
  }

  /** C is not asked. */
  private static String bytes(@Nullable Samples bytes) {
    return bytes == null ? "–" : String.format(Locale.ROOT, "%,.2f", bytes.median());
  }

  private static void startup(Results results, StringBuilder text) {
    Map<String, Samples> cpu = results.numbers(STARTUP, "cpuMillis");
    text.append(
        "\n| start to first byte | ms, median | min – max | CPU ms, median | min – max |\n");
    text.append("|---|---:|---:|---:|---:|\n");
    results
        .numbers(STARTUP, "wallMillis")
        .forEach(
            (contender, millis) -> {
              Samples work = cpu.get(contender);
              text.append(
                  String.format(
                      Locale.ROOT,
                      "| %s | %s | %s |%n",
                      contender,
                      millis.cells("%.1f"),
                      work == null ? "– | –" : work.cells("%.1f")));
            });
  }
}
