package dev.sluice.examples.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the answers of one run on a line, a word for each wait. */
final class Shorthand {
  private Shorthand() {}

  /**
   * Returns for instance {@code R RC - cannot}: R readable, W writable, U urgent, C closed, H
   * hang-up, E error, A acceptable, K connectable, - nothing. Where several descriptors are watched
   * it is {@code a:R+late-b:W}.
   */
  static String of(Result.Run run, boolean named) {
    List<String> words = new ArrayList<>();
    for (Cell cell : run.cells()) {
      switch (cell) {
        case Cell.Reported reported ->
            words.add(
                reported.reports().stream()
                    .map(report -> of(report, named))
                    .collect(Collectors.joining("+")));
        case Cell.Silent silent -> words.add("-");
        case Cell.Cannot cannot -> words.add("cannot");
        case Cell.Done done -> {}
        case Cell.Skipped skipped -> {}
      }
    }
    return String.join(" ", words);
  }

  private static String of(Report report, boolean named) {
    String letters = report.words().stream().map(Shorthand::of).collect(Collectors.joining());
    return (report.late() ? "late-" : "") + (named ? report.name() + ":" : "") + letters;
  }

  private static String of(Word word) {
    return switch (word) {
      case READABLE -> "R";
      case WRITABLE -> "W";
      case URGENT -> "U";
      case CLOSED -> "C";
      case HANG_UP -> "H";
      case ERROR -> "E";
      case ACCEPTABLE -> "A";
      case CONNECTABLE -> "K";
    };
  }
}
