package dev.sluice.benchmarks.duel;

import dev.sluice.benchmarks.harness.CProgram;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All rounds: in each of them every contender has its turn, so that a machine that is busy for a
 * minute spoils a round and not a contender. Who does not do the work is out from then on. Confined
 * to one thread.
 */
final class DuelRun {
  private final Setting setting;
  private final Cores cores;
  private final DuelResults results;
  private final Runnable step;
  private final Consumer<String> now;

  /**
   * Prepares.
   *
   * @param results where to
   * @param step is called for each {@link Setting#steps step}
   * @param now is told who has its turn
   */
  DuelRun(Setting setting, Cores cores, DuelResults results, Runnable step, Consumer<String> now) {
    this.setting = setting;
    this.cores = cores;
    this.results = results;
    this.step = step;
    this.now = now;
  }

  /** Measures. */
  void run() throws IOException {
    List<EchoContender> contenders = new ArrayList<>(setting.contenders());
    if (!CProgram.isCompilerPresent()) {
      contenders.removeIf(contender -> isC(contender, "there is no C compiler, cc"));
    }
    contenders.forEach(each -> results.contenders().put(each.name(), each.what()));
    try (CProgram c = contenders.stream().allMatch(EchoContender::isJava) ? null : compile();
        GeneratorProcess generator = new GeneratorProcess(cores)) {
      for (int round = 1; round <= setting.rounds(); round++) {
        for (EchoContender contender : contenders) {
          now.accept("round " + round + ": " + contender.name());
          attempt(
              contender,
              c,
              generator,
              bout -> {
                bout.warmUp(setting.warmupRequests());
                bout.fight(setting, step);
              });
          step.run();
        }
      }
      if (setting.countCalls()) {
        countCalls(contenders, c, generator);
      }
    }
  }

  private static CProgram compile() throws IOException {
    return CProgram.compile("echo");
  }

  private boolean isC(EchoContender contender, String why) {
    if (!contender.isJava()) {
      results.skipped().put(contender.name(), why);
    }
    return !contender.isJava();
  }

  private void countCalls(
      List<EchoContender> contenders, @Nullable CProgram c, GeneratorProcess generator)
      throws IOException {
    if (!Strace.isPossible()) {
      results.skipped().put("system calls", "there is no strace");
      return;
    }
    for (EchoContender contender : contenders) {
      now.accept("system calls: " + contender.name());
      attempt(contender, c, generator, Bout::countCalls);
      step.run();
    }
  }

  /** What is done with a server. */
  private interface Work {
    void with(Bout bout) throws IOException;
  }

  private void attempt(
      EchoContender contender, @Nullable CProgram c, GeneratorProcess generator, Work work)
      throws IOException {
    if (results.disqualified().containsKey(contender.name())) {
      return;
    }
    List<String> command = new ArrayList<>(contender.command());
    if (c != null && !contender.isJava()) {
      command.addFirst(c.command());
    }
    try (Bout bout = new Bout(contender, cores.onServersCore(command), results, generator)) {
      work.with(bout);
    } catch (Disqualified e) {
      results.disqualify(contender.name(), e.getMessage());
    } catch (IOException e) {
      if (!generator.isAlive()) {
        throw e;
      }
      results.disqualify(contender.name(), "it failed: " + e.getMessage());
    }
  }
}
