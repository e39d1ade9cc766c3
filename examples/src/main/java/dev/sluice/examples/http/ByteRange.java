package dev.sluice.examples.http;

import org.jspecify.annotations.Nullable;

/**
 * Which part of a file is wanted: RFC 9110, section 14.1.2.
 *
 * @param offset where it begins
 * @param bytes how long it is; 0 if the file has nothing there
 */
record ByteRange(long offset, long bytes) {
  private static final String UNIT = "bytes=";
  private static final int LONGEST_NUMBER = 18;

  /**
   * Reads the field Range.
   *
   * @return the range, or {@code null} if the field is to be ignored: no range of bytes, not well
   *     formed, or several of them, which nobody has to serve
   */
  static @Nullable ByteRange parse(String field, long size) {
    if (!field.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
      return null;
    }
    String spec = field.substring(UNIT.length()).strip();
    int dash = spec.indexOf('-');
    if (dash < 0) {
      return null;
    }
    long first = number(spec.substring(0, dash));
    long last = number(spec.substring(dash + 1));
    if (dash == 0) {
      return last < 0 ? null : of(Math.max(0, size - last), size - 1, size);
    }
    boolean isOpen = dash + 1 == spec.length();
    if (first < 0 || (last < 0 && !isOpen) || (last >= 0 && last < first)) {
      return null;
    }
    return of(first, isOpen ? size - 1 : Math.min(last, size - 1), size);
  }

  private static ByteRange of(long first, long last, long size) {
    return first < size ? new ByteRange(first, last - first + 1) : new ByteRange(first, 0);
  }

  /** Returns a number, or -1 if it is none; one that no file reaches may be cut. */
  private static long number(String digits) {
    if (!Grammar.isDigits(digits)) {
      return -1;
    }
    return digits.length() > LONGEST_NUMBER ? Long.MAX_VALUE : Long.parseLong(digits);
  }
}
