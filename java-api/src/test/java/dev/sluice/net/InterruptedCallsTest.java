package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Child;
import dev.sluice.NoLeakedDescriptors;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

  @Test
  void recvmsg_interrupted_isCalledAgain() throws Exception {
    Run run = run("message", "recvmsg", "recvmsg:error=EINTR:when=1..3");
    assertThat(run.output()).containsExactly("sent 1", "received 1");
    assertThat(run.injected()).isEqualTo(3);
  }

  @Test
  void sendmsg_interrupted_isCalledAgain() throws Exception {
    Run run = run("message", "sendmsg", "sendmsg:error=EINTR:when=1..3");
    assertThat(run.output()).containsExactly("sent 1", "received 1");
    assertThat(run.injected()).isEqualTo(3);
  }

  @Test
  void sendfile_interrupted_isCalledAgainFromTheSameOffset() throws Exception {
    Run run = run("sendfile", "sendfile", "sendfile:error=EINTR:when=1..3");
    assertThat(run.output()).containsExactly("sent 4", "received 3456");
    assertThat(run.injected()).isEqualTo(3);
    assertThat(run.calls("sendfile")).isEqualTo(4);
  }

  @Test
  void splice_interrupted_isCalledAgain() throws Exception {
    Run run = run("splice", "splice", "splice:error=EINTR:when=1..3");
    assertThat(run.output()).containsExactly("moved 2", "copied 2");
    assertThat(run.injected()).isEqualTo(3);
    assertThat(run.calls("splice")).isEqualTo(4);
  }

  @Test
  void tee_interrupted_isCalledAgain() throws Exception {
    Run run = run("splice", "tee", "tee:error=EINTR:when=1..3");
    assertThat(run.output()).containsExactly("moved 2", "copied 2");
    assertThat(run.injected()).isEqualTo(3);
  }

  @Test
  void createConnection_interrupted_endsInTimeAllTheSame() throws Exception {
    Run run = run("createConnection", "poll", "poll:error=EINTR:delay_enter=10000:when=1..12");
    assertThat(run.output()).containsExactly("late, early false");
    assertThat(run.injected()).isPositive();
    Pattern timeout = Pattern.compile("poll\\(.*POLLOUT.*, 2, (\\d+)");
    assertThat(run.calls().stream().map(timeout::matcher).filter(Matcher::find))
        .allMatch(matcher -> Integer.parseInt(matcher.group(1)) <= 300);
  }

  /** The kernel has no room to remember more pinned pages: what is in flight gives some back. */
  @Test
  void zeroCopy_noRoomForMoreInFlight_waitsForCompletions() throws Exception {
    Run run = run("zeroCopy", "sendto", "sendto:error=ENOBUFS:when=2");
    assertThat(run.output())
        .containsExactly("sent as 0", "sent as 1", "received 8", "complete true");
    assertThat(run.injected()).isEqualTo(1);
  }

  @Test
  void zeroCopy_noRoomAtAll_isAnError() throws Exception {
    Run run = run("zeroCopy", "sendto", "sendto:error=ENOBUFS:when=1+");
    assertThat(run.output()).containsExactly("ENOBUFS");
  }

  /** What the documentation of {@code dev.sluice} promises, row by row, is tested. */
  @Test
  void table_everyCall_hasATest() throws Exception {
    Path source = Path.of("src/main/java/dev/sluice/package-info.java");
    Matcher rows =
        Pattern.compile("<tr><td>([a-zA-Z_, ]+)</td><td>").matcher(Files.readString(source));
    List<String> calls = new ArrayList<>();
    while (rows.find()) {
      calls.addAll(List.of(rows.group(1).split(", ")));
    }
    assertThat(calls).contains("recv", "sendfile", "createConnection", "close");
    Stream<String> here = Arrays.stream(getClass().getDeclaredMethods()).map(Method::getName);
    // Of a wait, and of one in epoll: beside the others of their class.
    Map<String, String> elsewhere = Map.of("poll", "wait", "epoll_wait", "eintr_duringTimedWaits");
    Stream<String> there =
        Arrays.stream(Class.forName("dev.sluice.event.StormTest").getDeclaredMethods())
            .map(Method::getName);
    List<String> tests = Stream.concat(here, there).toList();
    assertThat(calls)
        .allMatch(
            call ->
                tests.stream()
                    .anyMatch(test -> test.startsWith(elsewhere.getOrDefault(call, call) + "_")));
  }
}
