package dev.sluice.benchmarks.duel;

import java.io.IOException;

/** A contender has not done the work: what it did instead. */
public final class Disqualified extends IOException {
  private static final long serialVersionUID = 1;

  /** Says what it did instead. */
  Disqualified(String what) {
    super(what);
  }
}
