package dev.sluice.benchmarks.scaling;

import dev.sluice.benchmarks.chart.Panel;
import dev.sluice.benchmarks.chart.Picture;
import dev.sluice.benchmarks.scaling.Cell.Share;
import dev.sluice.benchmarks.scaling.ScalingResults.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The curves of {@link ScalingBenchmark}: a column for each share, a row for each operation. */
final class ScalingPicture {
  private static final double NANOS_PER_MICRO = 1000;

  private final ScalingResults results;

  ScalingPicture(ScalingResults results) {
    this.results = results;
  }

  Picture draw(String machine) throws IOException {
    return new Picture(
        "One wait: what it costs, by how many descriptors are watched",
        machine,
        List.of(
            row(Operation.LEVEL, "level-triggered"),
            row(Operation.REARMED, "a byte written and read")));
  }

  private List<Panel> row(Operation operation, String what) {
    List<Panel> panels = new ArrayList<>();
    for (Share share : Share.values()) {
      List<Panel.Line> lines = new ArrayList<>();
      for (Mechanism mechanism : Mechanism.values()) {
        addLine(lines, mechanism.label(), mechanism, operation, share);
      }
      if (operation == Operation.REARMED) {
        addLine(lines, "bytes without a wait", Mechanism.POLL, Operation.OVERHEAD, share);
      }
      panels.add(new Panel(share.label() + ", " + what, "registered descriptors", "CPU µs", lines));
    }
    return panels;
  }

  private void addLine(
      List<Panel.Line> lines, String label, Mechanism mechanism, Operation operation, Share share) {
    List<Panel.Point> points = new ArrayList<>();
    for (int registered : results.sizes()) {
      Result result = results.get(new Cell(mechanism, operation, registered, share));
      if (result != null) {
        points.add(new Panel.Point(registered, result.cpuNanos().median() / NANOS_PER_MICRO));
      }
    }
    if (!points.isEmpty()) {
      lines.add(new Panel.Line(label, points));
    }
  }
}
