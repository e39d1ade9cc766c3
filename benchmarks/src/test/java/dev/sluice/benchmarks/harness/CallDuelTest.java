package dev.sluice.benchmarks.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.benchmarks.NoLeakedDescriptors;
import dev.sluice.benchmarks.event.WaitZeroBenchmark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openjdk.jmh.runner.RunnerException;

/** One short round as people run it: forks of JMH, without C. */
@ExtendWith(NoLeakedDescriptors.class)
class CallDuelTest {
  @Test
  void report_afterARound_hasEveryJavaContender_andSaysThatCWasSkipped()
      throws IOException, RunnerException {
    CallDuel duel =
        new CallDuel(WaitZeroBenchmark.class, "wait-zero", List.of("poll", "nettyEpoll"));
    duel.round(null, 10, List.of());
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(text, true, UTF_8)) {
      duel.report(out);
    }
    assertThat(text.toString(UTF_8))
        .startsWith("\n### WaitZero\n")
        .contains("| c | skipped: no C compiler | | |", "| raw / c | skipped: no C compiler | | |")
        .containsPattern("\\| raw \\| [0-9.]+ \\| [0-9.]+ – [0-9.]+ \\| [0-9.]+ \\|")
        .containsPattern("\\| typed \\| [0-9.]+ \\|")
        .containsPattern("\\| nio \\| [0-9.]+ \\|")
        .containsPattern("\\| nettyEpoll \\| [0-9.]+ \\|")
        .containsPattern("\\| typed / poll \\| [0-9.]+ \\|")
        .containsPattern("\\| typed / raw \\| [0-9.]+ \\| .* \\| ≤ 1.03, (met|MISSED) \\|")
        .containsPattern("\nBytes per call 0: (met|MISSED)\n");
  }
}
