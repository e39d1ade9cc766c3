package dev.sluice.examples;

import dev.sluice.event.Trigger;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice echo}: the server. */
@Command(
    name = "echo",
    subcommands = EchoClient.class,
    header = "Echo server on one thread and one epoll; 'echo client' talks to it.",
    description = "Sends back what it receives, until Ctrl-C.",
    footer = {
      "",
      "Examples:",
      "  sluice echo                             TCP, 127.0.0.1:7777, edge-triggered",
      "  sluice echo --port 0 --trigger level    any free port, which the first line tells",
      "  sluice echo --unix /tmp/echo.sock       AF_UNIX; try: nc -U /tmp/echo.sock",
      "  echo hello | sluice echo client         sends a line and prints what comes back"
    })
final class Echo implements Callable<Integer> {
  /** The two triggers that the server has a loop for,. */
  enum Choice {
    LEVEL(Trigger.LEVEL),
    EDGE(Trigger.EDGE);

    private final Trigger trigger;

    Choice(Trigger trigger) {
      this.trigger = trigger;
    }
  }

  @Mixin private final Address address = new Address();

  @Option(
      names = "--trigger",
      paramLabel = "level|edge",
      description = "How epoll reports (default: edge).")
  private Choice choice = Choice.EDGE;

  @Override
  public Integer call() throws IOException {
    try (CtrlC ctrlC = new CtrlC();
        Listening listening = Listening.on(address.endpoint());
        EchoServer server = EchoServer.open(listening.socket(), choice.trigger)) {
      ctrlC.stopsBy(server::stop);
      System.out.println("listening on " + listening.socket().localEndpoint());
      System.out.flush();
      server.run();
    }
    return 0;
  }
}
