package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Child;
import dev.sluice.NoLeakedDescriptors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The table of {@code EINTR} in the documentation of {@code dev.sluice}, row by row: strace makes
 * the calls of another JVM fail. Waits of epoll and the sets are tested beside them.
 */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(180)
class InterruptedCallsTest {
  @TempDir Path directory;

  @BeforeAll
  static void needsStrace() {
    Child.assumeProgram("strace");
  }

  /** What the program printed, and the calls it made. */
  private record Run(List<String> output, List<String> calls) {
    long injected() {
      return calls.stream().filter(call -> call.contains("(INJECTED)")).count();
    }

    long calls(String name) {
      Pattern pattern = Pattern.compile("(^| )" + name + "\\(");
      return calls.stream().filter(call -> pattern.matcher(call).find()).count();
    }
  }

  private Run run(String scenario, String traced, String injection) throws Exception {
    Path trace = directory.resolve("trace");
    List<String> strace =
        List.of(
            "strace",
            "-f",
            "-qq",
            "-o",
            trace.toString(),
            "-e",
            "trace=" + traced,
            "-e",
            "inject=" + injection);
    Child.Result result = Child.run(strace, InterruptedCallsMain.class, scenario);
    List<String> calls = Files.readAllLines(trace);
    assertThat(result.exitCode()).as("%s%n%s", result.output(), calls).isZero();
    return new Run(result.output().lines().toList(), calls);
  }

  @Test
  void recv_interrupted_isCalledAgain() throws Exception {
    Run run = run("transfer", "recvfrom", "recvfrom:error=EINTR:when=1..3");
    assertThat(run.output()).contains("sent 1", "received 1");
    assertThat(run.injected()).isEqualTo(3);
    assertThat(run.calls("recvfrom")).isEqualTo(4);
  }

  @Test
  void send_interrupted_isCalledAgain() throws Exception {
    Run run = run("transfer", "sendto", "sendto:error=EINTR:when=1..3");
    assertThat(run.output()).contains("sent 1", "received 1");
    assertThat(run.injected()).isEqualTo(3);
    assertThat(run.calls("sendto")).isEqualTo(4);
  }

  /** Linux reports what a connection died of before it was accepted; the next may be well. */
  @ParameterizedTest
  @ValueSource(strings = {"EINTR", "ECONNABORTED", "EPROTO", "ENETDOWN", "EHOSTUNREACH"})
  void accept_interruptedOrDeadConnection_isCalledAgain(String error) throws Exception {
    Run run = run("transfer", "accept4", "accept4:error=" + error + ":when=1..2");
    assertThat(run.output()).contains("sent 1", "received 1");
    assertThat(run.injected()).isEqualTo(2);
    assertThat(run.calls("accept4")).isEqualTo(3);
  }

  @Test
  void accept_noDescriptorLeft_throwsAndTheConnectionWaitsOn() throws Exception {
    Run run = run("shortage", "accept4", "accept4:error=EMFILE:when=1");
    assertThat(run.output())
        .containsExactly("accept4(fd N): EMFILE (24) Too many open files", "sent 1", "received 1");
    assertThat(run.calls("accept4")).isEqualTo(2);
  }

  @Test
  void connect_interrupted_goesOnInTheBackgroundAndIsWaitedFor() throws Exception {
    // The first connect is the program's own, past the typed layer; the second must be the last.
    Run run = run("connect", "connect", "connect:error=EINTR:when=2");
    assertThat(run.output()).containsExactly("connected true", "sent 1", "received 1");
    List<String> calls =
        run.calls().stream().filter(call -> call.contains("sa_family=AF_INET")).toList();
    assertThat(calls).hasSize(2);
    assertThat(calls.getLast()).contains("EINTR", "(INJECTED)");
  }

  @Test
  void close_interrupted_isNotCalledAgain() throws Exception {
    // On Linux the number is free all the same: closing again would hit a stranger.
    String injection = "close:error=EINTR:when=" + InterruptedCallsMain.CLOSES + "+";
    Run run = run("close", "close", injection);
    assertThat(run.output()).contains("closed");
    String number = run.output().getFirst().replaceAll("\\D+", "");
    assertThat(run.calls())
        .filteredOn(call -> call.contains("close(" + number + ")") && call.contains("(INJECTED)"))
        .hasSize(1);
  }

  @Test
  void wait_interrupted_isCalledAgainForTheTimeThatIsLeft() throws Exception {
    Run run = run("wait", "poll,ppoll", "poll,ppoll:error=EINTR:delay_enter=10000:when=1..5");
    assertThat(run.output()).containsExactly("ready false", "early false");
    assertThat(run.injected()).isPositive();
    Pattern timeout = Pattern.compile("poll\\(.*POLLIN.*, 2, (\\d+)");
    List<Integer> timeouts =
        run.calls().stream()
            .map(timeout::matcher)
            .filter(Matcher::find)
            .map(matcher -> Integer.valueOf(matcher.group(1)))
            .toList();
    assertThat(timeouts).isNotEmpty().allMatch(millis -> millis <= 300);
    assertThat(timeouts.getLast()).isLessThan(300);
  }
}
