package dev.sluice.benchmarks.duel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.benchmarks.NoLeakedDescriptors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
class SteadyTest {
  @Test
  void cost_thatFalls_isNotSteady_untilThreeAreAlike() {
    Steady steady = new Steady();
    assertThat(steady.isReached(load(90), 0)).isFalse();
    assertThat(steady.isReached(load(40), 0)).isFalse();
    assertThat(steady.isReached(load(10), 0)).isFalse();
    assertThat(steady.isReached(load(10), 0)).isFalse();
    assertThat(steady.isReached(load(10.5), 0)).isTrue();
    assertThat(steady.isReached(load(12), 0)).isFalse();
  }

  @Test
  void load_withoutRequests_isNoDivisionByZero() {
    Steady steady = new Steady();
    Load.Closed none = new Load.Closed(0, 1, 7, 0);
    assertThat(steady.isReached(none, 0)).isFalse();
    assertThat(steady.isReached(none, 0)).isFalse();
    assertThat(steady.isReached(none, 0)).isTrue();
  }

  @Test
  void compilersAtWork_areNotSteady_thoughTheCostIsTheSame() {
    Steady steady = new Steady();
    assertThat(steady.isReached(load(10), 700)).isFalse();
    assertThat(steady.isReached(load(10), 740)).isFalse();
    assertThat(steady.isReached(load(10), 780)).isFalse();
    assertThat(steady.isReached(load(10), 780)).isTrue();
  }

  private static Load.Closed load(double nanosEach) {
    return new Load.Closed(1000, 1_000_000, (long) (nanosEach * 1000), 0);
  }
}
