package dev.sluice.benchmarks.duel;

import java.util.List;
import java.util.Locale;

/**
 * What the clients do.
 *
 * @param active how many connections send
 * @param idle how many more are open and silent
 * @param bytes how long a request is, and its answer
 */
public record Scenario(int active, int idle, int bytes) {
  private static final int SMALL = 64;
  private static final int LARGE = 16 * 1024;

  /** Requests per second in the measurement of latency, of all connections together. */
  private static final int RATE = 20_000;

  private static final int RATE_OF_ONE = 5_000;

  /** All, in the order in which connections are opened. */
  public static final List<Scenario> ALL =
      List.of(
          new Scenario(1, 0, SMALL),
          new Scenario(1, 0, LARGE),
          new Scenario(64, 0, SMALL),
          new Scenario(64, 0, LARGE),
          new Scenario(1_000, 0, SMALL),
          new Scenario(1_000, 0, LARGE),
          new Scenario(64, 9_000, SMALL),
          new Scenario(9_000, 0, SMALL),
          new Scenario(9_000, 0, LARGE));

  /** Returns how many connections are open. */
  public int connections() {
    return active + idle;
  }

  /** Returns the requests per second at which latency is measured, or 0 where it is not. */
  public int rate() {
    return bytes != SMALL ? 0 : active == 1 ? RATE_OF_ONE : RATE;
  }

  /**
   * Reads a scenario as {@link #toString} writes it.
   *
   * @throws IllegalArgumentException for another text, naming what there is
   */
  public static Scenario parse(String text) {
    for (Scenario scenario : ALL) {
      if (scenario.toString().equals(text.toLowerCase(Locale.ROOT))) {
        return scenario;
      }
    }
    throw new IllegalArgumentException("there is no scenario " + text + "; there are " + ALL);
  }

  /** Returns for instance {@code 64x64}, {@code 1000x16k} or {@code 64x64+9000idle}. */
  @Override
  public String toString() {
    return active
        + "x"
        + (bytes == LARGE ? "16k" : "" + bytes)
        + (idle == 0 ? "" : "+" + idle + "idle");
  }
}
