package dev.sluice.examples.lab;

import dev.sluice.examples.lab.Canvas.Anchor;
import dev.sluice.examples.lab.Result.Agreement;
import dev.sluice.examples.lab.Result.Run;
import java.util.ArrayList;
import java.util.List;

/** Results as a picture: time goes to the right, and each mechanism has a lane. */
final class Timeline {
  private static final int MARGIN = 24;
  private static final int LABEL = 90;
  private static final int COLUMN = 104;
  private static final int COLUMN_CHARACTERS = 14;
  private static final int SMALLEST_WIDTH = 760;
  private static final int SIZE = 12;
  private static final int LINE = 15;
  private static final int LANE = 34;
  private static final int TITLE = 62;
  private static final int SPACE = 40;

  private static final String LEGEND =
      "≠ some report and others are silent   ~ all report, not the same";

  private static final String PAPER = "#ffffff";
  private static final String INK = "#1f2933";
  private static final String PALE = "#8795a1";
  private static final String RAIL = "#cbd2d9";
  private static final String BAND = "#f5f7fa";
  private static final String DIFFERENT = "#fff3c4";
  private static final String OTHER_WORDS = "#e0f2fe";
  private static final String REPORTED = "#c6f7e2";
  private static final String REPORTED_EDGE = "#0c6b58";
  private static final String MISSING = "#b44d12";
  private static final String REFUSED = "#ffe3e3";
  private static final String REFUSED_EDGE = "#ab091e";

  private final Result result;
  private final int top;
  private final int width;
  private final int[] laneHeights;
  private final int headHeight;

  private Timeline(Result result, int top, int width) {
    this.result = result;
    this.top = top;
    this.width = width;
    laneHeights = result.runs().stream().mapToInt(run -> laneHeight(run, result)).toArray();
    int lines = 0;
    for (int step = 0; step < steps(); step++) {
      lines = Math.max(lines, head(step).size());
    }
    headHeight = (lines + 1) * LINE + 8;
  }

  /**
   * Opens a canvas for a size.
   *
   * @param <C> what kind
   */
  @FunctionalInterface
  interface Opener<C extends Canvas> {
    C open(int width, int height) throws LabException;
  }

  /** Draws results, one below the other. */
  static <C extends Canvas> C draw(List<Result> results, Opener<C> opener) throws LabException {
    int width = SMALLEST_WIDTH;
    for (Result result : results) {
      int steps = result.scenario().lines().size();
      width = Math.max(width, 2 * MARGIN + LABEL + steps * COLUMN);
    }
    List<Timeline> timelines = new ArrayList<>();
    int height = 0;
    for (Result result : results) {
      Timeline timeline = new Timeline(result, height, width);
      timelines.add(timeline);
      height += timeline.height();
    }
    height += SPACE;
    C canvas = opener.open(width, height);
    canvas.rectangle(0, 0, width, height, 0, PAPER, null);
    canvas.text(MARGIN, height - 12.0, SIZE, false, Anchor.LEFT, PALE, LEGEND);
    timelines.forEach(timeline -> timeline.draw(canvas));
    return canvas;
  }

  private int steps() {
    return result.scenario().lines().size();
  }

  private List<String> head(int step) {
    return Text.wrap(Text.of(result, step), COLUMN_CHARACTERS);
  }

  private static int laneHeight(Run run, Result result) {
    int lines = 1;
    for (int step = 0; step < run.cells().size(); step++) {
      lines = Math.max(lines, Text.of(run.cells().get(step), result, step).size());
    }
    return Math.max(LANE, lines * LINE + 18);
  }

  private int lanesTop() {
    return top + TITLE + headHeight;
  }

  private int lanesBottom() {
    int bottom = lanesTop();
    for (int height : laneHeights) {
      bottom += height;
    }
    return bottom;
  }

  private List<String> lesson() {
    int characters = (int) ((width - 2 * MARGIN) / (SIZE * Canvas.CHARACTER));
    List<String> lines = new ArrayList<>();
    result.refusals().forEach(why -> lines.addAll(Text.wrap("cannot: " + why, characters)));
    addParagraph(lines, "Wrong: ", result.scenario().mistakes(), characters);
    addParagraph(lines, "Rule: ", result.scenario().rules(), characters);
    return lines;
  }

  private static void addParagraph(
      List<String> lines, String label, List<String> sentences, int characters) {
    if (!sentences.isEmpty()) {
      lines.addAll(Text.wrap(label + String.join(" ", sentences), characters));
    }
  }

  private int height() {
    return lanesBottom() - top + lesson().size() * LINE + SPACE;
  }

  private void draw(Canvas canvas) {
    canvas.text(MARGIN, top + 30, 18, true, Anchor.LEFT, INK, result.scenario().name());
    canvas.text(MARGIN, top + 50, SIZE, false, Anchor.LEFT, PALE, result.scenario().summary());
    drawLanes(canvas);
    for (int step = 0; step < steps(); step++) {
      drawHead(canvas, step);
    }
    int y = lanesTop();
    for (int lane = 0; lane < laneHeights.length; lane++) {
      for (int step = 0; step < steps(); step++) {
        drawCell(canvas, lane, step, y + laneHeights[lane] / 2.0);
      }
      y += laneHeights[lane];
    }
    y += 22;
    for (String line : lesson()) {
      canvas.text(MARGIN, y, SIZE, false, Anchor.LEFT, INK, line);
      y += LINE;
    }
  }

