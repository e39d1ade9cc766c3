package dev.sluice.examples;

import dev.sluice.server.ServerModel;
import dev.sluice.server.ServerSettings;
import dev.sluice.server.StreamServer;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice echo}: the server, on any model. */
@Command(
    name = "echo",
    subcommands = EchoClient.class,
    header = "Echo server on any server model; 'echo client' talks to it.",
    description = {
      "Sends back what it receives, until Ctrl-C; then what has arrived is still answered.",
      "Models: " + ModelName.ALL + "; 'sluice models' tells what each can do."
    },
    footer = {
      "",
      "Examples:",
      "  sluice echo                                TCP, 127.0.0.1:7777, epoll-edge",
      "  sluice echo --port 0 --model edge-loops:4  any free port, which the first line tells",
      "  sluice echo --unix /tmp/echo.sock          AF_UNIX; try: nc -U /tmp/echo.sock",
      "  sluice echo --unix @echo --model nio       an abstract name, which needs no file",
      "  echo hello | sluice echo client            sends a line and prints what comes back"
    })
final class Echo implements Callable<Integer> {
  @Mixin private final Address address = new Address();

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      converter = ModelName.class,
      description = "How the clients are served (default: epoll-edge).")
  private ServerModel model = ServerModel.EPOLL_EDGE;

  @Override
  public Integer call() throws IOException {
    return ServerProgram.serve(
        address.endpoint(),
        ServerProgram.FAREWELL_NANOS,
        local -> StreamServer.open(local, model, new EchoHandler(), ServerSettings.STANDARD));
  }
}
