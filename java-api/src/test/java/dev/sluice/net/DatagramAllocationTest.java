package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.AllocatedBytes;
import dev.sluice.Child;
import dev.sluice.NoLeakedDescriptors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Datagrams allocate nothing in the steady state; measured as {@code AllocationTest} says. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class DatagramAllocationTest {
  private static final List<String> COMPILED_AT_ONCE =
      List.of("-Xbatch", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED");

  @Test
  void datagrams_inTheSteadyState_allocateNothing() throws Exception {
    assumeTrue(AllocatedBytes.areCounted(), "this JVM does not count allocated bytes");
    Child.Result result = Child.run(List.of(), COMPILED_AT_ONCE, DatagramAllocationMain.class);
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output().lines())
        .containsExactly(
            "send and recv: 0.0",
            "recv of nothing: 0.0",
            "sendTo and recvFrom, IPv4: 0.0",
            "sendTo and recvFrom, IPv6: 0.0",
            "sendTo and recvFrom, AF_UNIX: 0.0",
            "recvFrom that waits: 0.0");
  }
}
