package dev.sluice.fuzz;

/**
 * A parser with a mistake, to see that it is found: chance alone would need a thousand years. Each
 * byte is a branch of its own, because the fuzzer goes by branches; turns of a loop it only counts.
 */
public final class PlantedFuzz {
  private static final int MAGIC_BYTES = 8;
  private static final int PAYLOAD_BYTES = 16;

  private PlantedFuzz() {}

  /** Throws what no parser may: for what is too long behind the magic. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length > MAGIC_BYTES && isMagic(input)) {
      byte[] payload = new byte[PAYLOAD_BYTES];
      for (int i = MAGIC_BYTES; i < input.length; i++) {
        payload[i - MAGIC_BYTES] = input[i];
      }
    }
  }

  private static boolean isMagic(byte[] input) {
    return input[0] == 's'
        && input[1] == 'l'
        && input[2] == 'u'
        && input[3] == 'i'
        && input[4] == 'c'
        && input[5] == 'e'
        && input[6] == '/'
        && input[7] == '7';
  }
}
