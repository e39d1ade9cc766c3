package dev.sluice.benchmarks.harness;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Writes results as JSON: maps, lists, texts and numbers. No state. */
public final class Json {
  private Json() {}

  /**
   * Returns a value as JSON text, maps in their order, each entry of the outermost two levels on a
   * line.
   *
   * @throws IllegalArgumentException if it is none of these, or a number that JSON does not have
   */
  public static String of(Object value) {
    return of(value, 0) + "\n";
  }

  private static String of(Object value, int depth) {
    return switch (value) {
      case Map<?, ?> map -> {
        StringJoiner entries = joiner("{", "}", depth);
        map.forEach((name, each) -> entries.add(text("" + name) + ": " + of(each, depth + 1)));
        yield entries.toString();
      }
      case List<?> list -> {
        StringJoiner elements = joiner("[", "]", depth);
        list.forEach(each -> elements.add(of(each, depth + 1)));
        yield elements.toString();
      }
      case String text -> text(text);
      case Double number when !Double.isFinite(number) ->
          throw new IllegalArgumentException("JSON has no " + number);
      case Number number -> number.toString();
      case Boolean truth -> truth.toString();
      default -> throw new IllegalArgumentException("not for JSON: " + value.getClass());
    };
  }

  private static StringJoiner joiner(String open, String close, int depth) {
    if (depth > 1) {
      return new StringJoiner(", ", open, close);
    }
    String indent = "\n" + "  ".repeat(depth + 1);
    return new StringJoiner("," + indent, open + indent, "\n" + "  ".repeat(depth) + close);
  }

  private static String text(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      switch (letter) {
        case '"', '\\' -> quoted.append('\\').append(letter);
        default -> {
          if (letter < ' ') {
            quoted.append("\\u%04x".formatted((int) letter));
          } else {
            quoted.append(letter);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
