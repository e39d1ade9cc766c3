package dev.sluice.examples;

import dev.sluice.Endpoint;
import dev.sluice.net.StreamSocketFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say where somebody else's server is: by name and port, or AF_UNIX. */
final class ServiceAddress {
  private static final int MAX_PORT = 65_535;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description = "The server's name or address (default: localhost).")
  private @Nullable String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Its port (default: the one that such servers have).")
  private @Nullable Integer port;

  @Option(
      names = "--unix",
      paramLabel = "PATH",
      description = "Its socket file instead of a name; @NAME for an abstract name.")
  private @Nullable String unix;

  /** Checks what no single option can know, and returns this. */
  ServiceAddress checked() {
    if (unix != null && (host != null || port != null)) {
      throw usage("--unix takes the place of --host and --port: give one or the other");
    }
    if (port != null && (port < 1 || port > MAX_PORT)) {
      throw usage("a port is a number between 1 and 65535, not " + port);
    }
    try {
      factory();
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
    return this;
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(command.commandLine(), message);
  }

  /** Returns the name for clients to use; over AF_UNIX it is only a word. */
  String host() {
    return host == null ? "localhost" : host;
  }

  /** Returns the port, or that which such servers have. */
  int port(int usual) {
    return port == null ? usual : port;
  }

  /** Returns the endpoint of AF_UNIX as text, {@code null} for TCP. */
  @Nullable String unixEndpoint() {
    return unix == null ? null : "unix:" + unix;
  }

  /** Makes the factory whose sockets connect there. */
  StreamSocketFactory factory() {
    return unix == null
        ? new StreamSocketFactory()
        : new StreamSocketFactory(Endpoint.parse("unix:" + unix));
  }

  /** Returns for instance {@code localhost:5432} or {@code unix:/run/postgresql/.s.PGSQL.5432}. */
  String text(int usualPort) {
    return unix == null ? host() + ":" + port(usualPort) : "unix:" + unix;
  }
}
