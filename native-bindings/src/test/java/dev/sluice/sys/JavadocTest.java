package dev.sluice.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The documentation builds without a warning, and its example is compiled code. */
@ExtendWith(NoLeakedDescriptors.class)
class JavadocTest {
  @Test
  void javadoc_ofThisPackage_hasNoWarning(@TempDir Path output) {
    ToolProvider javadoc = ToolProvider.findFirst("javadoc").orElseThrow();
    Path module = Project.ROOT.resolve("native-bindings");
    StringWriter messages = new StringWriter();
    int status =
        javadoc.run(
            new PrintWriter(messages),
            new PrintWriter(messages),
            "-quiet",
            "-notimestamp",
            "-Werror",
            "-Xdoclint:all,-missing",
            "--snippet-path=" + module.resolve("src/test/java"),
            "--module-path=" + jspecify(),
            "--source-path=" + module.resolve("src/main/java"),
            "-d",
            output.toString(),
            "dev.sluice.sys");
    assertThat(status).as(messages.toString()).isZero();
  }

  /** Finds the jar of the annotations, which surefire puts on one path or the other. */
  private static String jspecify() {
    String paths =
        System.getProperty("jdk.module.path") + ":" + System.getProperty("java.class.path");
    return Arrays.stream(paths.split(":"))
        .filter(path -> path.contains("jspecify"))
        .findAny()
        .orElseThrow();
  }
}
