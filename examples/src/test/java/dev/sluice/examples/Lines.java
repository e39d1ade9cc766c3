package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Duration;

/** What a program has printed so far, without waiting for its end, and what is typed to it. */
final class Lines {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final StringBuilder seen = new StringBuilder();
  private final Program program;

  private Lines(Program program) {
    this.program = program;
    Thread.ofPlatform().daemon().start(this::read);
  }

  /** Takes over the output of a program, from here on. */
  static Lines of(Program program) {
    return new Lines(program);
  }

  private void read() {
    char[] chars = new char[4096];
    try {
      for (int n = program.output().read(chars); n >= 0; n = program.output().read(chars)) {
        synchronized (seen) {
          seen.append(chars, 0, n);
        }
      }
    } catch (IOException closed) {
      // The program is over.
    }
  }

  String all() {
    synchronized (seen) {
      return seen.toString();
    }
  }

  void await(String text) {
    Deadline.of(PATIENCE).until(() -> assertThat(all()).contains(text));
  }

  void awaitPattern(String regex) {
    Deadline.of(PATIENCE).until(() -> assertThat(all()).containsPattern(regex));
  }

  void type(String line) {
    try {
      Writer input = program.process().outputWriter(UTF_8);
      input.write(line + "\n");
      input.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
