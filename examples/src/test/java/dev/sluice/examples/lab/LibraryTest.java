package dev.sluice.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(LabDescriptors.class)
class LibraryTest {
  private static List<Golden.Rule> rules() {
    return Golden.rules();
  }

  private static Scenario scenario(String name) {
    return Library.scenarios().stream().filter(s -> s.name().equals(name)).findAny().orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void scenario_everyMechanism_saysWhatTheKernelsRuleDemands(Golden.Rule rule) throws IOException {
    Scenario scenario = scenario(rule.scenario);
    Result result = Runner.play(scenario, EnumSet.allOf(Mechanism.class));
    Map<Mechanism, String> answers = new EnumMap<>(Mechanism.class);
    result
        .runs()
        .forEach(run -> answers.put(run.mechanism(), Shorthand.of(run, scenario.watchesSeveral())));
    assertThat(answers).isEqualTo(rule.answers);
  }

  @Test
  void rules_eachScenarioOfTheLibrary_hasOne() {
    assertThat(Golden.rules().stream().map(rule -> rule.scenario))
        .containsExactlyInAnyOrderElementsOf(
            Library.scenarios().stream().map(Scenario::name).toList());
  }

  @Test
  void scenarios_all_teachSomething() {
    for (Scenario scenario : Library.scenarios()) {
      assertThat(scenario.mistakes()).as(scenario.name()).isNotEmpty();
      assertThat(scenario.rules()).as(scenario.name()).isNotEmpty();
      assertThat(scenario.summary()).as(scenario.name()).isNotBlank();
    }
    assertThat(Library.scenarios()).hasSizeGreaterThanOrEqualTo(15);
  }

  @Test
  void documentation_resultsShown_areWhatTheLaboratorySays() throws IOException {
    String documentation = Files.readString(Path.of("..", "docs", "LAB.md"));
    for (String name : List.of("partial-read", "dup-outlives-close")) {
      Result result = Runner.play(scenario(name), EnumSet.allOf(Mechanism.class));
      assertThat(documentation).contains(Table.of(result, Colors.OFF));
    }
  }

  @Test
  void documentation_language_namesEveryStep() throws IOException {
    String documentation = Files.readString(Path.of("..", "docs", "LAB.md"));
    assertThat(StepParser.verbs())
        .allSatisfy(verb -> assertThat(documentation).contains("`" + verb));
  }

  @Test
  void scenarios_playedAgain_sayTheSame() throws IOException {
    // Nothing depends on when a segment arrives: each step is over before the next begins.
    List<Result> first = playAll();
    assertThat(playAll()).isEqualTo(first);
  }

  private static List<Result> playAll() throws IOException {
    List<Result> results = new ArrayList<>();
    for (Scenario scenario : Library.scenarios()) {
      results.add(Runner.play(scenario, EnumSet.allOf(Mechanism.class)));
    }
    return results;
  }
}
