package dev.sluice.loop;

import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/**
 * The heartbeat of one connection. Bytes that come only leave the time behind: the timer runs once
 * in an interval, however many there are.
 */
final class Pulse {
  private final SendingConnection connection;
  private final Heartbeat heartbeat;
  private final Heartbeat.Ping ping;
  private final LoopTimer timer;
  private final long interval;
  private long heard;
  private long asked;
  private int unanswered;

  Pulse(SendingConnection connection, Heartbeat heartbeat, Heartbeat.Ping ping) {
    this.connection = connection;
    this.heartbeat = heartbeat;
    this.ping = ping;
    this.interval = Math.min(heartbeat.intervalNanos(), LoopTimer.LONGEST_NANOS);
    this.timer = connection.loop.newTimer(this::look);
    heard();
    timer.startAt(heard + interval);
  }

  void heard() {
    heard = connection.loop.now();
  }

  void stop() {
    timer.cancel();
  }

  /** Whoever was held up itself asks once more: intervals are counted by its looks at them. */
  private void look() {
    if (!connection.hasPulse()) {
      return;
    }
    long now = connection.loop.now();
    long alive = connection.lastSignOfLife(heard);
    if (unanswered > 0 && alive - asked >= 0) {
      unanswered = 0;
    }
    if (unanswered == 0 && now - alive < interval) {
      timer.startAt(alive + interval);
    } else if (unanswered == heartbeat.missed()) {
      connection.abort(dead());
    } else {
      unanswered++;
      asked = now;
      timer.startAt(now + interval);
      connection.turn(ping);
    }
  }

  private SocketTimeoutException dead() {
    long millis = TimeUnit.NANOSECONDS.toMillis(interval);
    return new SocketTimeoutException(
        "the peer is silent: it was asked "
            + unanswered
            + (unanswered == 1 ? " time and had " : " times and had each time ")
            + (millis > 0 ? millis + " ms" : interval + " ns")
            + " to answer");
  }
}
