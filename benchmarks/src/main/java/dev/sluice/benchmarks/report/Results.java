package dev.sluice.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.benchmarks.duel.DuelResults;
import dev.sluice.benchmarks.harness.Json;
import dev.sluice.benchmarks.harness.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of results that are there, by what they say they are. Confined to one thread. */
final class Results {
  private final Map<String, JsonNode> files = new LinkedHashMap<>();
  private final Map<String, JsonNode> calls = new LinkedHashMap<>();

  /**
   * Reads files of {@code duel}, {@code duel http}, {@code bench} and {@code bench Scaling}. Of two
   * that are the same the later one counts; files of {@code bench} may have a part each.
   *
   * @throws IOException if one is none of these, naming it
   */
  Results(List<Path> paths) throws IOException {
    for (Path path : paths) {
      JsonNode file = Json.read(path);
      String benchmark = file.path("benchmark").asText();
      if (benchmark.isEmpty() || !file.has("machine")) {
        throw new IOException(
            path + " is no file of results: 'sluice bench' and 'duel' write them");
      }
      files.put(benchmark, file);
      if (benchmark.equals("bench")) {
        file.path("results").properties().forEach(e -> calls.put(e.getKey(), e.getValue()));
      }
    }
  }

  /** Returns what a file says its numbers depend on, by what it is. */
  Map<String, Map<String, String>> machines() {
    Map<String, Map<String, String>> machines = new LinkedHashMap<>();
    files.forEach((name, file) -> machines.put(name, machine(file)));
    return machines;
  }

  private static Map<String, String> machine(JsonNode file) {
    Map<String, String> machine = new LinkedHashMap<>();
    file.path("machine").properties().forEach(e -> machine.put(e.getKey(), e.getValue().asText()));
    return machine;
  }

  /** Returns the machine of a file in one line, below a picture. */
  String where(String benchmark) {
    Map<String, String> machine = machine(files.getOrDefault(benchmark, Json.nothing()));
    return "%s · %s · JDK %s · %s"
        .formatted(
            first(machine, "CPU", ", governor"),
            machine.get("kernel"),
            first(machine, "JDK", ", "),
            machine.get("date"));
  }

  /** Only as much as a line has room for; the tables have all of it. */
  private static String first(Map<String, String> machine, String fact, String end) {
    return machine.getOrDefault(fact, "unknown").split(end, 2)[0];
  }

  Optional<DuelResults> duel() {
    return Optional.ofNullable(files.get(DuelResults.BENCHMARK))
        .map(file -> Json.as(file, DuelResults.class));
  }

  Optional<JsonNode> scaling() {
    return Optional.ofNullable(files.get("Scaling"));
  }

  Optional<JsonNode> http() {
    return Optional.ofNullable(files.get("http"));
  }

  /** Returns the numbers of a benchmark by contender, for instance of {@code cpuNanos}. */
  Map<String, Samples> numbers(String benchmark, String measure) {
    Map<String, Samples> numbers = new LinkedHashMap<>();
    calls
        .getOrDefault(benchmark, Json.nothing())
        .path(measure)
        .properties()
        .forEach(
            e -> {
              Samples samples = new Samples();
              e.getValue().forEach(value -> samples.add(value.asDouble()));
              if (!samples.isEmpty()) {
                numbers.put(e.getKey(), samples);
              }
            });
    return numbers;
  }

  /** Returns the benchmarks of {@code bench} that are there. */
  List<String> benchmarks() {
    return List.copyOf(calls.keySet());
  }
}
