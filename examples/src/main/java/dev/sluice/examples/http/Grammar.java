package dev.sluice.examples.http;

/** Which bytes may stand where: RFC 9110 section 5.6, RFC 3986 section 3.2.2. */
final class Grammar {
  private static final boolean[] TOKEN = letters("!#$%&'*+-.^_`|~");
  private static final boolean[] HOST = letters("-._~%!$&'()*+;=:[]");

  private Grammar() {}

  private static boolean[] letters(String more) {
    boolean[] set = new boolean[128];
    for (int c = 0; c < set.length; c++) {
      set[c] =
          (c >= '0' && c <= '9')
              || (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || more.indexOf(c) >= 0;
    }
    return set;
  }

  static boolean isToken(int c) {
    return c < TOKEN.length && TOKEN[c];
  }

  static boolean isBlank(int c) {
    return c == ' ' || c == '\t';
  }

  /** Visible, blank, or beyond ASCII; no control characters, NUL and DEL among them. */
  static boolean isFieldByte(int c) {
    return (c >= ' ' && c != 0x7f) || c == '\t';
  }

  /** Of a target: visible ASCII. */
  static boolean isTargetByte(int c) {
    return c > ' ' && c < 0x7f && c != '#';
  }

  static boolean isHost(String text) {
    return text.chars().allMatch(c -> c < HOST.length && HOST[c]);
  }

  static boolean isDigits(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
