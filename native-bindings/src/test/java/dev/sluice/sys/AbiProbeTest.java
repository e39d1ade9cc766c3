package dev.sluice.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Asks this machine's own headers, where it has a C compiler. */
@ExtendWith(NoLeakedDescriptors.class)
class AbiProbeTest {
  private static final String RUN_PROBE =
      Project.ROOT.resolve("c-headers/abi/run-probe").toString();

  @BeforeAll
  static void needsACompiler() {
    assumeTrue(onPath("cc"), "skipped: no C compiler named cc on the PATH");
  }

  @Test
  void probe_printsTheGoldenFile() throws Exception {
    Project.Outcome outcome = Project.run(List.of(RUN_PROBE, "native", "--check"));
    assertThat(outcome.status()).as(outcome.output()).isZero();
  }

  @Test
  void probe_printsWhatJavaBelieves() throws Exception {
    Project.Outcome outcome = Project.run(List.of(RUN_PROBE, "native"));
    assertThat(outcome.status()).as(outcome.output()).isZero();
    AbiGoldenTest.compare(Facts.parse(outcome.output().lines().toList()));
  }

  /** Tells whether a command can be run. */
  static boolean onPath(String command) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, command)));
  }
}
