package dev.sluice.examples.lab;

import java.util.List;

/**
 * A script and what it is to teach.
 *
 * @param name what the command line calls it
 * @param summary one sentence
 * @param mistakes what people get wrong, sentences
 * @param rules what is true instead, sentences
 * @param lines the steps, in their order
 */
record Scenario(
    String name, String summary, List<String> mistakes, List<String> rules, List<Line> lines) {
  Scenario {
    mistakes = List.copyOf(mistakes);
    rules = List.copyOf(rules);
    lines = List.copyOf(lines);
  }

  /**
   * A step where it stands.
   *
   * @param number the line in its file, from 1
   * @param text the step as it was written, one blank between words
   * @param step what it says
   */
  record Line(int number, String text, Step step) {}

  /** Tells whether reports have to say of whom they are. */
  boolean watchesSeveral() {
    return lines.stream()
            .map(Line::step)
            .filter(step -> step instanceof Step.Watch)
            .map(step -> ((Step.Watch) step).name())
            .distinct()
            .count()
        > 1;
  }
}
