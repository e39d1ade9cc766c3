package dev.sluice.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.benchmarks.chart.Bars;
import dev.sluice.benchmarks.chart.Panel;
import dev.sluice.benchmarks.chart.Picture;
import dev.sluice.benchmarks.chart.Sheet;
import dev.sluice.benchmarks.duel.DuelResults;
import dev.sluice.benchmarks.duel.DuelResults.ProcessRow;
import dev.sluice.benchmarks.duel.DuelResults.Row;
import dev.sluice.benchmarks.harness.Samples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The pictures, by the names of their files. */
final class Figures {
  /** Whom lines are drawn for: more than these nobody tells apart. */
  private static final List<String> SHOWN =
      List.of("edge", "level", "nio", "netty-epoll", "c-edge", "java-net", "virtual", "netty-nio");

  private final Results results;

  Figures(Results results) {
    this.results = results;
  }

  Map<String, Sheet> all() throws IOException {
    Map<String, Sheet> all = new LinkedHashMap<>();
    if (results.duel().isPresent()) {
      DuelResults duel = results.duel().get();
      String where = results.where(DuelResults.BENCHMARK);
      all.put("duel-throughput", byConnections(duel, where, true));
      all.put("duel-cpu", byConnections(duel, where, false));
      all.put("duel-latency", latency(duel, where));
      all.put("duel-memory", processes(duel, where));
    }
    if (results.scaling().isPresent()) {
      all.put("scaling-idle", scaling(results.scaling().get()));
    }
    if (results.http().isPresent()) {
      all.put("http", http(results.http().get()));
    }
    return all;
  }

  private static Picture byConnections(DuelResults duel, String where, boolean throughput)
      throws IOException {
    Function<Row, List<Double>> value = throughput ? Row::requestsPerSecond : Row::cpuMicros;
    String unit = throughput ? "requests per second" : "CPU µs of the server";
    List<Panel> panels = new ArrayList<>();
    for (String bytes : List.of("64", "16k")) {
      List<Panel.Line> lines = new ArrayList<>();
      for (String contender : SHOWN) {
        List<Panel.Point> points = new ArrayList<>();
        for (int connections : List.of(1, 64, 1_000, 9_000)) {
          Row row = duel.find(contender, connections + "x" + bytes);
          if (row != null) {
            points.add(new Panel.Point(connections, Samples.of(value.apply(row)).median()));
          }
        }
        add(lines, contender, points);
      }
      String what = bytes.equals("64") ? "64 bytes there and back" : "16 KiB there and back";
      panels.add(new Panel(what, "connections", unit, lines));
    }
    String title =
        throughput
            ? "Echo: requests per second, by connections"
            : "Echo: CPU time of the server for a request, by connections";
    return new Picture(title, where, List.of(panels));
  }

  private static void add(List<Panel.Line> lines, String label, List<Panel.Point> points) {
    if (!points.isEmpty()) {
      lines.add(new Panel.Line(label, points));
    }
  }

  private static Picture latency(DuelResults duel, String where) throws IOException {
    List<Panel> panels = new ArrayList<>();
    for (String scenario : List.of("1x64", "64x64", "1000x64", "64x64+9000idle")) {
      List<Panel.Line> lines = new ArrayList<>();
      for (String contender : SHOWN) {
        Row row = duel.find(contender, scenario);
        if (row != null && !row.p50().isEmpty()) {
          add(
              lines,
              contender,
              List.of(
                  point(2, row.p50()),
                  point(10, row.p90()),
                  point(100, row.p99()),
                  point(1_000, row.p999())));
        }
      }
      if (!lines.isEmpty()) {
        panels.add(new Panel(scenario, "one request in …", "takes longer than, µs", lines));
      }
    }
    return new Picture(
        "Echo at a fixed rate: latency from when a request was due", where, List.of(panels));
  }

  private static Panel.Point point(double oneIn, List<Double> micros) {
    return new Panel.Point(oneIn, Math.max(0.1, Samples.of(micros).median()));
  }

  private static Bars processes(DuelResults duel, String where) throws IOException {
    return new Bars(
        "Echo servers as processes",
        where,
        List.of(
            group(duel, "KiB resident per connection", p -> scaled(p.residentBytes(), 1024)),
            group(duel, "Java heap bytes per connection", ProcessRow::heapBytes),
            group(duel, "ms from start to first byte", ProcessRow::firstByteMillis)));
  }

  private static List<Double> scaled(List<Double> values, double by) {
    return values.stream().map(value -> value / by).toList();
  }

  private static Bars.Group group(
      DuelResults duel, String title, Function<ProcessRow, List<Double>> value) {
    Map<String, Double> bars = new LinkedHashMap<>();
    duel.processes()
        .forEach(
            (name, row) -> {
              List<Double> values = value.apply(row);
              if (!values.isEmpty()) {
                bars.put(name, Math.max(0, Samples.of(values).median()));
              }
            });
    return new Bars.Group(title, bars);
  }

  /** One ready among more and more idle ones: what epoll is for. */
  private Picture scaling(JsonNode scaling) throws IOException {
    Map<String, List<Panel.Point>> points = new LinkedHashMap<>();
    for (JsonNode cell : scaling.path("cells")) {
      if (cell.path("operation").asText().equals("rearmed")
          && cell.path("share").asText().equals("ONE")) {
        Samples nanos = new Samples();
        cell.path("cpuNanos").forEach(value -> nanos.add(value.asDouble()));
        points
            .computeIfAbsent(cell.path("mechanism").asText(), _ -> new ArrayList<>())
            .add(new Panel.Point(cell.path("registered").asInt(), nanos.median() / 1e3));
      }
    }
    List<Panel.Line> lines = new ArrayList<>();
    points.forEach((mechanism, each) -> lines.add(new Panel.Line(mechanism, each)));
    return new Picture(
        "One ready among idle descriptors",
        results.where("Scaling"),
        List.of(
            List.of(
                new Panel("write, wait, read", "registered descriptors", "CPU µs", lines),
                new Panel(
                    "the same without poll and select",
                    "registered descriptors",
                    "",
                    lines.stream().filter(l -> !l.label().matches("poll|select")).toList()))));
  }

  private Bars http(JsonNode http) throws IOException {
    Map<String, Double> requests = new LinkedHashMap<>();
    Map<String, Double> micros = new LinkedHashMap<>();
    for (JsonNode row : http.path("rows")) {
      String name = row.path("server").asText();
      requests.put(name, median(row.path("requestsPerSecond")));
      micros.put(name, median(row.path("cpuMicros")));
    }
    return new Bars(
        "HTTP/1.1 under wrk, 64 connections",
        results.where("http"),
        List.of(
            new Bars.Group("requests per second", requests),
            new Bars.Group("CPU µs of the server for a request", micros)));
  }

  private static double median(JsonNode values) {
    Samples samples = new Samples();
    values.forEach(value -> samples.add(value.asDouble()));
    return samples.median();
  }
}
