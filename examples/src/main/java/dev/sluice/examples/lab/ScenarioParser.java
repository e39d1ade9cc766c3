package dev.sluice.examples.lab;

import dev.sluice.examples.lab.Cursor.Token;
import dev.sluice.examples.lab.Cursor.Wrong;
import dev.sluice.examples.lab.Scenario.Line;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes scenarios of a text; {@code docs/LAB.md} describes the language. Of each scenario the first
 * problem is reported: what follows is often no more than its echo.
 */
final class ScenarioParser {
  /** The steps of one scenario: as much as a picture can show. */
  static final int MOST_STEPS = 60;

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");
  private static final String NAME_RULE =
      "the scenario's name: a letter, then letters, digits or '-', lower case, at most 40";

  private final String file;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, Scenario> scenarios = new LinkedHashMap<>();

  private @Nullable Draft draft;
  private boolean skipping;

  /** A scenario that is not complete yet. */
  private static final class Draft {
    final String name;
    final String summary;
    final int number;
    final StepParser steps = new StepParser();
    final List<String> mistakes = new ArrayList<>();
    final List<String> rules = new ArrayList<>();
    final List<Line> lines = new ArrayList<>();

    Draft(String name, String summary, int number) {
      this.name = name;
      this.summary = summary;
      this.number = number;
    }
  }

  /**
   * The result: scenarios, or problems.
   *
   * @param scenarios those without a problem, in their order
   * @param problems in their order; empty if all is well
   */
  record Parsed(List<Scenario> scenarios, List<Problem> problems) {}

  private ScenarioParser(String file) {
    this.file = file;
  }

  /**
   * Understands a file.
   *
   * @param file its name, for messages
   * @param text what it holds
   */
  static Parsed parse(String file, String text) {
    ScenarioParser parser = new ScenarioParser(file);
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      parser.line(i + 1, lines.get(i));
    }
    parser.finish();
    if (parser.scenarios.isEmpty() && parser.problems.isEmpty()) {
      parser.problem(1, 1, "no scenario in this file: expected scenario NAME \"SUMMARY\"");
    }
    return new Parsed(List.copyOf(parser.scenarios.values()), List.copyOf(parser.problems));
  }

  private void line(int number, String line) {
    try {
      Cursor cursor = Cursor.of(line);
      if (!cursor.hasNext()) {
        return;
      }
      Token first = cursor.peek();
      if (first.text().equals("scenario") && !first.quoted()) {
        finish();
        skipping = false;
        cursor.word("scenario");
        begin(number, cursor);
      } else if (!skipping) {
        content(number, first, cursor);
      }
    } catch (Wrong wrong) {
      if (!skipping) {
        problem(number, wrong.column, wrong.why);
      }
      skipping = true;
      draft = null;
    }
  }

  private void begin(int number, Cursor cursor) throws Wrong {
    Token name = cursor.word(NAME_RULE);
    if (!NAME.matcher(name.text()).matches()) {
      throw Cursor.unexpected(name, NAME_RULE);
    }
    if (scenarios.containsKey(name.text())) {
      throw new Wrong(
          name.column(), "a scenario called " + name.shown() + " stands above: expected another");
    }
    String summary = cursor.text("the scenario's summary in quotes");
    cursor.end();
    draft = new Draft(name.text(), summary, number);
  }

  private void content(int number, Token first, Cursor cursor) throws Wrong {
    Draft current = draft;
    if (current == null) {
      throw Cursor.unexpected(first, "scenario NAME \"SUMMARY\" first");
    }
    cursor.word("a step");
    if (first.text().equals("mistake") || first.text().equals("rule")) {
      String sentence = cursor.text("a sentence in quotes");
      cursor.end();
      (first.text().equals("rule") ? current.rules : current.mistakes).add(sentence);
      return;
    }
    if (current.lines.size() == MOST_STEPS) {
      throw new Wrong(first.column(), "more than " + MOST_STEPS + " steps: expected two scenarios");
    }
    Step step = current.steps.parse(first, cursor);
    current.lines.add(new Line(number, cursor.joined(), step));
  }

  private void finish() {
    Draft finished = draft;
    draft = null;
    if (finished == null) {
      return;
    }
    if (finished.lines.stream().noneMatch(line -> line.step() instanceof Step.Wait)) {
      problem(
          finished.number,
          1,
          "'" + finished.name + "' never asks what is ready: expected a 'wait' in it");
      return;
    }
    scenarios.put(
        finished.name,
        new Scenario(
            finished.name, finished.summary, finished.mistakes, finished.rules, finished.lines));
  }

  private void problem(int line, int column, String cause) {
    problems.add(new Problem(file, line, column, cause));
  }
}
