package dev.sluice.net;

import dev.sluice.Endpoint;
import dev.sluice.spi.SenderCell;

/**
 * Who sent the datagram that {@link DatagramSocket#recvFrom} received. Its life: one per receiving
 * thread, filled again and again.
 *
 * <p>While a sender repeats, {@link #endpoint} returns the same object and nothing is allocated;
 * another sender costs one new {@link Endpoint}.
 *
 * <p>Not thread-safe.
 */
public final class Sender {
  private final SenderCell cell = new SenderCell();

  /** Makes one that has heard from nobody. */
  public Sender() {}

  /**
   * Returns the sender of the last datagram; unnamed for an AF_UNIX socket that was not bound.
   *
   * @throws IllegalStateException if none was received
   */
  public Endpoint endpoint() {
    Endpoint endpoint = cell.endpoint();
    if (endpoint == null) {
      throw new IllegalStateException("no datagram was received with this: call recvFrom first");
    }
    return endpoint;
  }

  SenderCell cell() {
    return cell;
  }

  /** Returns the endpoint's spelling. */
  @Override
  public String toString() {
    return "Sender[" + (cell.endpoint() == null ? "nobody yet" : cell.endpoint()) + "]";
  }
}
