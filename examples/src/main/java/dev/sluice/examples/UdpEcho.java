package dev.sluice.examples;

import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.IoBuffer;
import dev.sluice.UnixEndpoint;
import dev.sluice.loop.DatagramPort;
import dev.sluice.server.DatagramServer;
import dev.sluice.server.ServerModel;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice udp-echo}: the same for datagrams. */
@Command(
    name = "udp-echo",
    header = "Echo server for UDP and AF_UNIX datagrams.",
    description = "Sends each datagram back to its sender, until Ctrl-C.",
    footer = {
      "",
      "Examples:",
      "  sluice udp-echo                          then: echo hello | nc -u -w 1 127.0.0.1 7777",
      "  sluice udp-echo --model edge-loops:2     two threads, shared out by sender",
      "  sluice udp-echo --unix /tmp/udp.sock     AF_UNIX datagrams"
    })
final class UdpEcho implements Callable<Integer> {
  /** No datagram of UDP is longer. */
  private static final int MAX_BYTES = 65_535;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Mixin private final Address address = new Address();

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      converter = ModelName.class,
      description = "How datagrams are waited for (default: epoll-edge).")
  private ServerModel model = ServerModel.EPOLL_EDGE;

  @Override
  public Integer call() throws IOException {
    try (CtrlC ctrlC = new CtrlC();
        DatagramServer server = open(address.endpoint())) {
      ctrlC.stopsBy(ServerProgram.FAREWELL_NANOS, server::shutdown);
      System.out.println("listening on " + server.endpoint());
      System.out.flush();
      server.serve();
    }
    return 0;
  }

  private DatagramServer open(Endpoint local) throws IOException {
    try {
      return DatagramServer.open(local, model, UdpEcho::echo, MAX_BYTES);
    } catch (IllegalArgumentException e) { // a model that datagrams do not have
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()));
    } catch (ErrnoException e) {
      throw Failure.cannotListen(local, e);
    }
  }

  private static void echo(DatagramPort port, IoBuffer datagram, Endpoint sender) {
    // Whoever has not bound an AF_UNIX socket has no address to answer to.
    if (!sender.equals(UnixEndpoint.unnamed())) {
      port.send(datagram, sender);
    }
  }
}
