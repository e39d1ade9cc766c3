package dev.sluice.examples.files;

import java.io.Console;
import java.time.Duration;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how far a transfer is, on a terminal; elsewhere, nothing. */
final class Progress implements AutoCloseable {
  private static final int COLUMNS = 80;
  private static final long MIB = 1 << 20;

  private final @Nullable ProgressBar bar;

  private Progress(@Nullable ProgressBar bar) {
    this.bar = bar;
  }

  /**
   * What was transferred.
   *
   * @param bytes how long the file is
   * @param from how many of them were there before
   * @param sum its SHA-256
   */
  record Result(long bytes, long from, String sum) {
    /** Returns the line that the user sees. */
    String line(String what) {
      return what
          + ": "
          + bytes
          + " bytes"
          + (from > 0 ? ", went on at " + from : "")
          + ", SHA-256 "
          + sum;
    }
  }

  @SuppressWarnings("SystemConsoleNull") // it is, where input or output is no terminal
  static Progress of(String task, long from, long bytes) {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      return new Progress(null);
    }
    return new Progress(
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(bytes)
            .setUnit(" MiB", MIB)
            .setStyle(ProgressBarStyle.ASCII)
            .startsFrom(from, Duration.ZERO)
            .showSpeed()
            .setConsumer(new DelegatingProgressBarConsumer(Progress::draw, COLUMNS))
            .build());
  }

  /** Over the former state, in the same line. */
  private static void draw(String line) {
    System.err.print("\r" + line);
    System.err.flush();
  }

  void at(long bytes) {
    if (bar != null) {
      bar.stepTo(bytes);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      System.err.println();
    }
  }
}
