package dev.sluice.examples;

import dev.sluice.Endpoint;
import dev.sluice.UnixEndpoint;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say where: {@code --host} and {@code --port}, or {@code --unix}. */
public final class Address {
  private static final String HOST = "127.0.0.1";
  private static final String PORT = "7777";

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "A numeric IPv4 or IPv6 address (default: " + HOST + ").")
  private @Nullable String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "A port (default: " + PORT + "); 0 lets a server have any free one.")
  private @Nullable String port;

  @Option(
      names = "--unix",
      paramLabel = "PATH",
      description = "A socket file instead of an address; @NAME for an abstract name.")
  private @Nullable String unix;

  /** Has the defaults; picocli sets the rest. */
  public Address() {}

  /** Returns the endpoint that the options describe. */
  public Endpoint endpoint() {
    if (unix != null && (host != null || port != null)) {
      throw usage("--unix takes the place of --host and --port: give one or the other");
    }
    try {
      return unix == null ? inet() : unix(unix);
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private Endpoint inet() {
    String address = host == null ? HOST : host;
    boolean isV6 = address.indexOf(':') >= 0 && !address.startsWith("[");
    return Endpoint.parse(
        (isV6 ? "[" + address + "]" : address) + ":" + (port == null ? PORT : port));
  }

  private static Endpoint unix(String path) {
    Endpoint endpoint = Endpoint.parse("unix:" + path);
    if (endpoint.equals(UnixEndpoint.unnamed())) {
      throw new IllegalArgumentException("--unix needs a path, or @NAME");
    }
    return endpoint;
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(command.commandLine(), message);
  }
}
