package dev.sluice.benchmarks.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.benchmarks.NoLeakedDescriptors;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each server of the start-up duel echoes, and ends when its client does. */
@ExtendWith(NoLeakedDescriptors.class)
class EchoProcessTest {
  /** Prints a port and serves nobody. */
  static final class Impostor {
    private Impostor() {}

    public static void main(String[] args) {
      System.out.println("no port");
    }
  }

  @ParameterizedTest
  @EnumSource
  void server_echoes_andEndsWithItsClient(EchoProgram program) throws IOException {
    EchoProcess.Result result = EchoProcess.run(program.main(), List.of());
    assertThat(result.cpuMillis()).isPositive();
    assertThat(result.wallMillis()).isPositive();
  }

  @Test
  void server_withoutAPort_isDisqualified() {
    assertThatThrownBy(() -> EchoProcess.run(Impostor.class, List.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("printed no port but");
  }
}
