package dev.sluice.examples.lab;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one wait said of one descriptor.
 *
 * @param name what the scenario called it when it was watched
 * @param late whether it has been closed since: the report is about a former life
 * @param words what was reported; empty only where a mechanism reports an event without a condition
 */
record Report(String name, boolean late, Set<Word> words) implements Comparable<Report> {
  Report {
    words = words.isEmpty() ? Set.of() : EnumSet.copyOf(words);
  }

  /** Returns for instance {@code readable closed}. */
  String inWords() {
    return words.stream().map(Word::toString).collect(Collectors.joining(" "));
  }

  @Override
  public int compareTo(Report other) {
    return name.compareTo(other.name);
  }

  /** Returns for instance {@code server: readable closed}. */
  @Override
  public String toString() {
    return (late ? "late " : "") + name + ": " + inWords();
  }
}
