package dev.sluice.examples;

import static dev.sluice.net.SocketOptions.SO_REUSEADDR;

import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.net.DatagramSocket;
import dev.sluice.net.Interfaces;
import dev.sluice.net.IpOptions;
import dev.sluice.net.Ipv6Options;
import dev.sluice.net.MulticastGroup;
import dev.sluice.net.MulticastSource;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code sluice multicast}: one datagram to whoever has joined a group. */
@Command(
    name = "multicast",
    header = "Multicast: 'listen' joins a group and prints, 'send' sends to its members.",
    synopsisSubcommandLabel = "(listen | send)",
    footer = {
      "",
      "Examples:",
      "  sluice multicast listen --interface lo",
      "  sluice multicast send --interface lo hello",
      "  sluice multicast listen --group ff02::7777          IPv6",
      "  sluice multicast listen --source 192.168.1.5        from one sender only",
      "  date | sluice multicast send --hops 4               through three routers"
    })
final class Multicast implements Runnable {
  private static final String GROUP = "239.255.77.77";

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Option(
      names = "--group",
      scope = ScopeType.INHERIT,
      paramLabel = "ADDRESS",
      description = "The group (default: " + GROUP + ").")
  private String group = GROUP;

  @Option(
      names = "--port",
      scope = ScopeType.INHERIT,
      paramLabel = "PORT",
      description = "The port (default: 7777).")
  private int port = 7777;

  @Option(
      names = "--interface",
      scope = ScopeType.INHERIT,
      paramLabel = "NAME",
      description = "The interface (default: as the routing table says).")
  private @Nullable String interfaceName;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "listen or send?");
  }

  @Command(header = "Prints each datagram and its sender, until Ctrl-C.")
  int listen(
      @Option(names = "--source", paramLabel = "ADDRESS", description = "Hear this sender only.")
          @Nullable String source)
      throws IOException {
    InetEndpoint to = group();
    InetEndpoint from = source == null ? null : endpoint(source, 0);
    int index = index();
    try (DatagramSocket socket = DatagramSocket.open(to.family())) {
      socket.set(SO_REUSEADDR, true); // several members on one machine
      socket.bind(to); // to the group: who binds to the wildcard hears all that comes to the port
      join(socket, to, from, index);
      Announcements.print(socket);
    } catch (ErrnoException e) {
      throw new Failure("cannot listen to " + to + ": " + e.errno());
    }
    return 0;
  }

  private static void join(
      DatagramSocket socket, InetEndpoint to, @Nullable InetEndpoint from, int index)
      throws IOException {
    boolean isV4 = to.family() == Family.INET4;
    if (from == null) {
      socket.set(
          isV4 ? IpOptions.MCAST_JOIN_GROUP : Ipv6Options.MCAST_JOIN_GROUP,
          new MulticastGroup(to, index));
    } else {
      socket.set(
          isV4 ? IpOptions.MCAST_JOIN_SOURCE_GROUP : Ipv6Options.MCAST_JOIN_SOURCE_GROUP,
          new MulticastSource(to, from, index));
    }
  }

  @Command(header = "Sends the words as a datagram, or else each line of standard input.")
  int send(
      @Option(
              names = "--hops",
              paramLabel = "COUNT",
              defaultValue = "1",
              description = "How many links it may cross (default: 1, this one).")
          int hops,
      @Option(
              names = "--loop",
              negatable = true,
              defaultValue = "true",
              fallbackValue = "true",
              description = "Let members on this machine hear it too; they do by default.")
          boolean loop,
      @Parameters(paramLabel = "WORD", arity = "0..*") @Nullable List<String> words)
      throws IOException {
    if (hops < 0 || hops > 255) {
      throw wrong("--hops is a number from 0 to 255, not " + hops);
    }
    InetEndpoint to = group();
    boolean isV4 = to.family() == Family.INET4;
    int index = index();
    try (DatagramSocket socket = DatagramSocket.open(to.family())) {
      socket.set(isV4 ? IpOptions.IP_MULTICAST_TTL : Ipv6Options.IPV6_MULTICAST_HOPS, hops);
      socket.set(isV4 ? IpOptions.IP_MULTICAST_LOOP : Ipv6Options.IPV6_MULTICAST_LOOP, loop);
      if (index != 0) {
        socket.set(isV4 ? IpOptions.IP_MULTICAST_IF : Ipv6Options.IPV6_MULTICAST_IF, index);
      }
      Announcements.send(socket, words == null ? List.of() : words, List.of(to));
    }
    return 0;
  }

  private int index() throws IOException {
    try {
      return interfaceName == null ? 0 : Interfaces.indexOf(interfaceName);
    } catch (ErrnoException e) {
      throw new Failure("there is no interface " + interfaceName + " ('sluice names' lists them)");
    }
  }

  private InetEndpoint group() throws IOException {
    InetEndpoint to = endpoint(group, port);
    try {
      new MulticastGroup(to, 0);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
    // A group of one link is one group per link: an IPv6 address says which.
    return to.family() == Family.INET4
        ? to
        : InetEndpoint.of(to.address(), port, to.scopeId() == 0 ? index() : to.scopeId(), 0);
  }

  private InetEndpoint endpoint(String address, int itsPort) {
    String host = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
    try {
      return (InetEndpoint) Endpoint.parse(host + ":" + itsPort);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
