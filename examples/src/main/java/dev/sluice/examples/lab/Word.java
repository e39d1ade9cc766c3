package dev.sluice.examples.lab;

import java.util.Locale;

/** What a mechanism can report of a descriptor. NIO has two words of its own. */
enum Word {
  READABLE,
  WRITABLE,
  URGENT,
  CLOSED,
  HANG_UP,
  ERROR,
  ACCEPTABLE,
  CONNECTABLE;

  /** Returns for instance {@code hang-up}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
