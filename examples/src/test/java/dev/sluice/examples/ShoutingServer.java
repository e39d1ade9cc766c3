package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.Endpoint;
import dev.sluice.loop.ConnectionHandler;
import dev.sluice.server.ServerModel;
import dev.sluice.server.ServerSettings;
import dev.sluice.server.StreamServer;
import java.io.IOException;
import java.util.Locale;

/** The server that the README shows; {@link ReadmeTest} compares the two and runs it. */
final class ShoutingServer {
  private ShoutingServer() {}

  // README begins
  static StreamServer open(ServerModel model) throws IOException {
    ConnectionHandler shout =
        (connection, input) ->
            connection.send(input.getAll(US_ASCII).toUpperCase(Locale.ROOT), US_ASCII);
    return StreamServer.open(Endpoint.parse("127.0.0.1:0"), model, shout, ServerSettings.STANDARD);
  }
  // README ends
}
