package dev.sluice.loop;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection whose peer takes too long over one message. What a message is, the handler
 * knows: its beginning is left untaken until the rest is there.
 */
final class MessageTimer {
  private final SendingConnection connection;
  private final LoopTimer timer;
  private final long nanos;

  MessageTimer(SendingConnection connection, long nanos) {
    this.connection = connection;
    this.timer = connection.loop.newTimer(this::timeIsUp);
    this.nanos = Math.min(nanos, LoopTimer.LONGEST_NANOS);
  }

  /**
   * Learns what the handler has done with the input.
   *
   * @param shownBytes how much it was shown
   * @param leftBytes how much of that it has left
   */
  void handled(int shownBytes, int leftBytes) {
    if (leftBytes == 0) {
      stop();
    } else if (leftBytes < shownBytes || !timer.isRunning()) {
      timer.startAt(connection.loop.now() + nanos);
    }
  }

  void stop() {
    if (timer.isRunning()) {
      timer.cancel();
    }
  }

  /** What is not looked at now is shown again later, and timed from then on. */
  private void timeIsUp() {
    if (connection.isOpen() && connection.looksAtInput()) {
      connection.abort(
          new IOException(
              "a message was not complete within " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms"));
    }
  }
}
