package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.AllocatedBytes;
import dev.sluice.Child;
import dev.sluice.NoLeakedDescriptors;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Datagrams allocate nothing in the steady state; measured as {@code AllocationTest} says, each
 * kind in a JVM of its own.
 *
 * <p>Not guaranteed: where one JVM sends to several families, some pairs of sends and receives cost
 * 40 bytes.
 */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class DatagramAllocationTest {
  private static final List<String> COMPILED_AT_ONCE =
      List.of("-Xbatch", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "connected|send and recv: 0.0",
        "connected|recv of nothing: 0.0",
        "IPv4|sendTo and recvFrom: 0.0",
        "IPv6|sendTo and recvFrom: 0.0",
        "AF_UNIX|sendTo and recvFrom: 0.0",
        "waits|recvFrom that waits: 0.0"
      })
  void datagrams_inTheSteadyState_allocateNothing(String kind, String expected) throws Exception {
    assumeTrue(AllocatedBytes.areCounted(), "this JVM does not count allocated bytes");
    Child.Result result =
        Child.run(List.of(), COMPILED_AT_ONCE, DatagramAllocationMain.class, kind);
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output().lines()).contains(expected);
  }
}
