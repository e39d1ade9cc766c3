package dev.sluice.examples.lab;

import dev.sluice.event.Trigger;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The seven contenders. */
enum Mechanism {
  SELECT("select", SetWatcher::select),
  POLL("poll", SetWatcher::poll),
  LEVEL("LT", () -> new EpollWatcher(Trigger.LEVEL)),
  EDGE("ET", () -> new EpollWatcher(Trigger.EDGE)),
  LEVEL_ONE_SHOT("LT 1-shot", () -> new EpollWatcher(Trigger.LEVEL_ONE_SHOT)),
  EDGE_ONE_SHOT("ET 1-shot", () -> new EpollWatcher(Trigger.EDGE_ONE_SHOT)),
  NIO("NIO", NioWatcher::new);

  private final String title;
  private final Opener opener;

  Mechanism(String title, Opener opener) {
    this.title = title;
    this.opener = opener;
  }

  private interface Opener {
    Watcher open() throws IOException;
  }

  Watcher open() throws IOException {
    return opener.open();
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
