package dev.sluice.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SamplesTest {
  private static Samples samples(double... values) {
    Samples samples = new Samples();
    for (double value : values) {
      samples.add(value);
    }
    return samples;
  }

  @Test
  void median_ofAnOddNumber_isTheOneInTheMiddle() {
    assertThat(samples(9, 1, 5).median()).isEqualTo(5);
  }

  @Test
  void median_ofAnEvenNumber_isBetweenTheTwoInTheMiddle() {
    assertThat(samples(9, 1, 5, 2).median()).isEqualTo(3.5);
  }

  @Test
  void over_dividesRoundByRound() {
    // 2/1, 6/2, 20/4: the median of the ratios is 3, the ratio of the medians as well; not the
    // ends.
    Samples ratio = samples(2, 6, 20).over(samples(1, 2, 4));
    assertThat(ratio.cells("%.1f")).isEqualTo("3.0 | 2.0 – 5.0");
  }

  @Test
  void minus_ofAnotherRun_isRefused() {
    assertThatThrownBy(() -> samples(1, 2).minus(samples(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 rounds against 1");
  }

  @Test
  void median_ofNothing_isRefused() {
    assertThat(samples().isEmpty()).isTrue();
    assertThatThrownBy(() -> samples().median()).isInstanceOf(IllegalStateException.class);
  }
}
