package dev.sluice.examples.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The scenarios that come with the laboratory. */
final class Library {
  private static final List<String> FILES =
      List.of(
          "reading.lab",
          "writing.lab",
          "arming.lab",
          "closing.lab",
          "descriptors.lab",
          "connecting.lab",
          "sources.lab");

  private Library() {}

  /** Returns all of them, in the order in which they are best read. */
  static List<Scenario> scenarios() {
    List<Scenario> scenarios = new ArrayList<>();
    for (String file : FILES) {
      ScenarioParser.Parsed parsed = ScenarioParser.parse(file, read(file));
      if (!parsed.problems().isEmpty()) {
        throw new IllegalStateException(String.valueOf(parsed.problems()));
      }
      scenarios.addAll(parsed.scenarios());
    }
    return List.copyOf(scenarios);
  }

  private static String read(String file) {
    try (InputStream stream = Library.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException(file + " is missing in this module");
      }
      return new String(stream.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
