package dev.sluice.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where native access is denied, the message names the flag; no class fails to initialize. */
@ExtendWith(NoLeakedDescriptors.class)
class DeniedAccessTest {
  private static final String CLASSES =
      Project.ROOT.resolve("native-bindings/target/classes").toString();
  private static final String TEST_CLASSES =
      Project.ROOT.resolve("native-bindings/target/test-classes").toString();
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @Test
  void call_asModule_namesTheFlag() throws Exception {
    Project.Outcome outcome =
        Project.run(
            List.of(
                JAVA,
                "--illegal-native-access=deny",
                "--module-path=" + CLASSES,
                "--patch-module=dev.sluice.sys=" + TEST_CLASSES,
                "--module=dev.sluice.sys/dev.sluice.sys.DeniedAccess"));
    refused(outcome, "--enable-native-access=dev.sluice.sys");
  }

  @Test
  void call_onTheClassPath_namesTheFlag() throws Exception {
    Project.Outcome outcome =
        Project.run(
            List.of(
                JAVA,
                "--illegal-native-access=deny",
                "--class-path=" + CLASSES + ":" + TEST_CLASSES,
                "dev.sluice.sys.DeniedAccess"));
    refused(outcome, "--enable-native-access=ALL-UNNAMED");
  }

  private static void refused(Project.Outcome outcome, String flag) {
    String sentence = "native access is denied to dev.sluice.sys: start java with " + flag;
    assertThat(outcome.output())
        .isEqualToIgnoringNewLines(
            "refusal: " + sentence + "constants: 1 " + FileSys.O_DIRECTORY + "call: " + sentence);
    assertThat(outcome.status()).isZero();
  }
}
