package dev.sluice.examples.lab;

import dev.sluice.event.TokenTable;
import dev.sluice.examples.lab.Result.Run;
import dev.sluice.examples.lab.Scenario.Line;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Plays a scenario under one mechanism, on a stage of its own. */
final class Runner {
  private final Stage stage;
  private final Watcher watcher;

  /** Forgets who was closed, so that an event of a former life is recognised. */
  private final TokenTable<String> alive = new TokenTable<>();

  private final Map<Long, String> nameOfToken = new HashMap<>();
  private final Map<String, Watched> watched = new HashMap<>();

  private record Watched(long token, Set<Condition> conditions) {}

  private Runner(Stage stage, Watcher watcher) {
    this.stage = stage;
    this.watcher = watcher;
  }

  /**
   * Plays a scenario under several mechanisms, one after the other.
   *
   * @throws LabException if a step fails in a way that is no part of the scenario
   */
  static Result play(Scenario scenario, Collection<Mechanism> mechanisms) throws IOException {
    List<Run> runs = new ArrayList<>();
    for (Mechanism mechanism : mechanisms) {
      runs.add(play(scenario, mechanism));
    }
    return new Result(scenario, runs);
  }

  private static Run play(Scenario scenario, Mechanism mechanism) throws IOException {
    List<Cell> cells = new ArrayList<>();
    try (Watcher watcher = mechanism.open();
        Stage stage = Stage.of(scenario, mechanism)) {
      Runner runner = new Runner(stage, watcher);
      boolean left = false;
      for (Line line : scenario.lines()) {
        Cell cell = left ? new Cell.Skipped() : runner.play(line, scenario, mechanism);
        left |= cell instanceof Cell.Cannot;
        cells.add(cell);
      }
    }
    return new Run(mechanism, cells);
  }

  private Cell play(Line line, Scenario scenario, Mechanism mechanism) throws IOException {
    try {
      return perform(line.step());
    } catch (UnsupportedOperationException e) {
      return new Cell.Cannot(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new LabException(
          "%s under %s, line %d, '%s': %s"
              .formatted(
                  scenario.name(), mechanism.option(), line.number(), line.text(), e.getMessage()),
          e);
    }
  }

  private Cell perform(Step step) throws IOException {
    return switch (step) {
      case Step.Wait s -> ask();
      case Step.Watch s -> watch(s);
      case Step.Modify s -> modify(s.name(), s.conditions());
      case Step.Rearm s -> modify(s.name(), watched(s.name()).conditions);
      case Step.Unwatch s -> unwatch(s.name());
      case Step.Close s -> close(s.name(), false);
      case Step.Reset s -> close(s.name(), true);
      default -> new Cell.Done(stage.perform(step));
    };
  }

  private Cell watch(Step.Watch step) throws IOException {
    long token = alive.add(step.name());
    nameOfToken.put(token, step.name());
    watched.put(step.name(), new Watched(token, step.conditions()));
    Set<Condition> known = watcher.add(stage.end(step.name()).source(), step.conditions(), token);
    return difference(step.conditions(), known);
  }

  private Cell modify(String name, Set<Condition> conditions) throws IOException {
    long token = watched(name).token;
    watched.put(name, new Watched(token, conditions));
    Set<Condition> known = watcher.modify(stage.end(name).source(), conditions, token);
    return difference(conditions, known);
  }

  private static Cell difference(Set<Condition> asked, Set<Condition> known) {
    return new Cell.Done(asked.equals(known) ? "" : Condition.inWords(known) + " only");
  }

  private Cell unwatch(String name) throws IOException {
    watcher.delete(stage.end(name).source());
    alive.remove(watched(name).token);
    watched.remove(name);
    return new Cell.Done("");
  }

  private Watched watched(String name) {
    Watched found = watched.get(name);
    if (found == null) {
      throw new IllegalStateException(name + " is not watched, and the parser has looked");
    }
    return found;
  }

  private Cell close(String name, boolean reset) throws IOException {
    Watched former = watched.remove(name);
    if (former != null) {
      alive.remove(former.token);
    }
    End end = stage.end(name);
    if (reset && end instanceof StreamEnd stream) {
      stream.reset();
    } else {
      end.close();
    }
    watcher.closed();
    if (end instanceof StreamEnd stream) {
      stream.settleClosed();
    }
    return new Cell.Done("");
  }

  private Cell ask() throws IOException {
    List<Report> reports = new ArrayList<>();
    for (Watcher.Seen seen : watcher.ask()) {
      String name = nameOfToken.getOrDefault(seen.token(), "?");
      reports.add(new Report(name, alive.get(seen.token()) == null, seen.words()));
    }
    return reports.isEmpty() ? new Cell.Silent() : new Cell.Reported(reports);
  }
}
