package dev.sluice.examples.lab;

import java.util.List;

/** What one step came to under one mechanism. */
sealed interface Cell {
  /** A wait reported something, sorted by name. */
  record Reported(List<Report> reports) implements Cell {
    public Reported {
      reports = reports.stream().sorted().toList();
    }
  }

  /** A wait reported nothing. */
  record Silent() implements Cell {}

  /** Another step was done; what came of it in words, empty if nothing is to be said. */
  record Done(String outcome) implements Cell {}

  /** The mechanism can't do it, and why. */
  record Cannot(String why) implements Cell {}

  /** A step after one that could not be done. */
  record Skipped() implements Cell {}

  /** Tells whether this is the answer of a wait. */
  default boolean isAnswer() {
    return this instanceof Reported || this instanceof Silent;
  }
}
