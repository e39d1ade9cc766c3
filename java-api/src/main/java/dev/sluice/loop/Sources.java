package dev.sluice.loop;

import org.jspecify.annotations.Nullable;

/** All that a loop serves, linked through the sources themselves: that costs no object each. */
final class Sources {
  private final Counter count;
  private @Nullable Source first;

  Sources(Counter count) {
    this.count = count;
  }

  boolean isEmpty() {
    return first == null;
  }

  void add(Source source) {
    source.next = first;
    if (first != null) {
      first.previous = source;
    }
    first = source;
    count.add(1);
  }

  /** Takes one out; one that is not in stays so. */
  void remove(Source source) {
    if (source.previous != null) {
      source.previous.next = source.next;
    } else if (source.equals(first)) {
      first = source.next;
    } else {
      return;
    }
    if (source.next != null) {
      source.next.previous = source.previous;
    }
    source.previous = null;
    source.next = null;
    count.add(-1);
  }

  /** Asks each to end by itself; those that come meanwhile are asked by whoever adds them. */
  void wind() {
    for (Source source = first; source != null; ) {
      Source following = source.next;
      source.wind();
      source = following;
    }
  }

  void end() {
    while (first != null) {
      first.end();
    }
  }
}
