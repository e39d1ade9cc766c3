package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Steady-state operations allocate nothing.
 *
 * <p>Escape analysis is part of the promise: each native call slices its errno segment, and the
 * slice vanishes where the compiler has inlined the call. So they are measured in a JVM of its own
 * that compiles in the foreground: on a busy machine a late or lean compilation is not the
 * library's doing.
 *
 * <p>Not guaranteed: a method into which many native calls are inlined may exceed the compiler's
 * node budget, and a call beyond it costs 40 bytes then (seen with JDK 25 and five different calls
 * in one lambda).
 */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class AllocationTest {
  private static final List<String> COMPILED_AT_ONCE =
      List.of("-Xbatch", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED");

  @Test
  void operations_inTheSteadyState_allocateNothing() throws Exception {
    assumeTrue(AllocatedBytes.areCounted(), "this JVM does not count allocated bytes");
    Child.Result result = Child.run(List.of(), COMPILED_AT_ONCE, AllocationMain.class);
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output().lines())
        .containsExactly(
            "send and recv: 0.0",
            "recv of nothing: 0.0",
            "accept of nobody: 0.0",
            "await of a descriptor: 0.0",
            "await of epoll: 0.0",
            "modify of epoll: 0.0",
            "wake and reset: 0.0",
            "edge-triggered echo: 0.0",
            "the measurement sees one object in a thousand");
  }
}
