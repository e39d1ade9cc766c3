package dev.sluice.loop;

import dev.sluice.Endpoint;
import dev.sluice.IoBuffer;
import java.io.IOException;

/**
 * What a server does with datagrams. What it throws concerns this datagram only, is logged once and
 * counted.
 */
@FunctionalInterface
public interface DatagramHandler {
  /**
   * Takes a datagram.
   *
   * @param port where it came, and where an answer goes out
   * @param datagram its bytes, for the time of this call; cut if it was longer than the port's
   *     {@code maxBytes}, which {@link DatagramPort#wasCut} tells
   * @param sender who sent it; unnamed for an AF_UNIX socket that was not bound, which cannot be
   *     answered
   */
  void received(DatagramPort port, IoBuffer datagram, Endpoint sender) throws IOException;
}
