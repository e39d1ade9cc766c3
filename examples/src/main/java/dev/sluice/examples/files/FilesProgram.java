package dev.sluice.examples.files;

import dev.sluice.examples.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice files}: the server, and what its clients do. */
@Command(
    name = "files",
    subcommands = {
      FilesServer.class,
      FilesProgram.ListFiles.class,
      FilesProgram.Get.class,
      FilesProgram.Put.class
    },
    header = "File server and client: list, get, put; resumed, checked, with a shared secret.",
    description = {
      "Both sides prove that they know the secret before anything else. A transfer that breaks off"
          + " goes on where it ended, with the same command; a file is there whole, or not at all."
          + " Nothing is encrypted: take a tunnel through a network that you do not trust."
    },
    footer = {
      "",
      "Examples:",
      "  head -c 32 /dev/urandom | base64 > secret; chmod 600 secret",
      "  sluice files serve --secret secret DIRECTORY",
      "  sluice files list --secret secret",
      "  SLUICE_SECRET=$(cat secret) sluice files get big.iso",
      "  sluice files put --secret secret README.md docs/readme.txt"
    })
public final class FilesProgram implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  private FilesProgram() {}

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "serve, list, get or put?");
  }

  private static Integer talk(Client client, Client.Talk talk) throws IOException {
    try {
      client.talk(talk);
      return CommandLine.ExitCode.OK;
    } catch (Refusal e) {
      throw new Failure(String.valueOf(e.getMessage()));
    }
  }

  /** {@code sluice files list}. */
  @Command(
      name = "list",
      header = "Lists a directory of the server.",
      footer = {"", "Example:", "  sluice files list --secret secret docs"})
  static final class ListFiles implements Callable<Integer> {
    @Mixin private final Client client = new Client();

    @Parameters(
        paramLabel = "DIRECTORY",
        arity = "0..1",
        description = "Which (default: the one that is served).")
    private String directory = "";

    @Override
    public Integer call() throws IOException {
      return talk(
          client,
          wire ->
              Client.list(
                  wire,
                  directory,
                  entry -> System.out.printf("%15d  %s%n", entry.bytes(), entry.name())));
    }
  }

  /** {@code sluice files get}. */
  @Command(
      name = "get",
      header = "Gets a file of the server.",
      footer = {"", "Example:", "  sluice files get --secret secret docs/readme.txt here.txt"})
  static final class Get implements Callable<Integer> {
    @Mixin private final Client client = new Client();

    @Parameters(index = "0", paramLabel = "NAME", description = "Which.")
    private String name = "";

    @Parameters(
        index = "1",
        paramLabel = "FILE",
        arity = "0..1",
        description = "Where to (default: its name, in this directory); it is replaced.")
    private @Nullable Path target;

    @Override
    public Integer call() throws IOException {
      Path to = target == null ? Path.of(name.substring(name.lastIndexOf('/') + 1)) : target;
      if (Files.isDirectory(to) || to.toString().isEmpty()) {
        throw new Failure(to + " is a directory: name the file in it");
      }
      return talk(
          client, wire -> System.out.println(Client.get(wire, name, to).line("got " + name)));
    }
  }

  /** {@code sluice files put}. */
  @Command(
      name = "put",
      header = "Puts a file on the server.",
      footer = {"", "Example:", "  sluice files put --secret secret README.md docs/readme.txt"})
  static final class Put implements Callable<Integer> {
    @Mixin private final Client client = new Client();

    @Parameters(index = "0", paramLabel = "FILE", description = "Which.")
    private Path source = Path.of("");

    @Parameters(
        index = "1",
        paramLabel = "NAME",
        arity = "0..1",
        description = "How it is called there (default: the same); it is replaced.")
    private @Nullable String name;

    @Override
    public Integer call() throws IOException {
      Path file = source.getFileName();
      String called = name == null ? String.valueOf(file) : name;
      return talk(
          client,
          wire -> System.out.println(Client.put(wire, source, called).line("put " + called)));
    }
  }
}
