package dev.sluice.loop;

import java.util.concurrent.TimeUnit;

/**
 * What one connection may take.
 *
 * @param maxInputBytes how much its handler may leave untaken; a connection with more is aborted
 * @param lowWaterBytes when so much or less is left to send, reading goes on and {@link
 *     ConnectionHandler#drained} is called
 * @param highWaterBytes when more than this waits to be sent, the connection is not read any more:
 *     its peer is to read first
 * @param maxOutputBytes how much may wait to be sent, files not counted; a connection with more is
 *     aborted
 * @param idleNanos after so long without a byte in either direction {@link ConnectionHandler#idle}
 *     is called, in nanoseconds; 0 for never
 * @param lingerNanos how long the peer of a closed connection may take to read some more of what is
 *     left to send, and then to close as well, in nanoseconds: closing earlier would reset it,
 *     which may destroy the last bytes on their way; 0 does that
 * @param messageNanos how long the peer may take over one message, in nanoseconds; 0 for as long as
 *     it likes. It counts from when the handler leaves something untaken until it takes anything,
 *     and not while reading is paused. A slower connection is aborted: a byte now and then keeps it
 *     from being idle, and its buffer for ever
 */
public record ConnectionLimits(
    int maxInputBytes,
    int lowWaterBytes,
    int highWaterBytes,
    int maxOutputBytes,
    long idleNanos,
    long lingerNanos,
    long messageNanos) {

  /**
   * Sane ones where peers mean well: 1 MiB untaken; 64 KiB, 256 KiB and 16 MiB to send; no idle
   * timeout; 2 s to linger; any time for a message. On the open network {@link #idle} and {@link
   * #message} are wanted too.
   */
  public static final ConnectionLimits STANDARD =
      new ConnectionLimits(
          1 << 20, 64 << 10, 256 << 10, 16 << 20, 0, TimeUnit.SECONDS.toNanos(2), 0);

  /**
   * Checks that they make sense together.
   *
   * @throws IllegalArgumentException if not, with the reason
   */
  public ConnectionLimits {
    if (maxInputBytes < 1) {
      throw new IllegalArgumentException("maxInputBytes is at least 1, not " + maxInputBytes);
    }
    if (lowWaterBytes < 0 || highWaterBytes < lowWaterBytes || maxOutputBytes < highWaterBytes) {
      throw new IllegalArgumentException(
          "0 <= lowWaterBytes <= highWaterBytes <= maxOutputBytes, not "
              + lowWaterBytes
              + ", "
              + highWaterBytes
              + ", "
              + maxOutputBytes);
    }
    if (idleNanos < 0 || lingerNanos < 0 || messageNanos < 0) {
      throw new IllegalArgumentException(
          "times are 0 ns or more, not " + idleNanos + ", " + lingerNanos + " and " + messageNanos);
    }
  }

  /** Returns these with another {@code maxInputBytes}. */
  public ConnectionLimits maxInput(int bytes) {
    return new ConnectionLimits(
        bytes, lowWaterBytes, highWaterBytes, maxOutputBytes, idleNanos, lingerNanos, messageNanos);
  }

  /** Returns these with other bounds of what waits to be sent, in bytes. */
  public ConnectionLimits output(int lowWater, int highWater, int max) {
    return new ConnectionLimits(
        maxInputBytes, lowWater, highWater, max, idleNanos, lingerNanos, messageNanos);
  }

  /** Returns these with another {@code idleNanos}. */
  public ConnectionLimits idle(long nanos) {
    return new ConnectionLimits(
        maxInputBytes,
        lowWaterBytes,
        highWaterBytes,
        maxOutputBytes,
        nanos,
        lingerNanos,
        messageNanos);
  }

  /** Returns these with another {@code lingerNanos}. */
  public ConnectionLimits linger(long nanos) {
    return new ConnectionLimits(
        maxInputBytes,
        lowWaterBytes,
        highWaterBytes,
        maxOutputBytes,
        idleNanos,
        nanos,
        messageNanos);
  }

  /** Returns these with another {@code messageNanos}. */
  public ConnectionLimits message(long nanos) {
    return new ConnectionLimits(
        maxInputBytes,
        lowWaterBytes,
        highWaterBytes,
        maxOutputBytes,
        idleNanos,
        lingerNanos,
        nanos);
  }
}
