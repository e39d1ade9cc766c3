package dev.sluice.examples;

import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * What the command lines behind {@code ./sluice} have in common: {@code --help} everywhere, and
 * exit code 1 for a failure and 2 for wrong usage, each with one sentence on standard error.
 */
public final class CommandLines {
  private static final int HELP_COLUMNS = 100;

  private CommandLines() {}

  /** Prepares a command line whose commands have all been added. */
  public static CommandLine prepare(CommandLine commandLine) {
    addHelp(commandLine);
    commandLine.setUsageHelpWidth(HELP_COLUMNS);
    commandLine.setParameterExceptionHandler(CommandLines::wrongUsage);
    commandLine.setExecutionExceptionHandler((e, command, parsed) -> failed(e, command));
    return commandLine;
  }

  private static void addHelp(CommandLine command) {
    command
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .description("Print this help.")
                .usageHelp(true)
                .build());
    command.getSubcommands().values().forEach(CommandLines::addHelp);
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
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static void print(CommandLine command, String message) {
    PrintWriter err = command.getErr();
    err.println(message);
    err.flush();
  }
}
