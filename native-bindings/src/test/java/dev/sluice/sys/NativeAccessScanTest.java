package dev.sluice.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One class of the product makes restricted calls; the JDK's own tool says so. */
@ExtendWith(NoLeakedDescriptors.class)
class NativeAccessScanTest {
  @Test
  void jnativescan_listsOneClass() {
    ToolProvider scan = ToolProvider.findFirst("jnativescan").orElseThrow();
    String classes = Project.ROOT.resolve("native-bindings/target/classes").toString();
    StringWriter output = new StringWriter();
    int status =
        scan.run(
            new PrintWriter(output),
            new PrintWriter(output),
            "--module-path",
            classes,
            "--add-modules",
            "dev.sluice.sys");
    assertThat(status).as(output.toString()).isZero();
    List<String> listed =
        output.toString().lines().filter(line -> line.matches(" {2}[\\w.]+:")).toList();
    assertThat(listed).containsExactly("  dev.sluice.sys.Native:");
  }
}
