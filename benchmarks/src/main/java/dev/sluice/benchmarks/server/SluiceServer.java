package dev.sluice.benchmarks.server;

import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.loop.ConnectionHandler;
import dev.sluice.net.StreamSocket;
import dev.sluice.server.BlockingHandler;
import dev.sluice.server.ServerModel;
import dev.sluice.server.ServerSettings;
import dev.sluice.server.StreamServer;
import java.io.IOException;

/** Sluice, on the server model of the first argument; a second one, any, takes blocking calls. */
public final class SluiceServer {
  private SluiceServer() {}

  public static void main(String[] args) throws IOException {
    ServerModel model = ServerModel.parse(args[0]);
    try (StreamServer server = args.length == 1 ? open(model) : openBlocking(model)) {
      Control.begin(((InetEndpoint) server.endpoint()).port());
      server.serve();
    }
  }

  private static ServerSettings settings() {
    return ServerSettings.STANDARD.backlog(Control.BACKLOG);
  }

  private static StreamServer open(ServerModel model) throws IOException {
    ConnectionHandler echo = (connection, input) -> connection.send(input);
    return StreamServer.open(InetEndpoint.loopback(Family.INET4, 0), model, echo, settings());
  }

  private static StreamServer openBlocking(ServerModel model) throws IOException {
    BlockingHandler echo = SluiceServer::echo;
    return StreamServer.openBlocking(
        InetEndpoint.loopback(Family.INET4, 0), model, echo, settings());
  }

  private static void echo(StreamSocket connection) throws IOException {
    try (IoBuffer buffer = IoBuffer.allocate(Control.BUFFER_BYTES)) {
      while (connection.recv(buffer.clear()) != IoStatus.END_OF_STREAM) {
        connection.sendAll(buffer);
      }
    }
  }
}
