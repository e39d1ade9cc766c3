package dev.sluice.examples.files;

import dev.sluice.Endpoint;
import dev.sluice.examples.Address;
import dev.sluice.examples.ModelName;
import dev.sluice.examples.ServerProgram;
import dev.sluice.server.ServerModel;
import dev.sluice.server.ServerSettings;
import dev.sluice.server.StreamServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice files serve}. */
@Command(
    name = "serve",
    header = "Serves a directory to those who know the secret.",
    description = {
      "Files go out by sendfile(2). No name leads out of the directory, and symbolic links are not"
          + " followed. What is received replaces a file of the same name in one step; as long as"
          + " it is not whole it is called NAME.sluice-part, which clients cannot ask for."
    },
    footer = {
      "",
      "Examples:",
      "  sluice files serve --secret secret .",
      "  sluice files serve --secret secret --unix /tmp/files.sock --model thread-per-connection ."
    })
final class FilesServer implements Callable<Integer> {
  private static final int CLIENTS = 1_000;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Mixin private final Address address = new Address();
  @Mixin private final Secret secret = new Secret();

  @Parameters(paramLabel = "DIRECTORY", description = "What to serve, with its subdirectories.")
  private Path directory = Path.of("");

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      converter = ModelName.class,
      description =
          "virtual-threads (the default), thread-per-connection or sequential: the others have no"
              + " thread that may wait for a disk.")
  private ServerModel model = ServerModel.VIRTUAL_THREADS;

  @Override
  public Integer call() throws IOException {
    Endpoint local = address.endpoint();
    Session session = new Session(Store.open(directory), secret.read(), FilesServer::say);
    return ServerProgram.serve(local, ServerProgram.FAREWELL_NANOS, there -> open(there, session));
  }

  private StreamServer open(Endpoint local, Session session) throws IOException {
    ServerSettings settings = ServerSettings.STANDARD.maxConnections(CLIENTS);
    try {
      return StreamServer.openBlocking(local, model, session, settings);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(
          command.commandLine(), String.valueOf(e.getMessage()));
    }
  }

  private static void say(String text) {
    System.out.println(text);
    System.out.flush();
  }
}
