package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.NoLeakedDescriptors;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tokens that a late event cannot mistake. */
@ExtendWith(NoLeakedDescriptors.class)
class TokenTableTest {
  private final TokenTable<String> table = new TokenTable<>();

  @Test
  void get_afterAdd_findsTheValue() {
    long one = table.add("one");
    long two = table.add("two");
    assertThat(table.get(one)).isEqualTo("one");
    assertThat(table.get(two)).isEqualTo("two");
    assertThat(table.size()).isEqualTo(2);
  }

  @Test
  void get_removedOrReplaced_findsNothing() {
    long old = table.add("old");
    assertThat(table.remove(old)).isEqualTo("old");
    assertThat(table.get(old)).isNull();
    assertThat(table.remove(old)).isNull();
    long fresh = table.add("fresh");
    assertThat((int) fresh).isEqualTo((int) old);
    assertThat(table.get(old)).isNull();
    assertThat(table.get(fresh)).isEqualTo("fresh");
    assertThat(table.size()).isEqualTo(1);
  }

  @Test
  void get_foreignToken_findsNothing() {
    table.add("value");
    for (long token : new long[] {1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32}) {
      assertThat(table.get(token)).isNull();
    }
  }

  @Test
  void add_many_tokensAreDistinctAndFound() {
    Set<Long> tokens = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      long token = table.add("value " + i);
      assertThat(tokens.add(token)).isTrue();
      if (i % 2 == 0) {
        table.remove(token);
      }
    }
    assertThat(table.size()).isEqualTo(500);
    assertThat(tokens).filteredOn(token -> table.get(token) != null).hasSize(500);
  }
}
