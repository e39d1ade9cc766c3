package dev.sluice.examples.lab;

import dev.sluice.event.Trigger;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The seven contenders. */
enum Mechanism {
  SELECT("select"),
  POLL("poll"),
  LEVEL("LT"),
  EDGE("ET"),
  LEVEL_ONE_SHOT("LT 1-shot"),
  EDGE_ONE_SHOT("ET 1-shot"),
  NIO("NIO");

  private final String title;

  Mechanism(String title) {
    this.title = title;
  }

  /** Opens one that watches nothing yet. */
  Watcher open() throws IOException {
    return switch (this) {
      case SELECT -> SetWatcher.select();
      case POLL -> SetWatcher.poll();
      case LEVEL -> new EpollWatcher(Trigger.LEVEL);
      case EDGE -> new EpollWatcher(Trigger.EDGE);
      case LEVEL_ONE_SHOT -> new EpollWatcher(Trigger.LEVEL_ONE_SHOT);
      case EDGE_ONE_SHOT -> new EpollWatcher(Trigger.EDGE_ONE_SHOT);
      case NIO -> new NioWatcher();
    };
  }

  /** Returns the heading of its column. */
  String title() {
    return title;
  }

  /** Returns what the command line calls it. */
  String option() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static List<String> options() {
    return Arrays.stream(values()).map(Mechanism::option).toList();
  }
}
