package dev.sluice.loop;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * When a silent peer is asked whether it lives, and when it is given up: for {@link
 * Connection#heartbeat}. TCP itself tells of a peer that has died only if there is something to
 * send, and then after a quarter of an hour; of a process that hangs, never.
 *
 * {@snippet :
 * connection.heartbeat(Heartbeat.every(5, TimeUnit.SECONDS).missed(2), PING);
 * }
 *
 * <p>A peer that received nothing from us would ask as well: if both sides have a heartbeat, the
 * longer interval is never over. Immutable.
 *
 * @param intervalNanos after so long without a byte from the peer it is asked, and so long it has
 *     to answer, in nanoseconds
 * @param missed how many times in a row it may be asked without an answer: after {@code missed + 1}
 *     silent intervals the connection is aborted
 */
public record Heartbeat(long intervalNanos, int missed) {
  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if one is below 1
   */
  public Heartbeat {
    if (intervalNanos < 1 || missed < 1) {
      throw new IllegalArgumentException(
          "a heartbeat has an interval of at least 1 ns and may be missed at least once, not "
              + intervalNanos
              + " and "
              + missed);
    }
  }

  /**
   * Begins with the interval; {@link Interval#missed} ends it.
   *
   * @param interval how long, at least 1 ns
   * @param unit in which unit
   */
  public static Interval every(long interval, TimeUnit unit) {
    return new Interval(unit.toNanos(interval));
  }

  /**
   * A heartbeat without its end.
   *
   * @param nanos the interval in nanoseconds
   */
  public record Interval(long nanos) {
    /**
     * Returns the heartbeat.
     *
     * @param times how many times in a row the peer may be asked without an answer
     * @throws IllegalArgumentException if the interval or this is below 1
     */
    public Heartbeat missed(int times) {
      return new Heartbeat(nanos, times);
    }
  }

  /** How a peer is asked; one object can do so for all connections. */
  @FunctionalInterface
  public interface Ping {
    /**
     * Sends what the peer will answer, in the loop's thread. What it throws ends this connection
     * and no other, is logged once and counted.
     *
     * @param connection whose peer is silent
     */
    void send(Connection connection) throws IOException;
  }
}
