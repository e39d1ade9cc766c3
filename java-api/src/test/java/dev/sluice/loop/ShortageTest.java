package dev.sluice.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Child;
import dev.sluice.NoLeakedDescriptors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A loop that is out of descriptors says so once, does not spin, and goes on afterwards. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class ShortageTest {
  private static Child.Result run(int limit, String what, EventLoopTest.Kind kind)
      throws Exception {
    Child.assumeProgram("prlimit");
    List<String> prefix = List.of("prlimit", "--nofile=" + limit + ":" + limit);
    return Child.run(prefix, ShortageMain.class, what, kind.name());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BLOCKING") // it has one socket only
  void accept_outOfDescriptors_pausesOnce_andResumes(EventLoopTest.Kind kind) throws Exception {
    Child.Result result = run(100, "descriptors", kind);
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output().lines().filter(line -> line.contains("EMFILE")))
        .as(result.output())
        .hasSize(1);
    assertThat(result.output().lines()).contains("spins: false", "pauses: 1", "served");
  }

  @Test
  void select_beyondItsDescriptors_refuses_withOneLine_andGoesOn() throws Exception {
    Child.Result result = run(2_000, "select", EventLoopTest.Kind.SELECT);
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output().lines().filter(line -> line.contains("refuses connections")))
        .as(result.output())
        .hasSize(1);
    assertThat(result.output().lines()).contains("refused: 5", "served");
  }
}
