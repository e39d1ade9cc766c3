package dev.sluice.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A session at several terminals as {@code examples/README.md} writes it down, to be run again. */
final class Transcript {
  private static final Pattern TYPED = Pattern.compile("([a-z][a-z0-9-]*)(\\$ |<|\\^C|\\^D|:)(.*)");
  private static final String ANY = "…";

  private final String name;
  private final List<Step> steps = new ArrayList<>();

  /** The words that stand for what differs each time. */
  private final Set<String> placeholders;

  /** What is typed, and what the terminal then shows; {@code line} counts from 1. */
  private record Step(int line, String terminal, String key, String text, List<String> shown) {}

  private Transcript(String name, Set<String> placeholders) {
    this.name = name;
    this.placeholders = placeholders;
  }

  /**
   * Reads one.
   *
   * @param name the program's, for messages
   * @param lines the text, without its fences
   * @param first the number of its first line in the file
   * @param placeholders the words that stand for what differs each time
   */
  static Transcript parse(String name, List<String> lines, int first, Set<String> placeholders) {
    Transcript transcript = new Transcript(name, placeholders);
    Set<String> terminals = new TreeSet<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher typed = TYPED.matcher(lines.get(i));
      if (typed.matches() && isTyped(typed, terminals)) {
        terminals.add(typed.group(1));
        String text = typed.group(3);
        int line = first + i;
        while (text.endsWith("\\")) {
          text = text.substring(0, text.length() - 1) + lines.get(++i).strip();
        }
        transcript.steps.add(
            new Step(line, typed.group(1), typed.group(2).strip(), text, new ArrayList<>()));
      } else if (transcript.steps.isEmpty()) {
        throw new AssertionError(name + ", line " + first + ": begin with 'TERMINAL$ COMMAND'");
      } else {
        transcript.steps.getLast().shown().add(lines.get(i));
      }
    }
    return transcript;
  }

  /** A line of output may look alike; so only a command opens a terminal. */
  private static boolean isTyped(Matcher line, Set<String> terminals) {
    String key = line.group(2);
    boolean isBare = line.group(3).isEmpty();
    return key.equals("$ ") || (terminals.contains(line.group(1)) && (key.equals("<") || isBare));
  }

  /** Returns the commands that are typed. */
  List<String> commands() {
    return steps.stream().filter(step -> step.key().equals("$")).map(Step::text).toList();
  }

  /**
   * Runs it.
   *
   * @param directory where all its terminals are
   * @param patience for each line
   * @param known what words in capitals stand for, of which the transcript does not tell before
   * @throws AssertionError if a terminal shows anything else, or a program is left running
   */
  void run(Path directory, Duration patience, Map<String, String> known)
      throws IOException, InterruptedException {
    Map<String, Terminal> terminals = new LinkedHashMap<>();
    Map<String, String> values = new LinkedHashMap<>(known);
    // Whose last line was "…": what else comes is any text as well.
    Set<String> open = new TreeSet<>();
    try {
      for (Step step : steps) {
        Terminal terminal =
            terminals.computeIfAbsent(step.terminal(), any -> new Terminal(directory, patience));
        if (step.key().equals("$")) {
          end(step, terminal, open);
        }
        press(step, terminal, substitute(step.text(), values));
        show(step, terminal, values, open);
      }
      for (Map.Entry<String, Terminal> terminal : terminals.entrySet()) {
        end(last(terminal.getKey()), terminal.getValue(), open);
      }
    } finally {
      terminals.values().forEach(Terminal::close);
    }
  }

  private Step last(String terminal) {
    return steps.stream()
        .filter(step -> step.terminal().equals(terminal))
        .reduce((before, after) -> after)
        .orElseThrow();
  }

  private static void press(Step step, Terminal terminal, String text) throws IOException {
    switch (step.key()) {
      case "$" -> terminal.run(text);
      case "<" -> terminal.type(text.isEmpty() ? text : text.substring(1));
      case "^C" -> terminal.interrupt();
      case "^D" -> terminal.endInput();
      default -> {} // only a look at the terminal
    }
  }

  private void show(Step step, Terminal terminal, Map<String, String> values, Set<String> open)
      throws InterruptedException {
    List<String> shown = step.shown();
    if (shown.isEmpty()) {
      return;
    }
    Set<String> unknown = new TreeSet<>();
    StringBuilder regex = new StringBuilder(open.contains(step.terminal()) ? "(?:.*\n)*?" : "");
    shown.forEach(line -> regex.append(pattern(line, values, unknown)));
    Matcher found = terminal.next(Pattern.compile(regex.toString()));
    if (found == null) {
      throw new AssertionError(
          difference(step, terminal, substitute(String.join("\n", shown), values)));
    }
    unknown.forEach(word -> values.put(word, found.group(word)));
    if (shown.getLast().equals(ANY)) {
      open.add(step.terminal());
    } else {
      open.remove(step.terminal());
    }
  }

  /** The program of a terminal has to be over, and everything told that it has shown. */
  private void end(Step step, Terminal terminal, Set<String> open) throws InterruptedException {
    boolean wasRunning = terminal.isRunning();
    if (wasRunning && !terminal.ends()) {
      throw new AssertionError(
          difference(step, terminal, "the end of its program, by itself or by ^C"));
    }
    if (wasRunning && !open.remove(step.terminal()) && !terminal.untold().isEmpty()) {
      throw new AssertionError(difference(step, terminal, "nothing more"));
    }
  }

  private String difference(Step step, Terminal terminal, String expected) {
    return "%s, line %d: terminal %s should show\n%s\nbut shows\n%s\n(its program %s)"
        .formatted(
            name,
            step.line(),
            step.terminal(),
            expected.indent(4).stripTrailing(),
            terminal.untold().indent(4).stripTrailing(),
            terminal.state());
  }

  /** Returns the regular expression of a line. */
  private String pattern(String line, Map<String, String> values, Set<String> unknown) {
    if (line.equals(ANY)) {
      return "(?:.*\n)+?";
    }
    StringBuilder regex = new StringBuilder();
    Matcher words = Pattern.compile(ANY + "|\\b[A-Z][A-Z0-9]*\\b").matcher(line);
    int from = 0;
    while (words.find()) {
      String replacement = replacement(words.group(), values, unknown);
      if (replacement != null) {
        regex.append(Pattern.quote(line.substring(from, words.start()))).append(replacement);
        from = words.end();
      }
    }
    return regex.append(Pattern.quote(line.substring(from))).append('\n').toString();
  }

  private @Nullable String replacement(
      String word, Map<String, String> values, Set<String> unknown) {
    if (word.equals(ANY)) {
      return ".+?";
    }
    if (!placeholders.contains(word)) {
      return null;
    }
    if (values.containsKey(word)) {
      return Pattern.quote(values.getOrDefault(word, ""));
    }
    return unknown.add(word) ? "(?<" + word + ">[^\\s:,]+?)" : "\\k<" + word + ">";
  }

  private static String substitute(String text, Map<String, String> values) {
    return Pattern.compile("\\b[A-Z][A-Z0-9]*\\b")
        .matcher(text)
        .replaceAll(
            word -> Matcher.quoteReplacement(values.getOrDefault(word.group(), word.group())));
  }
}
