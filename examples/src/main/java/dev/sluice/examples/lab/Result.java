package dev.sluice.examples.lab;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a scenario came to under several mechanisms.
 *
 * @param scenario what was played
 * @param runs one for each mechanism
 */
record Result(Scenario scenario, List<Run> runs) {
  Result {
    runs = List.copyOf(runs);
  }

  /**
   * What a scenario came to under one mechanism.
   *
   * @param mechanism who reported
   * @param cells one for each step
   */
  record Run(Mechanism mechanism, List<Cell> cells) {
    Run {
      cells = List.copyOf(cells);
    }
  }

  /** How far the mechanisms agree on a step. */
  enum Agreement {
    /** All say the same. */
    SAME,

    /** All that can be asked report something, and not the same. */
    OTHER,

    /** Some report something, and others nothing. */
    DIFFERENT
  }

  /** Returns what a step came to, by mechanism. */
  List<Cell> cells(int step) {
    return runs.stream().map(run -> run.cells().get(step)).toList();
  }

  /** Compares the answers of a wait; other steps are the same for all. */
  Agreement agreement(int step) {
    Set<Cell> answers =
        cells(step).stream().filter(Cell::isAnswer).collect(Collectors.toCollection(HashSet::new));
    if (answers.size() < 2) {
      return Agreement.SAME;
    }
    return answers.stream().anyMatch(cell -> cell instanceof Cell.Silent)
        ? Agreement.DIFFERENT
        : Agreement.OTHER;
  }

  /** Returns what most mechanisms say came of a step that is no wait; empty if nothing. */
  String outcome(int step) {
    Map<String, Integer> votes = new LinkedHashMap<>();
    for (Cell cell : cells(step)) {
      if (cell instanceof Cell.Done done) {
        votes.merge(done.outcome(), 1, Integer::sum);
      }
    }
    String winner = "";
    int most = 0;
    for (Map.Entry<String, Integer> vote : votes.entrySet()) {
      if (vote.getValue() > most) {
        most = vote.getValue();
        winner = vote.getKey();
      }
    }
    return winner;
  }

  /** Returns why mechanisms had to leave, a sentence each. */
  List<String> refusals() {
    return runs.stream()
        .flatMap(run -> run.cells().stream())
        .filter(cell -> cell instanceof Cell.Cannot)
        .map(cell -> ((Cell.Cannot) cell).why())
        .distinct()
        .toList();
  }
}
