package dev.sluice.examples;

import dev.sluice.Endpoint;
import dev.sluice.server.ServerModel;
import dev.sluice.server.ServerSettings;
import dev.sluice.server.StreamServer;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code sluice prefork}: worker processes that accept from one listening socket. Whoever kills one
 * ends its connections and no others: it is replaced, and clients whom nobody has accepted wait in
 * the backlog, which is no process's own.
 */
@Command(
    name = "prefork",
    header = "Server of several processes; kill one, and another takes its place.",
    description = {
      "Each worker is a JVM that greets its clients with its process number, and is an echo server",
      "then. Ctrl-C answers what has arrived, and ends all of them."
    },
    footer = {
      "",
      "Examples:",
      "  sluice prefork --workers 4       then: nc 127.0.0.1 7777, and kill -9 the number it shows",
      "  sluice prefork --unix /tmp/prefork.sock"
    })
final class Prefork implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Mixin private final Address address = new Address();

  @Option(
      names = "--workers",
      paramLabel = "COUNT",
      description = "How many processes serve (default: one for each processor).")
  private int workers = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() throws IOException {
    if (workers < 1) {
      throw new ParameterException(
          command.commandLine(), "--workers is at least 1, not " + workers);
    }
    return ServerProgram.serve(address.endpoint(), ServerProgram.FAREWELL_NANOS, this::open);
  }

  private StreamServer open(Endpoint local) throws IOException {
    return StreamServer.open(
        local, ServerModel.prefork(workers), PreforkHandler.template(), ServerSettings.STANDARD);
  }
}
