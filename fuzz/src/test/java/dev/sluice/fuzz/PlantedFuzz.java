package dev.sluice.fuzz;

/** A parser with a mistake, to see that it is found: chance alone would need a thousand years. */
public final class PlantedFuzz {
  private static final String MAGIC = "sluice/7";

  private PlantedFuzz() {}

  /** Throws what no parser may: for what is too long behind the magic. */
  public static void fuzzerTestOneInput(byte[] input) {
    for (int i = 0; i < MAGIC.length(); i++) {
      if (i >= input.length || input[i] != MAGIC.charAt(i)) {
        return;
      }
    }
    byte[] payload = new byte[16];
    for (int i = MAGIC.length(); i < input.length; i++) {
      payload[i - MAGIC.length()] = input[i];
    }
  }
}
