package dev.sluice.benchmarks.duel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.benchmarks.NoLeakedDescriptors;
import dev.sluice.benchmarks.harness.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A duel as people run it, with two contenders and little load; and with one that cheats. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(180)
class DuelRunTest {
  @TempDir Path directory;

  private static final List<Scenario> SCENARIOS =
      List.of(new Scenario(1, 0, 64), new Scenario(64, 0, 16 * 1024));

  private static DuelResults fight(int rounds, List<EchoContender> contenders) throws IOException {
    return fight(new Setting(rounds, 10, 500, false, contenders, SCENARIOS));
  }

  private static DuelResults fight(Setting setting) throws IOException {
    DuelResults results = DuelResults.empty(Map.of("kernel", "this"), List.of());
    AtomicInteger steps = new AtomicInteger();
    new DuelRun(setting, Cores.choose(), results, steps::incrementAndGet, _ -> {}).run();
    assertThat(steps.get()).isLessThanOrEqualTo(setting.steps());
    return results;
  }

  @Test
  void rounds_giveANumberEach_andTheFileHasThemAll() throws IOException {
    List<EchoContender> contenders =
        List.of(EchoContender.named("edge"), EchoContender.named("nio"));
    DuelResults results = fight(2, contenders);
    assertThat(results.disqualified()).isEmpty();
    assertThat(results.rows()).hasSize(4);
    for (DuelResults.Row row : results.rows()) {
      assertThat(row.requestsPerSecond()).hasSize(2).allMatch(each -> each > 0);
      assertThat(row.cpuMicros()).hasSize(2).allMatch(each -> each > 0);
      assertThat(row.p999()).hasSize(row.rate() > 0 ? 2 : 0);
    }
    Path file = directory.resolve("deep/duel.json");
    Json.write(file, results);
    DuelResults read = Json.as(Json.read(file), DuelResults.class);
    assertThat(Json.of(read)).isEqualTo(Json.of(results));
    assertThat(DuelTables.markdown(read)).contains("| edge |", "| nio |", "64 connections, 16 KiB");
  }

  @ParameterizedTest
  @CsvSource({
    "change, 'of the answer is'",
    "more, 'got 65 bytes more than it was due'",
    "close, 'was closed, after'",
    "nagle, 'have TCP_NODELAY'",
    "backlog, 'its backlog is 7 and not'",
    "buffer, 'have a SO_RCVBUF or SO_SNDBUF of its own'"
  })
  void contenderThatDoesOtherWork_isDisqualified_andTheOthersGoOn(String how, String why)
      throws IOException {
    DuelResults results = fight(1, List.of(cheat(how), EchoContender.named("nio")));
    assertThat(results.disqualified()).containsOnlyKeys("cheat");
    assertThat(results.disqualified().get("cheat")).contains(why);
    assertThat(results.rows()).hasSize(2).allMatch(row -> row.contender().equals("nio"));
    assertThat(DuelTables.markdown(results)).contains("- disqualified: cheat: ");
  }

  private static EchoContender cheat(String how) {
    return EchoContender.java("cheat", "it cheats", 1000, CorruptingServer.class, how);
  }

  @Test
  void contenderThatReceivesInSips_isDisqualified_andTheOthersAreCounted() throws IOException {
    assumeThat(Strace.isPossible()).as("strace is installed").isTrue();
    List<EchoContender> contenders = List.of(cheat("sip"), EchoContender.named("edge"));
    DuelResults results = fight(new Setting(1, 10, 500, true, contenders, SCENARIOS));
    assertThat(results.disqualified())
        .containsOnlyKeys("cheat")
        .hasEntrySatisfying(
            "cheat", why -> assertThat(why).contains("it receives into 1024 bytes and not 16384"));
    assertThat(results.processes().get("edge").allSystemCalls()).isGreaterThan(1.9);
  }
}
