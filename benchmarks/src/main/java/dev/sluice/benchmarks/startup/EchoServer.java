package dev.sluice.benchmarks.startup;

import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.server.ServerModel;
import dev.sluice.server.ServerSettings;
import dev.sluice.server.StreamServer;
import java.io.IOException;

/**
 * The contender of {@link StartupBenchmark} with all that a server of Sluice has: prints its port,
 * serves one connection to its end on the edge-triggered event loop, and exits.
 */
public final class EchoServer {
  private EchoServer() {}

  public static void main(String[] args) throws IOException {
    try (StreamServer server =
        StreamServer.open(
            InetEndpoint.loopback(Family.INET4, 0),
            ServerModel.EPOLL_EDGE,
            (connection, input) -> connection.send(input),
            ServerSettings.STANDARD)) {
      System.out.println(((InetEndpoint) server.endpoint()).port());
      server.handleOne();
    }
  }
}
