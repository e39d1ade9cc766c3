package dev.sluice.benchmarks;

import dev.sluice.benchmarks.duel.Duel;
import dev.sluice.benchmarks.report.Report;
import dev.sluice.benchmarks.startup.Aot;
import dev.sluice.examples.CommandLines;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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
    CommandLine measure = CommandLines.prepare(new CommandLine(new Measure()));
    removeHeadings(measure);
    return measure;
  }

  /** The lists of commands need none. */
  private static void removeHeadings(CommandLine command) {
    command.getHelpSectionMap().remove(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING);
    command.getSubcommands().values().forEach(Measure::removeHeadings);
  }

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "which command?");
  }
}
