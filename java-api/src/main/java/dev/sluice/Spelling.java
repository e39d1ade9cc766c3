package dev.sluice;

/** What the spellings of endpoints have in common. No state. */
final class Spelling {
  private Spelling() {}

  static IllegalArgumentException wrong(String text, String why) {
    return new IllegalArgumentException("not an endpoint: '" + text + "': " + why);
  }

  static UnsupportedOperationException notInJava(Endpoint endpoint) {
    return new UnsupportedOperationException(
        "java.net has no address of " + endpoint.family() + " and cannot express " + endpoint);
  }

  /** Reads a decimal number of 32 bits. */
  static int unsigned(String text, String part) {
    if (!part.matches("[0-9]{1,10}") || Long.parseLong(part) > 0xFFFFFFFFL) {
      throw wrong(text, "'" + part + "' is no number between 0 and 4294967295");
    }
    return (int) Long.parseLong(part);
  }

  /** Reads a hexadecimal number of at most so many digits. */
  static int hex(String text, String part, int digits) {
    if (!part.matches("0x[0-9a-fA-F]{1," + digits + "}")) {
      throw wrong(text, "'" + part + "' is not 0x and at most " + digits + " hexadecimal digits");
    }
    return Integer.parseUnsignedInt(part.substring(2), 16);
  }
}
