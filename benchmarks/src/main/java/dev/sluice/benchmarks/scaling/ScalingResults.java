package dev.sluice.benchmarks.scaling;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.benchmarks.harness.Json;
import dev.sluice.benchmarks.harness.Samples;
import dev.sluice.benchmarks.scaling.Cell.Share;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What all rounds have given, cell by cell. Confined to one thread. */
final class ScalingResults {
  /** Below it an operation has allocated nothing: an object has 16 bytes. */
  private static final double NO_BYTES = 1;

  private final Map<Cell, Result> results = new LinkedHashMap<>();
  private final Map<String, String> skipped = new TreeMap<>();

  /** The three numbers of a cell, a sample for each round. */
  record Result(Samples cpuNanos, Samples wallNanos, Samples bytes) {
    Result() {
      this(new Samples(), new Samples(), new Samples());
    }
  }

  /** Takes a line of {@link ScalingChild}. */
  void add(Mechanism mechanism, String line) {
    String[] words = line.split(" ", 3);
    if (words[0].equals("skipped")) {
      skipped.put(mechanism.label() + " with " + words[1], words[2]);
      return;
    }
    words = line.split(" ");
    if (words.length != 6) {
      throw new IllegalStateException("no result: " + line);
    }
    Cell cell =
        new Cell(
            mechanism,
            Operation.valueOf(words[0]),
            Integer.parseInt(words[1]),
            Share.valueOf(words[2]));
    Result result = results.computeIfAbsent(cell, _ -> new Result());
    result.cpuNanos.add(Double.parseDouble(words[3]));
    result.wallNanos.add(Double.parseDouble(words[4]));
    result.bytes.add(Double.parseDouble(words[5]));
  }

  /** Returns what was measured, or {@code null} if it was not. */
  @Nullable Result get(Cell cell) {
    return results.get(cell);
  }

  Map<Cell, Result> all() {
    return results;
  }

  /** Returns what was left out, with the reasons. */
  Map<String, String> skipped() {
    return skipped;
  }

  /** Returns the numbers of pipes that were measured, ascending. */
  Set<Integer> sizes() {
    Set<Integer> sizes = new TreeSet<>();
    results.keySet().forEach(cell -> sizes.add(cell.registered()));
    return sizes;
  }

  /** Returns CPU time by java.nio's in the same round, or {@code null} if one is missing. */
  @Nullable Samples overNio(Cell cell) {
    Result mine = get(cell);
    Result theirs = get(cell.of(Mechanism.NIO));
    return mine == null || theirs == null ? null : mine.cpuNanos.over(theirs.cpuNanos);
  }

  /** Reads what {@link #json} has written. */
  static ScalingResults of(JsonNode file) {
    ScalingResults read = new ScalingResults();
    for (JsonNode each : file.path("cells")) {
      Cell cell =
          new Cell(
              Mechanism.labelled(each.path("mechanism").asText()),
              Operation.valueOf(each.path("operation").asText().toUpperCase(Locale.ROOT)),
              each.path("registered").asInt(),
              Share.valueOf(each.path("share").asText()));
      Result result = new Result();
      each.path("cpuNanos").forEach(value -> result.cpuNanos.add(value.asDouble()));
      each.path("wallNanos").forEach(value -> result.wallNanos.add(value.asDouble()));
      each.path("bytes").forEach(value -> result.bytes.add(value.asDouble()));
      read.results.put(cell, result);
    }
    file.path("skipped")
        .properties()
        .forEach(e -> read.skipped.put(e.getKey(), e.getValue().asText()));
    return read;
  }

  /** Returns everything: the machine, each number of each round, and what was left out. */
  String json(Map<String, String> machine) {
    List<Object> cells = new ArrayList<>();
    results.forEach(
        (cell, result) -> {
          Map<String, Object> each = new LinkedHashMap<>();
          each.put("mechanism", cell.mechanism().label());
          each.put("operation", cell.operation().name().toLowerCase(Locale.ROOT));
          each.put("registered", cell.registered());
          each.put("share", cell.share().name());
          each.put("ready", cell.share().of(cell.registered()));
          each.put("cpuNanos", result.cpuNanos.values());
          each.put("wallNanos", result.wallNanos.values());
          each.put("bytes", result.bytes.values());
          cells.add(each);
        });
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("benchmark", ScalingBenchmark.NAME);
    all.put("machine", machine);
    all.put("cells", cells);
    all.put("skipped", skipped);
    return Json.of(all);
  }

  /** Tells whether no operation of Sluice has allocated, in any round. */
  boolean allocatesNothing() {
    return maxBytes() < NO_BYTES;
  }

  /** Returns the most bytes that an operation of Sluice has allocated, on average of a cell. */
  double maxBytes() {
    return results.entrySet().stream()
        .filter(entry -> entry.getKey().mechanism() != Mechanism.NIO)
        .map(entry -> entry.getValue().bytes.values())
        .flatMap(Collection::stream)
        .mapToDouble(Double::doubleValue)
        .max()
        .orElse(0);
  }
}
