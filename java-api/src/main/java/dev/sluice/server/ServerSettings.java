package dev.sluice.server;

import dev.sluice.loop.ConnectionLimits;

/**
 * What a server takes on. These bound its memory, too: a connection has at most the {@code
 * maxInputBytes} and {@code maxOutputBytes} of its limits, and as an echo, which sends nothing
 * unasked, no more than {@code highWaterBytes} and one buffer of 16 KiB; an idle one has no buffer.
 *
 * @param backlog how many clients may wait to be accepted; the kernel caps it at {@code
 *     /proc/sys/net/core/somaxconn}
 * @param maxConnections how many connections there may be at a time; further clients wait in the
 *     backlog
 * @param limits what each connection may take
 */
public record ServerSettings(int backlog, int maxConnections, ConnectionLimits limits) {
  /** Backlog 4,096, 10,000 connections, {@link ConnectionLimits#STANDARD}. */
  public static final ServerSettings STANDARD =
      new ServerSettings(4096, 10_000, ConnectionLimits.STANDARD);

  /**
   * Checks that they make sense.
   *
   * @throws IllegalArgumentException if a number is below 1
   */
  public ServerSettings {
    if (backlog < 1 || maxConnections < 1) {
      throw new IllegalArgumentException(
          "a server has a backlog and connections of at least 1, not "
              + backlog
              + " and "
              + maxConnections);
    }
  }

  /** Returns these with another backlog. */
  public ServerSettings backlog(int clients) {
    return new ServerSettings(clients, maxConnections, limits);
  }

  /** Returns these with another limit of connections. */
  public ServerSettings maxConnections(int connections) {
    return new ServerSettings(backlog, connections, limits);
  }

  /** Returns these with other limits of each connection. */
  public ServerSettings limits(ConnectionLimits each) {
    return new ServerSettings(backlog, maxConnections, each);
  }
}
