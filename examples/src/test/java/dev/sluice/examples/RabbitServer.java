package dev.sluice.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A RabbitMQ of the distribution's, a node and a port mapper of its own, all on loopback. */
final class RabbitServer implements AutoCloseable {
  private static final Path PROGRAMS = Path.of("/usr/lib/rabbitmq/bin");

  private final ForeignServer server;
  private final int port = ForeignServer.freePort();

  private RabbitServer(ForeignServer server) throws IOException {
    this.server = server;
  }

  static boolean isInstalled() {
    return Files.isExecutable(PROGRAMS.resolve("rabbitmq-server"))
        && Program.isInstalled("epmd")
        && Program.isInstalled("nc");
  }

  static RabbitServer start() throws IOException {
    ForeignServer server = new ForeignServer("rabbit", "TERM");
    try {
      RabbitServer rabbit = new RabbitServer(server);
      rabbit.run();
      return rabbit;
    } catch (IOException | RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  private void run() throws IOException {
    Path home = server.directory();
    Files.writeString(
        home.resolve("rabbit.conf"),
        """
        listeners.tcp.1 = 127.0.0.1:%d
        distribution.listener.interface = 127.0.0.1
        """
            .formatted(port));
    Files.writeString(home.resolve("plugins"), "[].");
    Files.writeString(home.resolve("none.conf"), "");
    String mapper = Integer.toString(ForeignServer.freePort());
    Map<String, String> environment =
        Map.ofEntries(
            Map.entry("HOME", home.toString()),
            Map.entry("RABBITMQ_NODENAME", "sluice@localhost"),
            Map.entry("RABBITMQ_MNESIA_BASE", home.resolve("mnesia").toString()),
            Map.entry("RABBITMQ_LOG_BASE", home.toString()),
            Map.entry("RABBITMQ_LOGS", "-"),
            Map.entry("RABBITMQ_CONF_ENV_FILE", home.resolve("none.conf").toString()),
            Map.entry("RABBITMQ_CONFIG_FILE", home.resolve("rabbit").toString()),
            Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", home.resolve("plugins").toString()),
            Map.entry("RABBITMQ_DIST_PORT", Integer.toString(ForeignServer.freePort())),
            Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"),
            Map.entry("ERL_EPMD_PORT", mapper));
    // A node that finds none starts one, which would outlive it.
    server.start(environment, List.of("epmd", "-address", "127.0.0.1", "-port", mapper));
    server.awaitReady("epmd", "-port", mapper, "-names");
    server.start(environment, List.of(PROGRAMS.resolve("rabbitmq-server").toString()));
    server.awaitReady("nc", "-z", "127.0.0.1", Integer.toString(port));
  }

  int port() {
    return port;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
