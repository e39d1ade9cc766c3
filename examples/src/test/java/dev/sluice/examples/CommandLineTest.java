package dev.sluice.examples;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Endpoint;
import dev.sluice.InetEndpoint;
import dev.sluice.net.ListeningSocket;
import dev.sluice.server.ServerModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line: help, versions, and one sentence for each mistake. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class CommandLineTest {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  @TempDir Path directory;

  /** Runs a command in this process. */
  private static Program.Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine sluice = Sluice.commandLine();
    sluice.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return new Program.Result(sluice.execute(arguments), out.toString(), err.toString());
  }

  private static void assertRefused(int exitCode, String sentence, String... arguments) {
    Program.Result result = run(arguments);
    assertThat(result.errors()).contains(sentence).hasLineCount(1);
    assertThat(result.output()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(exitCode);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                           | which command?",
        "none                         | Unmatched argument at index 0: 'none'",
        "echo --port 70000            | a port is a number between 0 and 65535, not '70000'",
        "echo --port -1               | a port is a number between 0 and 65535, not '-1'",
        "echo --port x                | a port is a number between 0 and 65535, not 'x'",
        "echo --host example.org      | names are not resolved here",
        "echo --model sideways            | there is no server model sideways; there are",
        "echo --unix a\\x00b          | an AF_UNIX path has no NUL, and this has one at byte 1",
        "echo --unix= --model poll        | --unix needs a path, or @NAME",
        "echo --unix a --port 1       | --unix takes the place of --host and --port",
        "echo client --port 70000     | a port is a number between 0 and 65535, not '70000'",
        "postgres --connections 0        | --connections and --queries are at least 1",
        "postgres --port 0               | a port is a number between 1 and 65535, not 0",
        "postgres --unix a --host b      | --unix takes the place of --host and --port",
        "echo --model prefork:x           | there is no server model prefork:x; there are",
        "echo --model edge-loops:0        | edge-loops has a count of at least 1, not 0",
        "udp-echo --model prefork:2       | prefork:2: datagrams have no connections; take",
        "udp-echo --unix a --model edge-loops:2 | only one AF_UNIX socket can have a name",
        "raw-echo --port x            | 'x' is not an int",
        "http --model sideways        | there is no server model sideways; there are",
        "http --max-body-bytes -1     | a body has 0 bytes or more, and a time 1 ms or more",
        "http --slow-millis 0         | a body has 0 bytes or more, and a time 1 ms or more",
        "http --unix a --port 1       | --unix takes the place of --host and --port",
        "fetch                        | Missing required parameter: 'URL'",
        "fetch --at-once 0 http://h   | --at-once and --timeout-millis are 1 or more",
        "fetch --timeout-millis x u   | 'x' is not a long",
        "demo surplus                 | Unmatched argument at index 1: 'surplus'",
      })
  void wrongUsage_isOneSentence_andExitCode2(String arguments, String sentence) {
    String[] split = arguments.isEmpty() ? new String[0] : arguments.split(" ");
    assertRefused(USAGE, sentence, split);
  }

  @Test
  void pathLongerThanSunPath_isRefused() {
    assertRefused(
        USAGE,
        "an AF_UNIX path has at most 108 bytes, and this has 109",
        "echo",
        "--unix",
        "p".repeat(109));
  }

  @Test
  void rawPortOutOfRange_isRefused() {
    assertRefused(
        FAILED, "a port is a number between 0 and 65535, not 70000", "raw-echo", "--port", "70000");
  }

  @Test
  void missingDirectory_isNamed() {
    String path = directory.resolve("none/echo.sock").toString();
    assertRefused(
        FAILED,
        "sluice echo: cannot listen on unix:"
            + path
            + ": its directory does not exist; create it first",
        "echo",
        "--unix",
        path);
  }

  @Test
  void addressOfAnotherMachine_isNamed() {
    // TEST-NET-1 belongs to documentation, RFC 5737: no machine has it.
    assertRefused(
        FAILED,
        "cannot listen on 192.0.2.1:0: the address is not this machine's; choose another --host",
        "echo",
        "--host",
        "192.0.2.1",
        "--port",
        "0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo", "raw-echo"})
  void portInUse_isNamed(String command) throws IOException {
    try (ListeningSocket listener = ListeningSocket.listenOn(Endpoint.parse("127.0.0.1:0"), 1)) {
      int port = ((InetEndpoint) listener.localEndpoint()).port();
      Program.Result result = run(command, "--port", Integer.toString(port));
      assertThat(result.exitCode()).isEqualTo(FAILED);
      assertThat(result.errors()).hasLineCount(1).contains(Integer.toString(port), "in use");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "echo", "udp-echo", "raw-echo", "echo client"})
  void deniedNativeAccess_isOneSentence_thatNamesTheFlag(String command) throws IOException {
    List<String> options = List.of("--illegal-native-access=deny");
    try (Program program = Program.java(options, command.split(" "))) {
      Program.Result result = program.end();
      assertThat(result.errors())
          .isEqualToIgnoringNewLines(
              "sluice "
                  + command
                  + ": native access is denied to dev.sluice.sys:"
                  + " start java with --enable-native-access=dev.sluice.sys");
      assertThat(result.exitCode()).isEqualTo(FAILED);
    }
  }

  @Test
  void help_listsEveryCommandOnce_underAHeading() {
    Program.Result result = run("--help");
    assertThat(result.exitCode()).isZero();
    assertThat(result.output()).contains("Start here:", "Echo:");
    for (String command : Sluice.commandLine().getSubcommands().keySet()) {
      assertThat(result.output().lines().filter(line -> line.startsWith("  " + command + " ")))
          .as(command)
          .hasSize(1);
    }
  }

  @Test
  void helpOfEcho_namesEveryModel() {
    String all = ServerModel.all().stream().map(ServerModel::toString).collect(joining(", "));
    assertThat(ModelName.ALL).isEqualTo(all);
    assertThat(run("echo", "--help").output().replaceAll("\\s+", " ")).contains(all);
  }

  @Test
  void helpOfEveryCommand_hasExamples_within100Columns() {
    for (Map.Entry<String, CommandLine> command :
        Sluice.commandLine().getSubcommands().entrySet()) {
      Program.Result result = run(command.getKey(), "--help");
      assertThat(result.exitCode()).isZero();
      assertThat(result.output()).contains("Example").contains("  sluice " + command.getKey());
      assertThat(result.output().lines()).allMatch(line -> line.length() <= 100);
    }
  }

  @Test
  void fanOut_interruptsWhatIsLate_andTellsTheFirst() throws IOException {
    try (Program program = Program.sluice("fan-out")) {
      Program.Result result = program.end();
      assertThat(result.exitCode()).isZero();
      assertThat(result.errors()).isEmpty();
      assertThat(result.output())
          .containsPattern("all answer +\\d+ answered")
          .containsPattern("half never answer, 1 s +\\d{1,3} answered")
          .containsPattern(" +[1-9]\\d* were interrupted")
          .containsPattern("first of 1000 wins +question 700");
    }
  }

  @Test
  void modelsOfOne_triesOne() throws IOException {
    try (Program program = Program.sluice("models", "--model", "epoll-edge")) {
      Program.Result result = program.end();
      assertThat(result.exitCode()).isZero();
      assertThat(result.output().lines().filter(line -> line.startsWith("| epoll-edge ")))
          .hasSize(1);
      assertThat(result.output().lines().filter(line -> line.startsWith("| "))).hasSize(2);
    }
  }

  @Test
  void version_namesSluiceAndJava() throws IOException {
    try (Program program = Program.sluice("--version")) {
      Program.Result result = program.end();
      assertThat(result.output()).matches("sluice \\S+\nJava \\d+\\S*, Linux .*\n");
      assertThat(result.exitCode()).isZero();
    }
  }

  @Test
  void demo_tellsTheSame_eachTime_onOneScreen() throws IOException {
    try (Program first = Program.sluice("demo");
        Program second = Program.sluice("demo")) {
      Program.Result result = first.end();
      assertThat(result.exitCode()).isZero();
      assertThat(result.errors()).isEmpty();
      assertThat(result.output())
          .containsPattern("server reads 5 of them +IN +-  ")
          .contains("level  50 clients sent 10000 requests of 64 bytes; 10000 came back")
          .contains("edge   50 clients sent 10000 requests of 64 bytes; 10000 came back");
      assertThat(result.output().lines()).hasSizeLessThan(30).allMatch(l -> l.length() <= 82);
      assertThat(second.end()).isEqualTo(result);
    }
  }
}
