package dev.sluice.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioParserTest {
  private static final String HEAD = "scenario s \"S\"\n";
  private static final String PAIR = HEAD + "connect a b\nwatch b read\n";

  private static final String EVERY_STEP =
      """
      # a comment
      scenario all-there-is "Says \\"everything\\" \\\\ # and no comment"
      mistake "One." # here is one
      rule "Two."
      connect a b
        connect  u\tv   unix # blanks do not count
      socket s
      listen door
      dial s door
      dial t door
      dial n nobody
      accept door x
      pipe r w
      eventfd c
      eventfd p semaphore
      watch b read write urgent closed
      modify b closed
      rearm b
      unwatch b
      wait
      write a 4096
      write c 1
      urgent a
      read b 65536
      read b all
      read b urgent
      read c
      fill w
      drain r
      half-close a
      shutdown b both
      dup u copy
      error s
      reset a
      close u
      """;

  private static List<String> problems(String text) {
    return ScenarioParser.parse("f.lab", text).problems().stream().map(Problem::toString).toList();
  }

  @Test
  void parse_everyKindOfStep_isUnderstood() {
    ScenarioParser.Parsed parsed = ScenarioParser.parse("f.lab", EVERY_STEP);
    assertThat(parsed.problems()).isEmpty();
    Scenario scenario = parsed.scenarios().getFirst();
    assertThat(scenario.summary()).isEqualTo("Says \"everything\" \\ # and no comment");
    assertThat(scenario.mistakes()).containsExactly("One.");
    assertThat(scenario.rules()).containsExactly("Two.");
    assertThat(scenario.lines().get(1))
        .isEqualTo(new Scenario.Line(6, "connect u v unix", new Step.Connect("u", "v", true)));
    assertThat(scenario.lines().stream().map(line -> line.step().getClass().getName()))
        .containsAll(Stream.of(Step.class.getPermittedSubclasses()).map(Class::getName).toList());
  }

  @Test
  void parse_twoScenarios_areTwo() {
    ScenarioParser.Parsed parsed =
        ScenarioParser.parse(
            "f.lab", PAIR + "wait\nscenario t \"T\"\r\nconnect a b\r\nwatch a write\r\nwait");
    assertThat(parsed.problems()).isEmpty();
    assertThat(parsed.scenarios().stream().map(Scenario::name)).containsExactly("s", "t");
  }

  private static Stream<Arguments> wrong() {
    List<Arguments> cases = new ArrayList<>();
    files(cases);
    words(cases);
    names(cases);
    return cases.stream();
  }

  private static void files(List<Arguments> cases) {
    add(cases, "", "1:1: no scenario in this file: expected scenario NAME \"SUMMARY\"");
    add(cases, "wait", "1:1: 'wait' is out of place: expected scenario NAME \"SUMMARY\" first");
    add(
        cases,
        "scenario Big \"S\"",
        "1:10: 'Big' is out of place: expected the scenario's name: a letter, then letters, digits"
            + " or '-', lower case, at most 40");
    add(cases, "scenario s", "1:11: the line ends here: expected the scenario's summary in quotes");
    add(
        cases,
        "scenario s summary",
        "1:12: 'summary' is out of place: expected the scenario's summary in quotes");
    add(cases, HEAD, "1:1: 's' never asks what is ready: expected a 'wait' in it");
    add(
        cases,
        PAIR + "wait\n" + HEAD,
        "5:10: a scenario called 's' stands above: expected another");
    add(cases, HEAD + "rule \"x", "2:6: this text does not end: expected a closing \"");
    add(cases, HEAD + "rule \"a\\n\"", "2:8: a backslash here: expected \\\" or \\\\");
    add(cases, HEAD + "rule x", "2:6: 'x' is out of place: expected a sentence in quotes");
    add(cases, PAIR + "wait\n".repeat(59), "62:1: more than 60 steps: expected two scenarios");
  }

  private static void words(List<Arguments> cases) {
    add(
        cases,
        PAIR + "  wiat",
        "4:3: 'wiat' is no step: expected one of "
            + String.join(", ", StepParser.verbs())
            + "; did you mean 'wait'?");
    add(cases, PAIR + "wait 5", "4:6: '5' is out of place: expected the end of the line");
    add(cases, PAIR + "write a", "4:8: the line ends here: expected a number from 1 to 4096");
    add(cases, PAIR + "write a 0", "4:9: '0' is out of place: expected a number from 1 to 4096");
    add(
        cases,
        PAIR + "write a 4097 ",
        "4:9: '4097' is out of place: expected a number from 1 to" + " 4096");
    add(cases, PAIR + "write a ١", "4:9: '١' is out of place: expected a number from 1 to 4096");
    add(
        cases,
        PAIR + "write a 99999999999999999999",
        "4:9: '99999999999999999999' is out of place: expected a number from 1 to 4096");
    add(
        cases,
        PAIR + "read b some",
        "4:8: 'some' is out of place: expected a number from 1 to 65536, 'all' or 'urgent'");
    add(
        cases,
        PAIR + "modify b",
        "4:9: the line ends here: expected read, write, urgent or closed");
    add(
        cases,
        PAIR + "modify b read read",
        "4:15: 'read' is out of place: expected read, write, urgent or closed, each once");
    add(
        cases,
        PAIR + "shutdown a up",
        "4:12: 'up' is out of place: expected read or write or both");
    add(cases, HEAD + "connect a b udp", "2:13: 'udp' is out of place: expected tcp or unix");
    add(cases, PAIR + "\"wait\"", "4:1: \"wait\" is out of place: expected a step");
  }

  private static void names(List<Arguments> cases) {
    String rule = "expected a name: a letter, then letters, digits or '-', lower case, at most 12";
    add(cases, HEAD + "connect a a", "2:11: both ends are called 'a': expected another name");
    add(cases, HEAD + "socket nobody", "2:8: 'nobody' is out of place: " + rule);
    add(cases, HEAD + "socket 1st", "2:8: '1st' is out of place: " + rule);
    add(cases, PAIR + "eventfd a", "4:9: 'a' is a TCP connection already: expected a new name");
    add(
        cases,
        HEAD + "close x",
        "2:7: nothing is called 'x': expected a step that opens it before");
    add(
        cases,
        PAIR + "connect server client\nread servr 5",
        "5:6: nothing is called 'servr': expected one of a, b, server, client; did you mean"
            + " 'server'?");
    add(cases, PAIR + "close a\nwrite a 1", "5:7: 'a' was closed: expected one that is open");
    add(
        cases,
        PAIR + "eventfd c\nhalf-close c",
        "5:12: 'c' is an eventfd: expected a TCP connection or an AF_UNIX connection");
    add(cases, PAIR + "watch b write", "4:7: 'b' is watched already: expected modify or rearm");
    add(cases, PAIR + "rearm a", "4:7: 'a' is not watched: expected a 'watch' before");
    add(
        cases,
        HEAD + "connect a b\nwait",
        "3:1: nothing was ever watched: expected a 'watch' before the first 'wait'");
    add(cases, HEAD + "listen d\naccept d x", "3:8: nobody waits at 'd': expected a 'dial' before");
    add(cases, PAIR + "fill a\nread b 5", "5:6: what 'b' reads was filled: expected drain b");
    add(
        cases,
        PAIR + "close a\ndrain b",
        "5:7: the other end of 'b' is not open: expected an end of 'connect' or 'pipe'");
  }

  private static void add(List<Arguments> cases, String text, String problem) {
    cases.add(Arguments.of(text, problem));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void parse_wrongFile_tellsLineColumnAndCause(String text, String problem) {
    assertThat(problems(text)).containsExactly("f.lab:" + problem);
  }

  @Test
  void parse_severalWrongScenarios_tellsTheFirstProblemOfEach() {
    String text = "scenario a \"A\"\nclose x\nclose y\nscenario b \"B\"\nfoo\n" + PAIR + "wait\n";
    ScenarioParser.Parsed parsed = ScenarioParser.parse("f.lab", text);
    assertThat(parsed.problems().stream().map(Problem::line)).containsExactly(2, 5);
    assertThat(parsed.scenarios().stream().map(Scenario::name)).containsExactly("s");
  }

  @Test
  void parse_anyText_isUnderstoodOrRefused() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      String text = text(random);
      ScenarioParser.Parsed parsed;
      try {
        parsed = ScenarioParser.parse("f.lab", text);
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + text, e);
      }
      List<String> lines = text.lines().toList();
      assertThat(parsed.scenarios().size() + parsed.problems().size()).as(text).isPositive();
      for (Problem problem : parsed.problems()) {
        // A problem is somewhere in the file, or right behind a line's end.
        assertThat(problem.line()).as(text).isBetween(1, Math.max(1, lines.size()));
        int length = lines.isEmpty() ? 0 : lines.get(problem.line() - 1).length();
        assertThat(problem.column()).as(text + problem).isBetween(1, length + 1);
      }
    }
  }

  /** Draws words of the language in no order, names, and characters that nobody expects. */
  private static String text(Random random) {
    List<String> words = new ArrayList<>(StepParser.verbs());
    words.addAll(
        List.of("a", "b", "c", "d", "all", "read", "write", "nobody", "unix", "7", "both"));
    words.addAll(List.of("\"x\"", "\"", "\\", "#", "\0", "\ud800", "😀", "-1", "mistake", "rule"));
    StringBuilder text = new StringBuilder(random.nextBoolean() ? PAIR : "");
    int count = random.nextInt(60);
    for (int i = 0; i < count; i++) {
      text.append(words.get(random.nextInt(words.size())));
      text.append(random.nextInt(3) == 0 ? "\n" : random.nextInt(5) == 0 ? "" : " ");
      if (random.nextInt(25) == 0) {
        text.append("\nscenario s").append(i).append(" \"S\"\n");
      }
    }
    return text.toString();
  }
}
