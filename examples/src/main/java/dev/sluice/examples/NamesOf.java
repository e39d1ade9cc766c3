package dev.sluice.examples;

import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.net.AddressHints;
import dev.sluice.net.AddressInfo;
import dev.sluice.net.Databases;
import dev.sluice.net.Inet;
import dev.sluice.net.InterfaceAddress;
import dev.sluice.net.Interfaces;
import dev.sluice.net.Names;
import dev.sluice.sys.SocketConstants;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice names}: every resolver and byte-order helper, each line named after its call. */
@Command(
    name = "names",
    header = "Hosts, services, protocols, interfaces and byte order: every resolver.",
    description = "Each line begins with the C function that knows.",
    footer = {
      "",
      "Examples:",
      "  sluice names                               this machine: its name and its interfaces",
      "  sluice names host localhost --service http all addresses; -4, -6, --passive, --numeric",
      "  sluice names address 127.0.0.1 --port 80   back to names; also 127.1, 0x7f000001, ::1",
      "  sluice names service https                 or a port, 443; --protocol udp",
      "  sluice names protocol icmp                 or its number, 1",
      "  sluice names order 0x0102                  a number in both byte orders"
    })
final class NamesOf implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  private static void print(String call, Object result) {
    System.out.printf("%-18s%s%n", call, result);
  }

  @Override
  public Integer call() throws IOException {
    print("gethostname", Names.hostName());
    for (Interfaces.Named named : Interfaces.list()) {
      print("if_nameindex", named.index() + " " + named.name());
      print("if_nametoindex", named.name() + " is " + Interfaces.indexOf(named.name()));
      print("if_indextoname", named.index() + " is " + Interfaces.nameOf(named.index()));
    }
    for (InterfaceAddress address : Interfaces.addresses()) {
      print("getifaddrs", address.name() + " " + address.flags() + rest(address));
    }
    return 0;
  }

  private static String rest(InterfaceAddress address) {
    return (address.address() == null ? "" : " " + address.address())
        + (address.netmask() == null ? "" : " netmask " + address.netmask())
        + (address.broadcast() == null ? "" : " broadcast " + address.broadcast())
        + (address.destination() == null ? "" : " to " + address.destination());
  }

  @Command(header = "The addresses of a host.")
  int host(
      @Parameters(paramLabel = "NAME") String name,
      @Option(
              names = "--service",
              paramLabel = "NAME",
              description = "A service or port to go with it.")
          @Nullable String service,
      @Option(names = "-4", description = "IPv4 only.") boolean only4,
      @Option(names = "-6", description = "IPv6 only.") boolean only6,
      @Option(names = "--passive", description = "To listen on.") boolean passive,
      @Option(names = "--numeric", description = "Look nothing up.") boolean numeric)
      throws IOException {
    AddressHints hints = AddressHints.ANY.withCanonicalName();
    if (only4 != only6) {
      hints = hints.withFamily(only4 ? Family.INET4 : Family.INET6);
    }
    hints = passive ? hints.passive() : hints;
    hints = numeric ? hints.numericHost() : hints;
    for (AddressInfo info : Names.addresses(name, service, hints)) {
      String canonical = info.canonicalName() == null ? "" : ", " + info.canonicalName();
      print("getaddrinfo", info.endpoint() + ", " + kind(info.type()) + canonical);
    }
    if (!numeric) {
      Databases.Host found = Databases.hostByName(name, only6 ? Family.INET6 : Family.INET4);
      print("gethostbyname", found.name() + ", " + found.aliases());
      found.addresses().forEach(address -> print("", Inet.ntop(address)));
    }
    return 0;
  }

  /** The types of {@code socket(2)} that getaddrinfo knows. */
  private static String kind(int type) {
    return switch (type) {
      case SocketConstants.SOCK_STREAM -> "SOCK_STREAM";
      case SocketConstants.SOCK_DGRAM -> "SOCK_DGRAM";
      case SocketConstants.SOCK_RAW -> "SOCK_RAW";
      default -> "type " + type;
    };
  }

  @Command(header = "The names of an address.")
  int address(
      @Parameters(paramLabel = "ADDRESS") String text,
      @Option(names = "--port", paramLabel = "PORT", description = "A port to go with it.")
          int port)
      throws IOException {
    byte[] address = parse(text);
    String canonical = Inet.ntop(address);
    print("inet_ntop", canonical);
    if (address.length == 4) {
      print("inet_ntoa", Inet.ntoa(address));
    }
    Names.HostAndService name = Names.nameOf(endpoint(address, port), 0);
    print("getnameinfo", name.host() + ", " + name.service());
    Databases.Host host = Databases.hostByAddress(address);
    print("gethostbyaddr", host.name() + ", " + host.aliases());
    return 0;
  }

  private byte[] parse(String text) {
    try {
      if (text.indexOf(':') >= 0) {
        return Inet.pton(Family.INET6, text);
      }
      byte[] address = Inet.aton(text); // what people write: 127.1, 0x7f000001
      print("inet_aton", text);
      return address;
    } catch (IllegalArgumentException e) {
      throw wrong(e);
    }
  }

  private InetEndpoint endpoint(byte[] address, int port) {
    try {
      return InetEndpoint.of(address, port);
    } catch (IllegalArgumentException e) {
      throw wrong(e);
    }
  }

  private ParameterException wrong(IllegalArgumentException e) {
    return new ParameterException(command.commandLine(), String.valueOf(e.getMessage()));
  }

  @Command(header = "A service by its name or port.")
  int service(
      @Parameters(paramLabel = "NAME|PORT") String service,
      @Option(
              names = "--protocol",
              paramLabel = "NAME",
              defaultValue = "tcp",
              description = "tcp or udp.")
          String protocol)
      throws IOException {
    boolean isPort = isNumber(service);
    Databases.Service found =
        isPort
            ? Databases.serviceByPort(number(service, 0xFFFF), protocol)
            : Databases.serviceByName(service, protocol);
    print(
        isPort ? "getservbyport" : "getservbyname",
        found.name() + ", " + found.aliases() + ", " + found.port() + "/" + found.protocol());
    return 0;
  }

  @Command(header = "A protocol by its name or number.")
  int protocol(@Parameters(paramLabel = "NAME|NUMBER") String protocol) throws IOException {
    boolean isNumber = isNumber(protocol);
    Databases.Protocol found =
        isNumber
            ? Databases.protocolByNumber(number(protocol, 0xFF))
            : Databases.protocolByName(protocol);
    print(
        isNumber ? "getprotobynumber" : "getprotobyname",
        found.name() + ", " + found.aliases() + ", " + found.number());
    return 0;
  }

  @Command(header = "A number in this machine's order and in the network's.")
  int order(@Parameters(paramLabel = "NUMBER") String text) {
    int number = number(text, 0xFFFF_FFFFL);
    if (Integer.compareUnsigned(number, 0xFFFF) <= 0) {
      print("htons", String.format("0x%04x", Inet.htons(number)));
      print("ntohs", String.format("0x%04x", Inet.ntohs(number)));
    }
    print("htonl", String.format("0x%08x", Inet.htonl(number)));
    print("ntohl", String.format("0x%08x", Inet.ntohl(number)));
    return 0;
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private int number(String text, long most) {
    try {
      long number = Long.decode(text);
      if (number >= 0 && number <= most) {
        return (int) number;
      }
    } catch (NumberFormatException e) {
      // the same answer
    }
    throw wrong(
        new IllegalArgumentException("a number from 0 to " + most + ", not '" + text + "'"));
  }
}
