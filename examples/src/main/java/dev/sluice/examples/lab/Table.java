package dev.sluice.examples.lab;

import dev.sluice.examples.lab.Colors.Use;
import dev.sluice.examples.lab.Result.Agreement;
import dev.sluice.examples.lab.Result.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A result as text: a line for each step, a column for each mechanism. */
final class Table {
  static final int WIDTH = 100;

  /** What the marks mean, for the end of the output. */
  static final String LEGEND =
      "≠ some report and others do not   ~ all report, not the same   - nothing reported";

  private static final int SMALLEST_STEP = 14;
  private static final int MARK = 2;
  private static final int GAP = 2;

  private final Result result;
  private final Colors colors;
  private final StringBuilder text = new StringBuilder();
  private final int[] widths;
  private final int stepWidth;

  private Table(Result result, Colors colors) {
    this.result = result;
    this.colors = colors;
    widths = result.runs().stream().mapToInt(run -> width(run, result)).toArray();
    int others = MARK + Arrays.stream(widths).map(width -> width + GAP).sum();
    int longest = 0;
    for (int step = 0; step < steps(); step++) {
      longest = Math.max(longest, Text.of(result, step).length());
    }
    stepWidth = Math.max(SMALLEST_STEP, Math.min(longest, WIDTH - others));
  }

  /** Returns the table, with a heading above and the lesson below. */
  static String of(Result result, Colors colors) {
    Table table = new Table(result, colors);
    table.heading();
    table.titles();
    for (int step = 0; step < table.steps(); step++) {
      table.step(step);
    }
    table.lesson();
    return table.text.toString();
  }

  private int steps() {
    return result.scenario().lines().size();
  }

  private static int width(Run run, Result result) {
    int width = longest(title(run));
    for (int step = 0; step < run.cells().size(); step++) {
      width = Math.max(width, longest(Text.of(run.cells().get(step), result, step)));
    }
    return width;
  }

  private static int longest(List<String> lines) {
    return lines.stream().mapToInt(String::length).max().orElse(0);
  }

  private static List<String> title(Run run) {
    return List.of(run.mechanism().title().split(" ", -1));
  }

  private void heading() {
    text.append(colors.paint(Use.HEADING, result.scenario().name())).append('\n');
    Text.wrap(result.scenario().summary() + ".", WIDTH).forEach(this::line);
    text.append('\n');
  }

  private void titles() {
    List<List<String>> cells = new ArrayList<>();
    result.runs().forEach(run -> cells.add(title(run)));
    rows(" ", List.of("step"), cells, Use.HEADING, false);
    text.append(colors.paint(Use.QUIET, "─".repeat(lineWidth()))).append('\n');
  }

  private int lineWidth() {
    return MARK + stepWidth + Arrays.stream(widths).map(width -> width + GAP).sum();
  }

  private void step(int step) {
    List<List<String>> cells = new ArrayList<>();
    result.runs().forEach(run -> cells.add(Text.of(run.cells().get(step), result, step)));
    Agreement agreement = result.agreement(step);
    String mark =
        switch (agreement) {
          case SAME -> " ";
          case OTHER -> "~";
          case DIFFERENT -> "≠";
        };
    List<String> name = Text.wrap(Text.of(result, step), stepWidth);
    rows(mark, name, cells, null, agreement == Agreement.DIFFERENT);
  }

  private void rows(
      String mark,
      List<String> step,
      List<List<String>> cells,
      @Nullable Use use,
      boolean different) {
    int height = Math.max(step.size(), cells.stream().mapToInt(List::size).max().orElse(0));
    for (int row = 0; row < height; row++) {
      StringBuilder line = new StringBuilder();
      line.append(colors.paint(Use.MISSING, row == 0 ? mark : " ")).append(' ');
      String name = pad(at(step, row), stepWidth);
      line.append(use == null ? name : colors.paint(use, name));
      for (int column = 0; column < cells.size(); column++) {
        String word = at(cells.get(column), row);
        Use worn = use == null ? use(word, different) : use;
        line.append(" ".repeat(GAP)).append(colors.paint(worn, pad(word, widths[column])));
      }
      line(line.toString());
    }
  }

  private static Use use(String word, boolean different) {
    return switch (word) {
      case "-" -> different ? Use.MISSING : Use.QUIET;
      case "cannot" -> Use.REFUSED;
      default -> Use.REPORTED;
    };
  }

  private static String at(List<String> lines, int row) {
    return row < lines.size() ? lines.get(row) : "";
  }

  private static String pad(String word, int width) {
    return word + " ".repeat(Math.max(0, width - word.length()));
  }

  private void lesson() {
    result.refusals().forEach(why -> paragraph("cannot: ", why));
    paragraph("Wrong:  ", String.join(" ", result.scenario().mistakes()));
    paragraph("Rule:   ", String.join(" ", result.scenario().rules()));
  }

  private void paragraph(String label, String sentences) {
    if (sentences.isEmpty()) {
      return;
    }
    text.append('\n');
    List<String> lines = Text.wrap(sentences, WIDTH - label.length());
    for (int i = 0; i < lines.size(); i++) {
      String begin = i == 0 ? colors.paint(Use.HEADING, label) : " ".repeat(label.length());
      line(begin + lines.get(i));
    }
  }

  private void line(String line) {
    text.append(line.stripTrailing()).append('\n');
  }
}
