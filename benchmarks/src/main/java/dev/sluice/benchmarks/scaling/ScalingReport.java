package dev.sluice.benchmarks.scaling;

import dev.sluice.benchmarks.harness.Samples;
import dev.sluice.benchmarks.scaling.Cell.Share;
import dev.sluice.benchmarks.scaling.ScalingResults.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tables of {@link ScalingBenchmark}, as Markdown. */
final class ScalingReport {
  /** Noise that is no difference: what medians of one contender differ by between runs. */
  private static final double EVEN = 1.03;

  /** A curve is flat that has doubled while the descriptors became 900 times as many. */
  private static final double FLAT = 2;

  private final ScalingResults results;
  private final StringBuilder text = new StringBuilder();

  ScalingReport(ScalingResults results) {
    this.results = results;
  }

  String markdown() {
    times("One wait, level-triggered: CPU µs, median of the rounds", Operation.LEVEL);
    times(
        "A byte into each that gets ready, a wait, the bytes back: CPU µs, median",
        Operation.REARMED);
    times("The bytes alone, without the wait: CPU µs, median", Operation.OVERHEAD);
    ratios("A wait by NIO's in the same round: median, min – max", Operation.LEVEL);
    ratios("With the bytes, by NIO's in the same round: median, min – max", Operation.REARMED);
    verdicts();
    return text.toString();
  }

  private void line(String line) {
    text.append(line).append('\n');
  }

  private static List<Mechanism> mechanisms(Operation operation) {
    List<Mechanism> all = new ArrayList<>(List.of(Mechanism.values()));
    all.removeIf(each -> operation == Operation.LEVEL && !each.isLevelTriggered());
    return all;
  }

  private void head(String title, List<Mechanism> mechanisms) {
    line("");
    line("**" + title + "**");
    line("");
    StringBuilder names = new StringBuilder("| ready | registered |");
    mechanisms.forEach(each -> names.append(' ').append(each.label()).append(" |"));
    line(names.toString());
    line("|---|---:|" + "---:|".repeat(mechanisms.size()));
  }

  /** What a table shows of a cell. */
  private interface Shown {
    String of(Cell cell);
  }

  private void table(String title, Operation operation, List<Mechanism> mechanisms, Shown shown) {
    head(title, mechanisms);
    for (Share share : Share.values()) {
      for (int registered : results.sizes()) {
        StringBuilder row = new StringBuilder();
        row.append("| ").append(share.label()).append(" | ").append(registered).append(" |");
        for (Mechanism mechanism : mechanisms) {
          Cell cell = new Cell(mechanism, operation, registered, share);
          row.append(' ').append(shown.of(cell)).append(" |");
        }
        line(row.toString());
      }
    }
  }

  private void times(String title, Operation operation) {
    table(title, operation, mechanisms(operation), this::time);
  }

  private String time(Cell cell) {
    Result result = results.get(cell);
    return result == null ? "–" : micros(result.cpuNanos().median());
  }

  private static String micros(double nanos) {
    double micros = nanos / 1000;
    return String.format(
        Locale.ROOT, micros < 10 ? "%.2f" : micros < 100 ? "%.1f" : "%.0f", micros);
  }

  private void ratios(String title, Operation operation) {
    List<Mechanism> others = mechanisms(operation);
    others.remove(Mechanism.NIO);
    table(title, operation, others, this::ratio);
  }

  private String ratio(Cell cell) {
    Samples ratio = results.overNio(cell);
    return ratio == null
        ? "–"
        : String.format(Locale.ROOT, "%.2f, %.2f – %.2f", ratio.median(), ratio.min(), ratio.max());
  }

  private void verdicts() {
    line("");
    line(
        String.format(
            Locale.ROOT,
            "- 0 bytes per operation: %s, at most %.3f",
            met(results.allocatesNothing()),
            results.maxBytes()));
    flatness();
    cheapness(Operation.LEVEL, Mechanism.EPOLL_LEVEL);
    cheapness(Operation.REARMED, Mechanism.EPOLL_LEVEL);
    cheapness(Operation.REARMED, Mechanism.EPOLL_EDGE);
    results.skipped().forEach((what, why) -> line("- skipped: " + what + ": " + why));
  }

  private void flatness() {
    List<Integer> sizes = List.copyOf(results.sizes());
    Result few = one(sizes.getFirst());
    Result many = one(sizes.getLast());
    if (few == null || many == null) {
      return;
    }
    Samples growth = many.cpuNanos().over(few.cpuNanos());
    line(
        String.format(
            Locale.ROOT,
            "- epoll is flat in the idle ones: %s, one ready among %d costs %.2f times one among"
                + " %d",
            met(growth.median() <= FLAT),
            sizes.getLast(),
            growth.median(),
            sizes.getFirst()));
  }

  private Result one(int registered) {
    return results.get(new Cell(Mechanism.EPOLL_LEVEL, Operation.LEVEL, registered, Share.ONE));
  }

  private void cheapness(Operation operation, Mechanism mechanism) {
    List<String> dearer = new ArrayList<>();
    for (Share share : Share.values()) {
      for (int registered : results.sizes()) {
        Samples ratio = results.overNio(new Cell(mechanism, operation, registered, share));
        if (ratio != null && ratio.median() > EVEN) {
          dearer.add(
              String.format(
                  Locale.ROOT, "%s of %d: %.2f", share.label(), registered, ratio.median()));
        }
      }
    }
    line(
        String.format(
            Locale.ROOT,
            "- %s at most %.2f of NIO everywhere, %s: %s%s",
            mechanism.label(),
            EVEN,
            operation == Operation.LEVEL ? "waiting" : "with the bytes",
            met(dearer.isEmpty()),
            dearer.isEmpty() ? "" : "; " + String.join("; ", dearer)));
  }

  private static String met(boolean holds) {
    return holds ? "met" : "MISSED";
  }
}
