package dev.sluice.examples;

import dev.sluice.examples.lab.Lab;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;

/**
 * The command line. Exit codes: 0, 1 for a failure, 2 for wrong usage; what went wrong is one
 * sentence on standard error.
 */
@Command(
    name = "sluice",
    header = "Linux sockets, select, poll and epoll for Java: programs to try.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Sluice.Version.class,
    footer = {"", "'sluice COMMAND --help' has the options and examples of each."})
public final class Sluice implements Runnable {
  private static final int FAILED = 1;

  private static final List<Group> GROUPS =
      List.of(
          new Group("Start here", List.of(new Demo())),
          new Group("Understand", List.of(new Lab())),
          new Group("Echo", List.of(new Echo(), new RawEcho())));

  /** Commands that the help lists under one heading. */
  private record Group(String title, List<Object> commands) {}

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
    addHelp(sluice);
    sluice
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("--version")
                .description("Print the version.")
                .versionHelp(true)
                .build());
    sluice.setCaseInsensitiveEnumValuesAllowed(true);
    sluice.setParameterExceptionHandler(Sluice::wrongUsage);
    sluice.setExecutionExceptionHandler((e, command, parsed) -> failed(e, command));
    sluice.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, Sluice::listCommands);
    return sluice;
  }

  private static void addHelp(CommandLine command) {
    command
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .description("Print this help.")
                .usageHelp(true)
                .build());
    command.getSubcommands().values().forEach(Sluice::addHelp);
  }

  private static String listCommands(Help help) {
    StringBuilder text = new StringBuilder();
    for (Group group : GROUPS) {
      text.append(String.format("%n%s:%n", group.title));
      for (Object command : group.commands) {
        Command annotation = command.getClass().getAnnotation(Command.class);
        text.append(String.format("  %-10s %s%n", annotation.name(), annotation.header()[0]));
      }
    }
    return text.toString();
  }

  private static int wrongUsage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    print(command, name + ": " + e.getMessage() + " ('" + name + " --help' tells more)");
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine command) throws Exception {
    // Native access that is denied, or another system, is an UnsupportedOperationException whose
    // message says what to do. Anything else is a bug of ours, and its stack trace is welcome.
    if (!(e instanceof IOException) && !(e instanceof UnsupportedOperationException)) {
      throw e;
    }
    print(command, command.getCommandSpec().qualifiedName() + ": " + e.getMessage());
    return FAILED;
  }

  private static void print(CommandLine command, String message) {
    PrintWriter err = command.getErr();
    err.println(message);
    err.flush();
  }

  @Override
  public void run() {
    CommandLine sluice = commandLine();
    throw new ParameterException(sluice, "which command?");
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
