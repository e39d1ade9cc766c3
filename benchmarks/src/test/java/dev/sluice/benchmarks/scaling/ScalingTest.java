package dev.sluice.benchmarks.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.benchmarks.NoLeakedDescriptors;
import dev.sluice.benchmarks.harness.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every mechanism does the work it is measured for, and a short run gives all that is promised. */
@ExtendWith(NoLeakedDescriptors.class)
class ScalingTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Mechanism.class)
  void operations_reportWhoIsReady(Mechanism mechanism) throws IOException {
    for (int ready : List.of(1, 3, 30)) {
      try (Watch watch = mechanism.open(30, ready)) {
        watch.check();
        Operation.REARMED.run(watch, 5);
        Operation.OVERHEAD.run(watch, 5);
        assertThat(watch.look()).isZero();
        if (mechanism.isLevelTriggered()) {
          watch.arm();
          Operation.LEVEL.run(watch, 5);
          watch.disarm();
        }
        watch.check();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Mechanism.class)
  void pipe_thatShouldBeIdle_disqualifies(Mechanism mechanism) throws IOException {
    try (Watch watch = mechanism.open(10, 1)) {
      watch.write(0); // the one in the middle is to be ready
      assertThatThrownBy(watch::check)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("1 reports before a byte was written");
    }
  }

  @ParameterizedTest
  @EnumSource(Mechanism.class)
  void pipe_thatShouldBeReady_isMissed(Mechanism mechanism) throws IOException {
    try (Watch watch = mechanism.open(10, 2)) {
      assertThatThrownBy(watch::level)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("0 reports from a wait");
    }
  }

  @Test
  void run_short_writesTablesNumbersAndPictures() throws IOException {
    ScalingBenchmark benchmark = new ScalingBenchmark(List.of(), 1, List.of(10, 100));
    benchmark.run(2);
    for (Mechanism mechanism : Mechanism.values()) {
      ScalingResults.Result result =
          benchmark.results().get(new Cell(mechanism, Operation.REARMED, 100, Cell.Share.TENTH));
      assertThat(result).as(mechanism.label()).isNotNull();
      assertThat(result.cpuNanos().values()).hasSize(2).allMatch(nanos -> nanos > 0);
    }
    assertThat(benchmark.report())
        .contains("| ready | registered | select | poll | epoll level | epoll edge | nio |")
        .containsPattern("\\| 10 % ready \\| 100 \\| [0-9.]+ \\| [0-9.]+ \\| [0-9.]+ \\|")
        .containsPattern("epoll is flat in the idle ones: (met|MISSED), one ready among 100");

    Map<String, String> machine = Machine.facts("bench Scaling");
    benchmark.write(directory, machine);
    assertThat(Files.readString(directory.resolve("scaling.json")))
        .contains("\"benchmark\" : \"Scaling\"", "\"mechanism\" : \"epoll edge\"", "\"kernel\"");
    assertThat(Files.readString(directory.resolve("scaling.svg")))
        .startsWith("<?xml")
        .contains("registered descriptors", "epoll edge", machine.get("kernel"));
    assertThat(ImageIO.read(directory.resolve("scaling.png").toFile()).getWidth())
        .isGreaterThan(1000);
  }

  @Test
  void size_beyondTheLimitOfDescriptors_isSkippedWithTheReason() throws IOException {
    ScalingBenchmark benchmark = new ScalingBenchmark(List.of(), 1, List.of(10, 100_000_000));
    benchmark.run(1);
    assertThat(benchmark.results().sizes()).containsExactly(10);
    assertThat(benchmark.report())
        .contains(
            "skipped: poll with 100000000: needs 200000064 descriptors, and this process may");
  }
}
