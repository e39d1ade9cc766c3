package dev.sluice.examples.chat;

import java.util.regex.Pattern;

/** What strangers have written. */
final class Text {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,19}");

  private Text() {}

  /**
   * Leaves out what would move another's cursor, change colors or turn the direction of writing,
   * and blanks at the ends.
   */
  static String printable(String text) {
    return text.codePoints()
        .map(c -> c == '\t' ? ' ' : c)
        .filter(Text::isPrintable)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString()
        .strip();
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** Tells whether a member or a room may be called so: names cannot look like one another. */
  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }
}
