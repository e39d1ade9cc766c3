package dev.sluice.examples.lab;

import dev.sluice.event.Interest;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a scenario can ask a mechanism to watch for, in its words. */
@SuppressWarnings("ImmutableEnumChecker") // an Interest is immutable, which its class cannot tell
enum Condition {
  READ,
  WRITE,
  URGENT,
  CLOSED;

  private Interest interest() {
    return switch (this) {
      case READ -> Interest.READ;
      case WRITE -> Interest.WRITE;
      case URGENT -> Interest.PRIORITY;
      case CLOSED -> Interest.READ_CLOSED;
    };
  }

  /** Returns the condition of a word, or {@code null}. */
  static @Nullable Condition of(String word) {
    for (Condition condition : values()) {
      if (condition.word().equals(word)) {
        return condition;
      }
    }
    return null;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns conditions, at least one, as epoll takes them. */
  static Interest interest(Set<Condition> conditions) {
    return conditions.stream().map(Condition::interest).reduce(Interest::and).orElseThrow();
  }

  /** Returns those of the conditions that a mechanism has a word for, if there are any. */
  static Set<Condition> known(Set<Condition> asked, Set<Condition> words, String mechanism) {
    EnumSet<Condition> known = EnumSet.copyOf(asked);
    known.retainAll(words);
    if (known.isEmpty()) {
      throw new UnsupportedOperationException(
          mechanism + " has no word for " + inWords(asked) + ", and there is nothing else to ask");
    }
    return known;
  }

  static String inWords(Set<Condition> conditions) {
    return conditions.stream().sorted().map(Condition::word).collect(Collectors.joining(" "));
  }
}
