package dev.sluice.examples.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of a message, or the trailers of a body, taken byte by byte: RFC 9112, section
 * 5. As strict as the grammar: a lone CR or LF, a line that goes on in the next, whitespace before
 * the colon and control characters are refused, because two servers in a row that mend them in
 * different ways can be made to disagree where a request ends.
 *
 * <p>All bytes are kept in one array, which grows with what was really sent, up to {@link
 * #MAX_BYTES}; names in lower case. Used again and again, it allocates nothing more.
 */
final class Fields {
  static final int MAX_BYTES = 16 * 1024;
  static final int MAX_FIELDS = 100;

  private static final int FIRST_BYTES = 512;
  private static final int LINE_START = 0;
  private static final int NAME = 1;
  private static final int BEFORE_VALUE = 2;
  private static final int VALUE = 3;
  private static final int LINE_END = 4;
  private static final int LAST_LINE_END = 5;

  private byte[] bytes = new byte[FIRST_BYTES];
  private int used;

  /** Where each name and each value ends, by turns: one begins where the one before ends. */
  private int[] ends = new int[16];

  private int count;
  private int state;

  /** Forgets all. */
  void clear() {
    used = 0;
    count = 0;
    state = LINE_START;
  }

  /**
   * Takes the next byte.
   *
   * @return whether it was the last, of the empty line
   */
  boolean take(int next) throws Refusal {
    switch (state) {
      case LINE_START -> lineStart(next);
      case NAME -> name(next);
      case BEFORE_VALUE, VALUE -> value(next);
      case LINE_END -> {
        lineFeed(next);
        state = LINE_START;
      }
      default -> {
        lineFeed(next);
        return true;
      }
    }
    return false;
  }

  private void lineStart(int next) throws Refusal {
    if (next == '\r') {
      state = LAST_LINE_END;
      return;
    }
    if (next == ' ' || next == '\t') {
      throw Refusal.badRequest("a header line begins with whitespace");
    }
    if (count == MAX_FIELDS) {
      throw new Refusal(Status.FIELDS_TOO_LARGE, "more than " + MAX_FIELDS + " header fields");
    }
    if (2 * count + 1 >= ends.length) {
      ends = Arrays.copyOf(ends, 2 * ends.length);
    }
    if (next == ':') {
      throw Refusal.badRequest("a header field without a name");
    }
    state = NAME;
    name(next);
  }

  private void name(int next) throws Refusal {
    if (next == ':') {
      ends[2 * count] = used;
      state = BEFORE_VALUE;
    } else if (Grammar.isToken(next)) {
      keep(next >= 'A' && next <= 'Z' ? next + ('a' - 'A') : next);
    } else {
      throw Refusal.badRequest("no name of a header field has the byte " + next);
    }
  }

  private void value(int next) throws Refusal {
    if (next == '\r') {
      int start = ends[2 * count];
      while (used > start && Grammar.isBlank(bytes[used - 1])) {
        used--;
      }
      ends[2 * count + 1] = used;
      count++;
      state = LINE_END;
    } else if (!Grammar.isFieldByte(next)) {
      throw Refusal.badRequest("no value of a header field has the byte " + next);
    } else if (state == VALUE || !Grammar.isBlank(next)) {
      state = VALUE;
      keep(next);
    }
  }

  private static void lineFeed(int next) throws Refusal {
    if (next != '\n') {
      throw Refusal.badRequest("a CR without LF in a header");
    }
  }

  private void keep(int next) throws Refusal {
    if (used == MAX_BYTES) {
      throw new Refusal(
          Status.FIELDS_TOO_LARGE, "more than " + MAX_BYTES + " bytes of header fields");
    }
    if (used == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length);
    }
    bytes[used++] = (byte) next;
  }

  private boolean isNamed(int field, String name) {
    int start = field == 0 ? 0 : ends[2 * field - 1];
    if (ends[2 * field] - start != name.length()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (bytes[start + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Returns how many fields have this name, in lower case. */
  int count(String name) {
    int found = 0;
    for (int i = 0; i < count; i++) {
      found += isNamed(i, name) ? 1 : 0;
    }
    return found;
  }

  /** Returns the value of a field, those of several separated by commas, or {@code null}. */
  @Nullable String value(String name) {
    String all = null;
    for (int i = 0; i < count; i++) {
      if (isNamed(i, name)) {
        int start = ends[2 * i];
        String value = new String(bytes, start, ends[2 * i + 1] - start, ISO_8859_1);
        all = all == null ? value : all + ", " + value;
      }
    }
    return all;
  }

  /** Tells whether a field that is a list has an element, in whatever case. */
  boolean hasElement(String name, String element) {
    String list = value(name);
    if (list != null) {
      for (String each : list.split(",", -1)) {
        if (each.strip().equalsIgnoreCase(element)) {
          return true;
        }
      }
    }
    return false;
  }
}
