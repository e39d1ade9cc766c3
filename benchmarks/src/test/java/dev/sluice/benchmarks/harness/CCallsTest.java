package dev.sluice.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The C contender compiles without a warning, and does the same work. */
class CCallsTest {
  private static CCalls calls;

  @BeforeAll
  static void compile() throws IOException {
    assumeTrue(CProgram.isCompilerPresent(), "no cc on the PATH");
    calls = CCalls.compile();
  }

  @AfterAll
  static void delete() throws IOException {
    if (calls != null) {
      calls.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"recv, -11", "wait-zero, 0", "wait-ready, 1311768467463790320"})
  void call_inC_answersAsInJava(String call, long expected) throws IOException {
    for (int threads = 1; threads <= 2; threads++) {
      CCalls.Result result = calls.measure(call, threads, 1, 3, 1);
      assertThat(result.checked()).isEqualTo(expected);
      assertThat(result.nanosPerCall().min()).isPositive();
    }
  }

  @Test
  void call_thatTheProgramDoesNotKnow_isRefusedWithItsWords() {
    assertThatThrownBy(() -> calls.measure("fly", 1, 1, 1, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no call 'fly'");
  }
}
