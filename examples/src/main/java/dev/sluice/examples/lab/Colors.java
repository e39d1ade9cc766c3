package dev.sluice.examples.lab;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Colours on a terminal, and nothing anywhere else. */
enum Colors {
  ON,
  OFF;

  private static final String ESCAPE = "\u001b[";

  /** What a colour is for. */
  enum Use {
    HEADING("1"),
    REPORTED("32"),
    MISSING("1;33"),
    REFUSED("31"),
    QUIET("2");

    private final String code;

    Use(String code) {
      this.code = code;
    }
  }

  /** Returns whether to use them: on a terminal, unless NO_COLOR or a dumb terminal forbids. */
  static Colors choose(boolean terminal, Map<String, String> environment) {
    @Nullable String forbidden = environment.get("NO_COLOR");
    boolean allowed =
        (forbidden == null || forbidden.isEmpty()) && !"dumb".equals(environment.get("TERM"));
    return terminal && allowed ? ON : OFF;
  }

  String paint(Use use, String text) {
    return this == OFF || text.isBlank() ? text : ESCAPE + use.code + "m" + text + ESCAPE + "0m";
  }
}
