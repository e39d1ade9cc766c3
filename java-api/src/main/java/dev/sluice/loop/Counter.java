package dev.sluice.loop;

import java.util.concurrent.atomic.AtomicLong;

/** A number that one thread changes and any reads; changing it costs no more than a field. */
final class Counter {
  private final AtomicLong value = new AtomicLong();

  void add(long more) {
    value.setOpaque(value.getPlain() + more);
  }

  long get() {
    return value.getOpaque();
  }
}
