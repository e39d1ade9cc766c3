package dev.sluice.benchmarks.chart;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PanelTest {
  @ParameterizedTest
  @CsvSource({"0, 1", "1, 0", "-1, 1", "NaN, 1", "1, NaN"})
  void point_withoutALogarithm_isRefused(double x, double y) {
    assertThatThrownBy(() -> new Panel.Point(x, y))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no logarithm");
  }
}
