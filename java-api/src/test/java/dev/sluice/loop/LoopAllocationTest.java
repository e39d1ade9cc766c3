package dev.sluice.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.AllocatedBytes;
import dev.sluice.Child;
import dev.sluice.NoLeakedDescriptors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** An edge-triggered loop in its steady state allocates nothing; see AllocationTest. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class LoopAllocationTest {
  private static final List<String> COMPILED_AT_ONCE =
      List.of("-Xbatch", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED");

  @Test
  void echo_inTheSteadyState_allocatesNothing() throws Exception {
    assumeTrue(AllocatedBytes.areCounted(), "this JVM does not count allocated bytes");
    Child.Result result = Child.run(List.of(), COMPILED_AT_ONCE, LoopEchoMain.class);
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output().lines()).containsExactly("bytes per request: 0.0", "served: true");
  }
}
