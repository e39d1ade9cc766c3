package dev.sluice.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.benchmarks.NoLeakedDescriptors;
import dev.sluice.benchmarks.harness.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The page out of files with known numbers. */
@ExtendWith(NoLeakedDescriptors.class)
class ReportTest {
  private static final Map<String, String> MACHINE =
      Map.of("CPU", "a <fast> one", "kernel", "Linux 7", "JDK", "25", "date", "2026-01-02");

  @TempDir Path directory;

  private static Map<String, Object> row(String contender, String scenario, double cpu) {
    List<Double> micros = List.of(10.0, 12.0);
    return Map.ofEntries(
        Map.entry("contender", contender),
        Map.entry("scenario", scenario),
        Map.entry("rate", 20_000),
        Map.entry("requestsPerSecond", List.of(100_000.0, 110_000.0)),
        Map.entry("cpuMicros", List.of(cpu, cpu)),
        Map.entry("serverBusy", List.of(0.9, 0.9)),
        Map.entry("generatorBusy", List.of(0.5, 0.5)),
        Map.entry("cpuMicrosAtRate", micros),
        Map.entry("p50", micros),
        Map.entry("p90", micros),
        Map.entry("p99", micros),
        Map.entry("p999", micros),
        Map.entry("max", micros));
  }

  private static Map<String, Object> process(double heap, double calls) {
    return Map.of(
        "firstByteMillis", List.of(50.0, 60.0),
        "residentBytes", List.of(2048.0, 2048.0),
        "heapBytes", List.of(heap, heap),
        "systemCalls", Map.of("recvfrom", calls / 2, "sendto", calls / 2));
  }

  private Path duel() throws IOException {
    List<Object> rows = new ArrayList<>();
    for (String scenario : List.of("64x64", "1000x64", "64x64+9000idle", "64x16k")) {
      rows.add(row("c-edge", scenario, 4));
      rows.add(row("edge", scenario, 4.08));
      rows.add(row("nio", scenario, 4.2));
    }
    Path file = directory.resolve("duel.json");
    Json.write(
        file,
        Map.of(
            "benchmark", "duel",
            "machine", MACHINE,
            "complaints", List.of(),
            "contenders", Map.of("edge", "Sluice"),
            "rows", rows,
            "processes",
                Map.of("c-edge", process(0, 2), "edge", process(190, 2), "nio", process(900, 2.1)),
            "skipped", Map.of("netty-epoll", "it is away"),
            "disqualified", Map.of()));
    return file;
  }

  private Path bench() throws IOException {
    Path file = directory.resolve("bench.json");
    Json.write(
        file,
        Map.of(
            "benchmark",
            "bench",
            "machine",
            MACHINE,
            "results",
            Map.of(
                "DatagramBatch",
                Map.of(
                    "cpuNanos", Map.of("batch", List.of(10.0), "nio", List.of(15.0)),
                    "bytes", Map.of()),
                "Startup",
                Map.of("wallMillis", Map.of("typed", List.of(100.0), "nio", List.of(30.0))))));
    return file;
  }

  private Path http() throws IOException {
    Path file = directory.resolve("http.json");
    Map<String, Object> row =
        Map.of(
            "server", "ours",
            "requestsPerSecond", List.of(5.0),
            "cpuMicros", List.of(7.0),
            "p50", List.of(1.0),
            "p99", List.of(2.0));
    Json.write(
        file,
        Map.of("benchmark", "http", "machine", MACHINE, "rows", List.of(row), "skipped", Map.of()));
    return file;
  }

  private static int run(Object... arguments) {
    CommandLine report = new CommandLine(new Report());
    report.setOut(new PrintWriter(new StringWriter()));
    return report.execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
  }

  @Test
  void page_hasTargetsPicturesAndTables_inOneFile() throws IOException {
    Path out = directory.resolve("out");
    assertThat(run(duel(), bench(), http(), "--out", out, "--png")).isZero();
    String page = Files.readString(out.resolve("report.html"));
    assertThat(page)
        .contains("<svg", "CPU per echo, edge", "<td>nio</td>", "a &lt;fast&gt; one", "it is away")
        .doesNotContain("src=\"", "<?xml", "<!DOCTYPE svg");
    for (String picture : List.of("duel-throughput", "duel-cpu", "duel-latency", "http")) {
      assertThat(Files.readString(out.resolve("pictures/" + picture + ".svg"))).contains("<svg");
      assertThat(Files.size(out.resolve("pictures/" + picture + ".png"))).isGreaterThan(5000);
    }
  }

  @Test
  void targets_areCompared_andWhatIsMissingIsSaid() throws IOException {
    Path out = directory.resolve("out");
    assertThat(run(duel(), bench(), "--out", out)).isZero();
    assertThat(Files.readString(out.resolve("RESULTS.md")))
        .contains("against C epoll | ≤ 1.03 | 1.02 | 1.02 – 1.02 | met |")
        .contains("the same against java.nio | ≤ 0.95 | 0.97 | 0.97 – 0.97 | MISSED by 2.3 % |")
        .contains("the same against Netty epoll | ≤ 0.87 | – | – | not measured |")
        .contains("Java heap per idle connection | ≤ 200 B | 190.00 | 190.00 – 190.00 | met |")
        .contains("UDP batch against java.nio | ≥ 1.3 | 1.50 | 1.50 – 1.50 | met |")
        .contains("start to first byte over java.nio | ≤ 60 ms | 70.00 | 70.00 – 70.00 | MISSED");
  }

  @Test
  void file_thatIsNoResult_isNamed() throws IOException {
    Path other = Files.writeString(directory.resolve("other.json"), "{\"a\": 1}");
    Path broken = Files.writeString(directory.resolve("broken.json"), "{");
    assertThatThrownBy(() -> new Results(List.of(other)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("other.json is no file of results");
    assertThatThrownBy(() -> new Results(List.of(broken)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broken.json is no JSON");
  }
}
