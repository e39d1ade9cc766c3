package dev.sluice.benchmarks;

import java.io.IOException;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One side of a duel: {@link #open} → {@link #call}, again and again → {@link #close}. Before and
 * after the measurement one call has to return {@link #expected}: whoever does not do the work is
 * not measured. Confined to the thread that opened it.
 */
@State(Scope.Thread)
public abstract class Contender {
  /** For subclasses, which JMH makes. */
  protected Contender() {}

  /** Opens what the call needs, and brings it into the state that the question is about. */
  protected abstract void open() throws IOException;

  /** Makes the one call that is measured, and returns its result. */
  public abstract long call() throws IOException;

  /** Returns what the call has to return. */
  public abstract long expected();

  /** Tells whether the last call left what it should have, byte by byte. */
  protected boolean isIntact() {
    return true;
  }

  /** Closes everything. */
  protected abstract void close() throws IOException;

  /** Opens, and checks that the call does its work. */
  @Setup
  public final void prepare() throws IOException {
    open();
    check();
  }

  /** Checks that the call still does its work, and closes. */
  @TearDown
  public final void finish() throws IOException {
    try {
      check();
    } finally {
      close();
    }
  }

  private void check() throws IOException {
    long result = call();
    if (result != expected()) {
      throw disqualified(result + " instead of " + expected());
    }
    if (!isIntact()) {
      throw disqualified("what came is not what was sent");
    }
  }

  /** What the harness says of somebody who does other work. */
  protected final IllegalStateException disqualified(String instead) {
    return new IllegalStateException(getClass().getName() + " is disqualified: " + instead);
  }
}
