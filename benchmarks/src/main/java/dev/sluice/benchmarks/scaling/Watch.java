package dev.sluice.benchmarks.scaling;

import java.io.IOException;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * One mechanism that watches pipes, of which some get a byte: {@link Mechanism#open} → {@link
 * #check} → operations → {@link #close}. The token of a pipe is its index. Confined to the thread
 * that opened it.
 */
abstract class Watch implements AutoCloseable {
  /** The pipes that get a byte: spread evenly, a single one in the middle. */
  protected final int[] readyPipes;

  private final int registered;

  private long tokenSum;

  Watch(int registered, int ready) {
    this.registered = registered;
    readyPipes = new int[ready];
    for (int i = 0; i < ready; i++) {
      readyPipes[i] = (int) ((2L * i + 1) * registered / (2L * ready));
    }
  }

  /** Waits once, without sleeping, and looks at the token of each report: returns how many. */
  abstract int look() throws IOException;

  /** Waits once, without sleeping, and reads the byte of each report: returns how many. */
  abstract int take() throws IOException;

  /** Writes a byte into a pipe. */
  abstract void write(int pipe) throws IOException;

  /** Reads the byte from a pipe, which has to be there. */
  abstract void read(int pipe) throws IOException;

  /** Closes the mechanism and the pipes. */
  @Override
  public abstract void close() throws IOException;

  /** What looking at a token is: the sum cannot be left out by a compiler. */
  protected final void visit(long token) {
    tokenSum += token;
  }

  /** Gives each of the ready pipes a byte. */
  final void arm() throws IOException {
    for (int pipe : readyPipes) {
      write(pipe);
    }
  }

  /** Takes the bytes back without a wait. */
  final void disarm() throws IOException {
    for (int pipe : readyPipes) {
      read(pipe);
    }
  }

  /**
   * The level-triggered operation: all ready pipes are reported. One wait, or as many as it takes
   * where a mechanism limits what one reports.
   */
  final void level() throws IOException {
    for (int left = readyPipes.length; left > 0; ) {
      left -= some(look());
    }
  }

  /** The operation that all triggers can do: a byte into each, reports of all, the bytes back. */
  final void rearmed() throws IOException {
    arm();
    int left = readyPipes.length;
    while (left > 0) {
      left -= some(take());
    }
    if (left != 0) {
      throw disqualified(readyPipes.length - left + " reports");
    }
  }

  /** {@link #rearmed} without the wait. */
  final void overhead() throws IOException {
    arm();
    disarm();
  }

  private int some(int reported) {
    if (reported <= 0) {
      throw disqualified(reported + " reports from a wait");
    }
    return reported;
  }

  /**
   * Does the operations once and looks at who was reported; leaves the pipes without bytes.
   *
   * @throws IllegalStateException if somebody was left out, or reported who is not ready
   */
  final void check() throws IOException {
    checkSilent("before a byte was written");
    arm();
    checkTokens();
    disarm();
    checkSilent("after the bytes were read");
    arm();
    checkLook();
    disarm();
    checkSilent("after the bytes were read again");
    rearmed();
    checkSilent("after the operation has read the bytes");
  }

  private void checkSilent(String when) throws IOException {
    int reports = look();
    if (reports != 0) {
      throw disqualified(reports + " reports " + when);
    }
  }

  private void checkTokens() throws IOException {
    BitSet expected = new BitSet();
    for (int pipe : readyPipes) {
      expected.set(pipe);
    }
    BitSet seen = new BitSet();
    for (int waits = 0; !seen.equals(expected); waits++) {
      BitSet tokens = tokens();
      if (tokens.isEmpty() || waits == readyPipes.length) {
        throw disqualified("tokens " + seen);
      }
      seen.or(tokens);
    }
  }

  /** One wait that reports all has to visit each token once. */
  private void checkLook() throws IOException {
    long before = tokenSum;
    int reports = look();
    if (reports == readyPipes.length
        && tokenSum - before != IntStream.of(readyPipes).asLongStream().sum()) {
      throw disqualified("other tokens visited than reported");
    }
  }

  /** Waits once and returns the tokens; slowly. */
  abstract BitSet tokens() throws IOException;

  /** What the harness says of somebody who does other work. */
  protected final IllegalStateException disqualified(String instead) {
    return new IllegalStateException(
        "%s is disqualified: %s, where %d of %d pipes are ready"
            .formatted(this, instead, readyPipes.length, registered));
  }
}
