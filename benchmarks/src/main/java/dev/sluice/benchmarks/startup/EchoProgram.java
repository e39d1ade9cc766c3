package dev.sluice.benchmarks.startup;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Who starts, and echoes. */
enum EchoProgram {
  /** java.nio by hand. */
  NIO(EchoNio.class),
  /** The raw layer by hand. */
  RAW(EchoRaw.class),
  /** The typed layer by hand. */
  TYPED(EchoTyped.class),
  /** A server of Sluice on its event loop. */
  SERVER(EchoServer.class);

  private final Class<?> main;

  EchoProgram(Class<?> main) {
    this.main = main;
  }

  /** Returns the class that is started. */
  Class<?> main() {
    return main;
  }

  /** Returns its name in tables, and on the command line. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> labels() {
    return Stream.of(values()).map(EchoProgram::label).toList();
  }

  /**
   * Returns one by its name.
   *
   * @throws IllegalArgumentException if there is none, naming what there is
   */
  static EchoProgram labelled(String label) {
    return Stream.of(values())
        .filter(each -> each.label().equals(label))
        .findAny()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no program " + label + "; take one of " + labels()));
  }
}
