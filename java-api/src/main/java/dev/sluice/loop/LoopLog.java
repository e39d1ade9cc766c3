package dev.sluice.loop;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** What a loop says to those who run it. */
final class LoopLog {
  private static final Logger LOG = System.getLogger("dev.sluice.loop");

  private final Counter handlerFailures;
  private @Nullable Object warnedOf;

  LoopLog(Counter handlerFailures) {
    this.handlerFailures = handlerFailures;
  }

  /** Somebody else's code has thrown. */
  void failed(Object where, Throwable cause) {
    handlerFailures.add(1);
    LOG.log(Level.ERROR, where + " failed, and others go on", cause);
  }

  void warn(String text) {
    LOG.log(Level.WARNING, text);
  }

  /** Says the first of many like it in one iteration. */
  void warnOnce(Object about, String text) {
    if (!about.equals(warnedOf)) {
      warnedOf = about;
      warn(text);
    }
  }

  void newIteration() {
    warnedOf = null;
  }
}
