package dev.sluice.examples;

import static java.util.Objects.requireNonNull;

import dev.sluice.Endpoint;
import dev.sluice.IoBuffer;
import dev.sluice.loop.Connection;
import dev.sluice.loop.ConnectionHandler;
import dev.sluice.loop.Heartbeat;
import dev.sluice.server.ServerModel;
import dev.sluice.server.ServerSettings;
import dev.sluice.server.StreamServer;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice heartbeat}: the server. */
@Command(
    name = "heartbeat",
    subcommands = HeartbeatClient.class,
    header = "Connections that last: ping, pong, dead peers found; 'heartbeat client' reconnects.",
    description = {
      "Says who comes and goes. Who says nothing for a while is sent 'ping'; any byte is an answer,"
          + " and who does not answer is disconnected. A 'ping' is answered with 'pong'."
    },
    footer = {
      "",
      "Examples:",
      "  sluice heartbeat                                 TCP, 127.0.0.1:7777",
      "  sluice heartbeat --interval 500 --missed 3       dead after 500 ms, and three times 500",
      "  sluice heartbeat client                          try: kill -STOP the one or the other",
      "  nc 127.0.0.1 7777                                any line is a sign of life"
    })
final class HeartbeatServer implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Mixin private final Address address = new Address();
  @Mixin private final HeartbeatOptions options = new HeartbeatOptions();

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      converter = ModelName.class,
      description = "How the clients are served, any but prefork (default: epoll-edge).")
  private ServerModel model = ServerModel.EPOLL_EDGE;

  @Override
  public Integer call() throws IOException {
    Listening handler = new Listening(options.heartbeat());
    return ServerProgram.serve(
        address.endpoint(), ServerProgram.FAREWELL_NANOS, local -> open(local, handler));
  }

  private StreamServer open(Endpoint local, ConnectionHandler handler) throws IOException {
    try {
      return StreamServer.open(local, model, handler, ServerSettings.STANDARD);
    } catch (IllegalArgumentException prefork) {
      throw new CommandLine.ParameterException(
          command.commandLine(), model + ": its workers would not know the interval; take another");
    }
  }

  private static void say(String text) {
    System.out.println(text);
    System.out.flush();
  }

  /** Listens for heartbeats. */
  private static final class Listening implements ConnectionHandler {
    private final Heartbeat heartbeat;
    private final AtomicInteger clients = new AtomicInteger();

    /** What is known of a client. */
    private record Client(String name, PingPong talk) {}

    Listening(Heartbeat heartbeat) {
      this.heartbeat = heartbeat;
    }

    private static Client client(Connection connection) {
      return (Client) requireNonNull(connection.attachment());
    }

    @Override
    public void opened(Connection connection) {
      Client client = new Client("client " + clients.incrementAndGet(), new PingPong());
      connection.attach(client);
      connection.heartbeat(heartbeat, client.talk::ask);
      say(client.name + " has come");
    }

    @Override
    public void received(Connection connection, IoBuffer input) throws IOException {
      long _ = client(connection).talk.take(connection, input);
    }

    @Override
    public void closed(Connection connection, @Nullable Throwable cause) {
      if (connection.attachment() instanceof Client client) {
        say(client.name + (cause == null ? " has left" : " is lost: " + cause.getMessage()));
      }
    }
  }
}
