package dev.sluice.examples;

import dev.sluice.examples.chat.Chat;
import dev.sluice.examples.files.FilesProgram;
import dev.sluice.examples.lab.Lab;
import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line. Exit codes: 0, 1 for a failure, 2 for wrong usage; what went wrong is one
 * sentence on standard error.
 */
@Command(
    name = "sluice",
    header = "Linux sockets, select, poll and epoll for Java: programs to try.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "",
    versionProvider = Sluice.Version.class,
    footer = {"", "'sluice COMMAND --help' has the options and examples of each."})
public final class Sluice implements Runnable {

  private static final List<Group> GROUPS =
      List.of(
          new Group("Start here", List.of(Demo.class)),
          new Group(
              "Understand", List.of(Models.class, Lab.class, FramingDemo.class, FanOut.class)),
          new Group("Echo", List.of(Echo.class, UdpEcho.class, RawEcho.class)),
          new Group(
              "Network tools",
              List.of(
                  Nc.class,
                  NamesOf.class,
                  Ping.class,
                  Broadcast.class,
                  Multicast.class,
                  Fetch.class,
                  PassFd.class)),
          new Group(
              "Servers",
              List.of(
                  Http.class,
                  FilesProgram.class,
                  Chat.class,
                  HeartbeatServer.class,
                  TailServer.class,
                  Prefork.class)),
          new Group(
              "Other people's clients on our sockets", List.of(Postgres.class, Rabbit.class)));

  /**
   * Those of module benchmarks, which this one does not know: the launcher turns there by their
   * names, and a test there holds these lines against its commands.
   */
  private static final String MEASURE =
      """

      Measure:
        bench      Single calls, waits, transfers and start-up against C, java.nio and others.
        duel       Echo servers of Sluice, C, java.nio and Netty, end to end.
        report     Results of duel and bench as one page with pictures, and the targets.
        aot        Builds an AOT cache for an echo server, and measures start to first byte.
      """;

  /** Commands that the help lists under one heading. */
  private record Group(String title, List<Class<?>> commands) {}

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  Sluice() {}

  /**
   * Runs a command and ends the JVM with its exit code.
   *
   * @param args the command and its options
   */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine sluice = new CommandLine(new Sluice());
    GROUPS.forEach(group -> group.commands.forEach(sluice::addSubcommand));
    CommandLines.prepare(sluice);
    sluice
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("--version")
                .description("Print the version.")
                .versionHelp(true)
                .build());
    sluice.setCaseInsensitiveEnumValuesAllowed(true);
    sluice.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, Sluice::listCommands);
    return sluice;
  }

  private static String listCommands(Help help) {
    StringBuilder text = new StringBuilder();
    for (Group group : GROUPS) {
      text.append(String.format("%n%s:%n", group.title));
      for (Class<?> command : group.commands) {
        Command annotation = command.getAnnotation(Command.class);
        text.append(String.format("  %-10s %s%n", annotation.name(), annotation.header()[0]));
      }
    }
    return text.append(MEASURE).toString();
  }

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "which command?");
  }

  /** The version of this module, as the build recorded it. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version =
          Optional.ofNullable(Sluice.class.getModule().getDescriptor())
              .flatMap(ModuleDescriptor::rawVersion)
              .orElse("(unpackaged)");
      return new String[] {
        "sluice " + version,
        "Java "
            + Runtime.version()
            + ", "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch")
      };
    }
  }
}
