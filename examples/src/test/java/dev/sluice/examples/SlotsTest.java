package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SlotsTest {
  private final Slots<String> slots = new Slots<>();

  @Test
  void token_findsItsObject_untilItIsRemoved() {
    long token = slots.add("a");
    assertThat(slots.get(token)).isEqualTo("a");
    slots.remove(token);
    assertThat(slots.get(token)).isNull();
  }

  @Test
  void slotUsedAgain_hidesItsNewObjectFromTheOldToken() {
    long old = slots.add("old");
    slots.remove(old);
    long young = slots.add("young");
    assertThat((int) young).as("the same slot").isEqualTo((int) old);
    assertThat(slots.get(old)).isNull();
    slots.remove(old);
    assertThat(slots.get(young)).isEqualTo("young");
  }

  @Test
  void manyObjects_haveTokensOfTheirOwn_neverNegative() {
    Set<Long> tokens = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      long token = slots.add("object " + i);
      assertThat(token).isNotNegative();
      tokens.add(token);
      if (i % 3 == 0) {
        slots.remove(token);
      }
    }
    assertThat(tokens).hasSize(1000);
  }

  @Test
  void any_finds_untilAllAreRemoved() {
    long first = slots.add("first");
    long second = slots.add("second");
    assertThat(slots.any()).isEqualTo("first");
    slots.remove(first);
    assertThat(slots.any()).isEqualTo("second");
    slots.remove(second);
    assertThat(slots.any()).isNull();
  }
}
