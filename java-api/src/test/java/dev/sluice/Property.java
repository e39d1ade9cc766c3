package dev.sluice;

import java.util.Random;
import java.util.function.Consumer;

/**
 * Checks a statement on many random values. A failure names the seed, and {@code
 * -Dsluice.seed=SEED} on the test JVM's command line tries that one alone.
 */
public final class Property {
  private static final int TRIES = 2_000;
  private static final Long REPLAY = Long.getLong("sluice.seed");

  private Property() {}

  /** Checks the statement, which draws its values from the generator it is given. */
  public static void holds(Consumer<Random> statement) {
    if (REPLAY != null) {
      statement.accept(new Random(REPLAY));
      return;
    }
    Random seeds = new Random();
    for (int i = 0; i < TRIES; i++) {
      long seed = seeds.nextLong();
      try {
        statement.accept(new Random(seed));
      } catch (RuntimeException | AssertionError failure) {
        throw new AssertionError("does not hold, try -Dsluice.seed=" + seed, failure);
      }
    }
  }

  /** Draws bytes, among them many of the few that are special to somebody. */
  public static byte[] bytes(Random random, int atLeast, int atMost) {
    byte[] drawn = new byte[random.nextInt(atLeast, atMost + 1)];
    random.nextBytes(drawn);
    byte[] special = {0, '\\', '@', '/', ':', '%', 'x', 127, (byte) 0xC3, (byte) 0xFF};
    for (int i = 0; i < drawn.length; i++) {
      if (random.nextInt(4) == 0) {
        drawn[i] = special[random.nextInt(special.length)];
      }
    }
    return drawn;
  }
}
