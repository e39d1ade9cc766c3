package dev.sluice.examples.lab;

import java.util.ArrayList;
import java.util.List;

/** Lines of text. */
final class Text {
  private Text() {}

  /** Breaks a text at blanks; a longer word is cut. */
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      String rest = word;
      if (!line.isEmpty() && line.length() + 1 + rest.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      while (rest.length() > width) {
        lines.add(rest.substring(0, width));
        rest = rest.substring(width);
      }
      line.append(line.isEmpty() ? "" : " ").append(rest);
    }
    lines.add(line.toString());
    return lines;
  }

  /** Returns what a cell shows, a word or two on each line; nothing for what goes without words. */
  static List<String> of(Cell cell, Result result, int step) {
    return switch (cell) {
      case Cell.Reported reported -> reports(reported, result.scenario().watchesSeveral());
      case Cell.Silent silent -> List.of("-");
      case Cell.Done done ->
          done.outcome().equals(result.outcome(step))
              ? List.of()
              : List.of((done.outcome().isEmpty() ? "done" : done.outcome()).split(" ", -1));
      case Cell.Cannot cannot -> List.of("cannot");
      case Cell.Skipped skipped -> List.of();
    };
  }

  private static List<String> reports(Cell.Reported reported, boolean named) {
    List<String> lines = new ArrayList<>();
    for (Report report : reported.reports()) {
      if (report.late()) {
        lines.add("late:");
      }
      if (named) {
        lines.add(report.name() + ":");
      }
      report.words().forEach(word -> lines.add(word.toString()));
    }
    return lines;
  }

  /** Returns a step and what came of it. */
  static String of(Result result, int step) {
    String outcome = result.outcome(step);
    String text = result.scenario().lines().get(step).text();
    return outcome.isEmpty() ? text : text + " → " + outcome;
  }
}
