package dev.sluice.benchmarks;

import dev.sluice.benchmarks.duel.Duel;
import dev.sluice.benchmarks.report.Report;
import dev.sluice.benchmarks.startup.Aot;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The commands that measure, behind the same launcher as the programs. Exit codes: 0, 1 for a
 * failure, 2 for wrong usage; what went wrong is one sentence on standard error.
 */
@Command(
    name = "sluice",
    header = "What Sluice costs, beside others.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {Bench.class, Duel.class, Report.class, Aot.class})
public final class Measure implements Runnable {
  private static final int HELP_COLUMNS = 100;

  @Spec private CommandLine.Model.CommandSpec command;

  Measure() {}

  /**
   * Runs a command and ends the JVM with its exit code.
   *
   * @param args the command and its options
   */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** Returns the command line. */
  static CommandLine commandLine() {
    CommandLine measure = new CommandLine(new Measure());
    addHelp(measure);
    measure.setUsageHelpWidth(HELP_COLUMNS);
    measure.setParameterExceptionHandler(Measure::wrongUsage);
    measure.setExecutionExceptionHandler((e, command, parsed) -> failed(e, command));
    return measure;
  }

  private static void addHelp(CommandLine command) {
    command
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .description("Print this help.")
                .usageHelp(true)
                .build());
    command.getHelpSectionMap().remove(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING);
    command.getSubcommands().values().forEach(Measure::addHelp);
  }

  private static int wrongUsage(ParameterException e, String[] args) {
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    print(e.getCommandLine(), name + ": " + e.getMessage() + " ('" + name + " --help' tells more)");
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine command) throws Exception {
    if (!(e instanceof IOException) && !(e instanceof UnsupportedOperationException)) {
      throw e; // a bug of ours, whose stack trace is welcome
    }
    print(command, command.getCommandSpec().qualifiedName() + ": " + e.getMessage());
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static void print(CommandLine command, String message) {
    PrintWriter err = command.getErr();
    err.println(message);
    err.flush();
  }

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "which command?");
  }
}