  private void drawLanes(Canvas canvas) {
    int y = lanesTop();
    double right = MARGIN + LABEL + steps() * (double) COLUMN;
    for (int lane = 0; lane < laneHeights.length; lane++) {
      if (lane % 2 == 0) {
        canvas.rectangle(MARGIN, y, right - MARGIN, laneHeights[lane], 0, BAND, null);
      }
      y += laneHeights[lane];
    }
    for (int step = 0; step < steps(); step++) {
      Agreement agreement = result.agreement(step);
      if (agreement != Agreement.SAME) {
        String color = agreement == Agreement.DIFFERENT ? DIFFERENT : OTHER_WORDS;
        double height = lanesBottom() - top - TITLE + 4.0;
        canvas.rectangle(
            columnLeft(step) + 1, top + TITLE - 4.0, COLUMN - 2, height, 4, color, null);
      }
    }
    y = lanesTop();
    for (int lane = 0; lane < laneHeights.length; lane++) {
      double middle = y + laneHeights[lane] / 2.0;
      canvas.line(MARGIN + LABEL, middle, lastX(lane), middle, RAIL, 1.5);
      String title = result.runs().get(lane).mechanism().title();
      canvas.text(MARGIN + 6, middle + 4, SIZE, true, Anchor.LEFT, INK, title);
      y += laneHeights[lane];
    }
  }

  /** A lane ends where its mechanism had to leave. */
  private double lastX(int lane) {
    List<Cell> cells = result.runs().get(lane).cells();
    for (int step = 0; step < cells.size(); step++) {
      if (cells.get(step) instanceof Cell.Cannot) {
        return middleOf(step);
      }
    }
    return columnLeft(cells.size());
  }

  private static double columnLeft(int step) {
    return MARGIN + LABEL + step * (double) COLUMN;
  }

  private static double middleOf(int step) {
    return columnLeft(step) + COLUMN / 2.0;
  }

  private void drawHead(Canvas canvas, int step) {
    boolean isWait = result.scenario().lines().get(step).step() instanceof Step.Wait;
    int y = top + TITLE + LINE - 4;
    String mark =
        switch (result.agreement(step)) {
          case SAME -> "";
          case OTHER -> " ~";
          case DIFFERENT -> " ≠";
        };
    String number = (step + 1) + mark;
    canvas.text(
        middleOf(step),
        y,
        SIZE,
        !mark.isEmpty(),
        Anchor.MIDDLE,
        mark.isEmpty() ? PALE : MISSING,
        number);
    for (String line : head(step)) {
      y += LINE;
      canvas.text(middleOf(step), y, SIZE, isWait, Anchor.MIDDLE, INK, line);
    }
  }

  private void drawCell(Canvas canvas, int lane, int step, double middle) {
    Cell cell = result.runs().get(lane).cells().get(step);
    List<String> lines = Text.of(cell, result, step);
    switch (cell) {
      case Cell.Reported reported -> pill(canvas, step, middle, lines, REPORTED, REPORTED_EDGE);
      case Cell.Silent silent -> drawSilence(canvas, step, middle);
      case Cell.Done done when !lines.isEmpty() -> pill(canvas, step, middle, lines, PAPER, PALE);
      case Cell.Done done -> canvas.rectangle(middleOf(step) - 2, middle - 2, 4, 4, 2, RAIL, RAIL);
      case Cell.Cannot cannot -> pill(canvas, step, middle, lines, REFUSED, REFUSED_EDGE);
      case Cell.Skipped skipped -> {}
    }
  }

  private void drawSilence(Canvas canvas, int step, double middle) {
    boolean missing = result.agreement(step) == Agreement.DIFFERENT;
    String color = missing ? MISSING : PALE;
    canvas.rectangle(middleOf(step) - 24, middle - 9, 48, 18, 9, PAPER, color);
    canvas.text(middleOf(step), middle + 4, SIZE - 1, missing, Anchor.MIDDLE, color, "silent");
  }

  private static void pill(
      Canvas canvas, int step, double middle, List<String> lines, String fill, String edge) {
    int longest = lines.stream().mapToInt(String::length).max().orElse(0);
    double pillWidth = longest * SIZE * Canvas.CHARACTER + 14;
    double pillHeight = lines.size() * LINE + 6.0;
    canvas.rectangle(
        middleOf(step) - pillWidth / 2,
        middle - pillHeight / 2,
        pillWidth,
        pillHeight,
        8,
        fill,
        edge);
    double y = middle - pillHeight / 2 + LINE - 1;
    for (String line : lines) {
      canvas.text(middleOf(step), y, SIZE, false, Anchor.MIDDLE, edge, line);
      y += LINE;
    }
  }
}
