package dev.sluice.examples;

import static dev.sluice.net.SocketOptions.SO_BROADCAST;
import static dev.sluice.net.SocketOptions.SO_REUSEADDR;

import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.net.DatagramSocket;
import dev.sluice.net.InterfaceAddress;
import dev.sluice.net.Interfaces;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice broadcast}: one datagram to everybody on the link; IPv4 only, as IPv6 has none. */
@Command(
    name = "broadcast",
    header = "UDP broadcast: 'listen' prints what is sent to all, 'send' sends to all.",
    synopsisSubcommandLabel = "(listen | send)",
    footer = {
      "",
      "Examples:",
      "  sluice broadcast listen --port 7777",
      "  sluice broadcast send --port 7777 hello             to all interfaces that broadcast",
      "  sluice broadcast send --to 127.255.255.255 hello    to this machine only",
      "  date | sluice broadcast send --port 7777            each line of the input"
    })
final class Broadcast implements Runnable {
  private static final String PORT = "7777";

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "listen or send?");
  }

  @Command(header = "Prints each datagram and its sender, until Ctrl-C.")
  int listen(
      @Option(
              names = "--port",
              paramLabel = "PORT",
              defaultValue = PORT,
              description = "Where (default: " + PORT + ").")
          int port)
      throws IOException {
    Endpoint local = endpoint("0.0.0.0", port); // bound to one address, it would hear no broadcast
    try (DatagramSocket socket = DatagramSocket.open(Family.INET4)) {
      socket.set(SO_REUSEADDR, true); // for UDP: several listeners, and each hears everything
      socket.bind(local);
      Announcements.print(socket);
    } catch (ErrnoException e) {
      throw Failure.cannotListen(local, e);
    }
    return 0;
  }

  @Command(header = "Sends the words as a datagram, or else each line of standard input.")
  int send(
      @Option(
              names = "--port",
              paramLabel = "PORT",
              defaultValue = PORT,
              description = "Where (default: " + PORT + ").")
          int port,
      @Option(
              names = "--to",
              paramLabel = "ADDRESS",
              description = "A broadcast address (default: that of each interface).")
          @Nullable String to,
      @Parameters(paramLabel = "WORD", arity = "0..*") @Nullable List<String> words)
      throws IOException {
    Endpoint one = endpoint(to == null ? "255.255.255.255" : to, port);
    List<Endpoint> everywhere = to == null ? everywhere(port) : List.of(one);
    try (DatagramSocket socket = DatagramSocket.open(Family.INET4)) {
      socket.set(SO_BROADCAST, true); // without it the kernel refuses, lest it happen by mistake
      Announcements.send(socket, words == null ? List.of() : words, everywhere);
    }
    return 0;
  }

  private static List<Endpoint> everywhere(int port) throws IOException {
    List<Endpoint> all = new ArrayList<>();
    for (InterfaceAddress address : Interfaces.addresses()) {
      if (address.broadcast() instanceof InetEndpoint inet) {
        all.add(InetEndpoint.of(inet.address(), port));
      }
    }
    if (all.isEmpty()) {
      throw new Failure("no interface here broadcasts: give an address with --to");
    }
    return all;
  }

  private Endpoint endpoint(String address, int port) {
    try {
      return Endpoint.parse(address + ":" + port);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()));
    }
  }
}
