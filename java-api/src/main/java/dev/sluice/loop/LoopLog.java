package dev.sluice.loop;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** What a loop says to those who run it. */
final class LoopLog {
  private static final Logger LOG = System.getLogger("dev.sluice.loop");

  private final Counters counters;
  private @Nullable Object warnedOf;

  LoopLog(Counters counters) {
    this.counters = counters;
  }

  /** Somebody else's code has thrown. */
  void failed(Object where, Throwable cause) {
    counters.handlerFailures.add(1);
    log(Level.ERROR, where + " failed, and others go on", cause);
  }

  /** The peer has broken the protocol: as many lines as it likes would be another way to harm. */
  void peerFailed(Object where, Throwable cause) {
    counters.protocolFailures.add(1);
    if (LOG.isLoggable(Level.DEBUG)) {
      log(Level.DEBUG, where + " is aborted: " + cause.getMessage(), null);
    }
  }

  void warn(String text) {
    log(Level.WARNING, text, null);
  }

  /** A logger opens files at its first use; where that fails, no loop ends: the counters tell. */
  private static void log(Level level, String text, @Nullable Throwable cause) {
    try {
      LOG.log(level, text, cause);
    } catch (RuntimeException | Error loggerFailed) {
      return;
    }
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
