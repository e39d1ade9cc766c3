package dev.sluice.examples;

import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.UnixEndpoint;
import dev.sluice.net.AddressHints;
import dev.sluice.net.AddressInfo;
import dev.sluice.net.NameException;
import dev.sluice.net.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The options and parameters of {@code nc} that say where. */
final class NcAddress {
  private static final Pattern RANGE = Pattern.compile("(\\d{1,5})-(\\d{1,5})");
  private static final int MAX_PORT = 65_535;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Option(names = "-u", description = "Datagrams: UDP, or those of AF_UNIX.")
  private boolean datagrams;

  @Option(names = "-U", description = "AF_UNIX: the parameter is a PATH, or @NAME.")
  private boolean unix;

  @Option(names = "-4", description = "IPv4 only.")
  private boolean only4;

  @Option(names = "-6", description = "IPv6 only.")
  private boolean only6;

  @Option(names = "-n", description = "Addresses and ports are numbers: look no names up.")
  private boolean numeric;

  @Option(
      names = "-s",
      paramLabel = "ADDRESS",
      description = "Connect from this address; with -U, from this path.")
  private @Nullable String source;

  @Option(names = "-p", paramLabel = "PORT", description = "Connect from this port.")
  private int sourcePort;

  @Parameters(
      paramLabel = "HOST PORT",
      arity = "0..*",
      description = "Where to; a listener may leave HOST out, and -z takes ranges, 1-1024.")
  private List<String> words = new ArrayList<>();

  /** Refuses what does not go together. */
  void check(boolean listens, boolean scans) {
    require(!(only4 && only6), "-4 or -6, not both");
    require(!scans || !(listens || unix), "-z connects to ports: it goes with neither -l nor -U");
    boolean hasSource = source != null || sourcePort != 0;
    require(!listens || !hasSource, "-s and -p are for connecting: a listener takes [HOST] PORT");
    require(sourcePort >= 0 && sourcePort <= MAX_PORT, "-p takes a port, not " + sourcePort);
    if (unix) {
      require(words.size() == 1 && !words.getFirst().isEmpty(), "-U takes one PATH, or @NAME");
    } else if (listens) {
      require(words.size() == 1 || words.size() == 2, "where to listen? give [HOST] PORT");
    } else {
      require(words.size() == 2, "where to? give HOST PORT");
    }
  }

  void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new ParameterException(command.commandLine(), otherwise);
    }
  }

  boolean isDatagram() {
    return datagrams;
  }

  /** Returns where to, or where: the first of {@link #endpoints}. */
  Endpoint endpoint() throws NameException {
    return endpoints().getFirst();
  }

  /** Returns all addresses of the host, in the order to try them. */
  List<Endpoint> endpoints() throws NameException {
    return unix ? List.of(parsed("unix:" + words.getFirst())) : resolved(words.getLast());
  }

  private List<Endpoint> resolved(String service) throws NameException {
    String host = words.size() == 2 ? words.getFirst() : null;
    AddressHints hints = datagrams ? AddressHints.DATAGRAM : AddressHints.STREAM;
    if (only6) {
      hints = hints.withFamily(Family.INET6);
    } else if (only4 || host == null) {
      hints = hints.withFamily(Family.INET4);
    }
    if (host == null) {
      hints = hints.passive();
    }
    if (numeric) {
      hints = hints.numericHost().numericService();
    }
    return Names.addresses(host, service, hints).stream()
        .map(AddressInfo::endpoint)
        .map(Endpoint.class::cast)
        .toList();
  }

  /** Returns each port of the range, and the addresses of the host with it. */
  List<List<Endpoint>> scanned() throws NameException {
    Matcher range = RANGE.matcher(words.getLast());
    if (!range.matches()) {
      return List.of(endpoints());
    }
    int low = Integer.parseInt(range.group(1));
    int high = Integer.parseInt(range.group(2));
    require(low <= high && high <= MAX_PORT, words.getLast() + " is no range of ports");
    List<Endpoint> first = resolved(Integer.toString(low));
    List<List<Endpoint>> all = new ArrayList<>();
    for (int port = low; port <= high; port++) {
      int each = port;
      all.add(first.stream().map(endpoint -> withPort(endpoint, each)).toList());
    }
    return all;
  }

  private static Endpoint withPort(Endpoint endpoint, int port) {
    InetEndpoint inet = (InetEndpoint) endpoint;
    return inet.family() == Family.INET4
        ? InetEndpoint.of(inet.address(), port)
        : InetEndpoint.of(inet.address(), port, inet.scopeId(), inet.flowInfo());
  }

  /** Returns what to bind to before connecting to a peer; null for what the kernel picks. */
  @Nullable Endpoint source(Endpoint peer) {
    if (unix) {
      // Without a name of its own, a socket for datagrams cannot be answered: the kernel picks one.
      return source != null ? parsed("unix:" + source) : UnixEndpoint.unnamed();
    }
    if (source != null) {
      boolean isV6 = source.indexOf(':') >= 0;
      return parsed((isV6 ? "[" + source + "]" : source) + ":" + sourcePort);
    }
    return sourcePort == 0 ? null : InetEndpoint.any(peer.family(), sourcePort);
  }

  private Endpoint parsed(String text) {
    try {
      return Endpoint.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()));
    }
  }
}
