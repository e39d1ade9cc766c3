package dev.sluice.benchmarks.duel;

import java.util.List;

/**
 * What is measured, and for how long.
 *
 * @param rounds in each of which every contender has its turn
 * @param millis how long each load lasts
 * @param warmupRequests how many requests a server answers before anything is measured
 * @param countCalls whether system calls are counted, in a run of their own
 * @param contenders who
 * @param scenarios what
 */
record Setting(
    int rounds,
    int millis,
    int warmupRequests,
    boolean countCalls,
    List<EchoContender> contenders,
    List<Scenario> scenarios) {

  /** Returns what a contender does in a round. */
  List<Scenario> scenariosOf(EchoContender contender) {
    return scenarios.stream().filter(contender::canCarry).toList();
  }

  /** Returns how many steps there are to go, for the bar that shows how far it is. */
  int steps() {
    int steps = 0;
    for (EchoContender contender : contenders) {
      steps += rounds * (scenariosOf(contender).size() + 1) + (countCalls ? 1 : 0);
    }
    return steps;
  }
}
