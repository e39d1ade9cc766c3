package dev.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.benchmarks.harness.Java;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The command line: help, and one sentence for each mistake. */
@ExtendWith(NoLeakedDescriptors.class)
class MeasureTest {
  private record Result(int exitCode, String output, String errors) {}

  private static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine measure = Measure.commandLine();
    measure.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return new Result(measure.execute(arguments), out.toString(), err.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "duel --rounds x            | Invalid value for option '--rounds': 'x' is not an int",
        "duel --rounds -1           | --rounds takes a number from 1, not -1",
        "duel --contenders mina     | --contenders: there is no contender mina; there are [c-edge,",
        "duel --scenarios 3x3       | --scenarios: there is no scenario 3x3; there are [1x64,",
        "duel surplus               | Unmatched argument at index 1: 'surplus'",
        "bench --millis 0           | --millis takes a number from 1, not 0",
        "bench [                    | not a regular expression: [",
        "bench Nothing              | no benchmark matches Nothing; there are RecvWouldBlock,",
        "duel http --rounds 0       | --rounds and --seconds take a number from 1 to 1000",
        "aot fly                    | there is no program fly; take one of [nio, raw, typed,"
            + " server]",
        "report none.json           | none.json: there is no such file",
        "aot --rounds 0             | --rounds takes a number from 1, not 0",
      })
  void wrongUsage_isOneSentence_andExitCode2(String arguments, String sentence) {
    Result result = run(arguments.split(" ", -1));
    assertThat(result.errors()).contains(sentence).hasLineCount(1);
    assertThat(result.output()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(2);
  }

  @Test
  void helpOfEveryCommand_hasExamples_within100Columns() {
    for (String command : Measure.commandLine().getSubcommands().keySet()) {
      Result result = run(command, "--help");
      assertThat(result.exitCode()).isZero();
      assertThat(result.output()).contains("Example").contains("  sluice " + command);
      assertThat(result.output().lines()).allMatch(line -> line.length() <= 100);
      assertThat(result.output().toLowerCase(Locale.ROOT)).doesNotContain("null");
    }
  }

  // The programs' help is made in another module, which does not know these commands.
  @Test
  void helpOfThePrograms_listsEveryCommandInItsWords() throws IOException {
    List<String> help = Java.commandOnWholePath("dev.sluice.examples.Sluice", List.of());
    help.add("--help");
    Process process = new ProcessBuilder(help).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Measure.commandLine()
        .getSubcommands()
        .forEach(
            (name, command) ->
                assertThat(text)
                    .contains(
                        "  %-10s %s%n"
                            .formatted(name, command.getCommandSpec().usageMessage().header()[0])));
  }

  @Test
  void list_namesContendersAndScenarios() {
    Result result = run("duel", "--contenders", "list");
    assertThat(result.exitCode()).isZero();
    assertThat(result.output())
        .contains("netty-epoll", "java-net", "64x64+9000idle", "9000x16k")
        .contains("64 connections among 9000 idle ones, 64 bytes; latency at 20000 requests/s");
  }
}
