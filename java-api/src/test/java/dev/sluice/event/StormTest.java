package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Child;
import dev.sluice.NoLeakedDescriptors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Waits whose system calls are interrupted, or missing: strace makes them fail in a child. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class StormTest {
  private static final String CALLS =
      "epoll_wait,epoll_pwait,epoll_pwait2,poll,ppoll,select,pselect6";
  private static final long TIMEOUT_NANOS = 600_000_000;
  private static final Pattern TIMESPEC = Pattern.compile("\\{tv_sec=(\\d+), tv_nsec=(\\d+)\\}");

  @TempDir Path directory;

  @BeforeAll
  static void needsStrace() {
    Child.assumeProgram("strace");
  }

  private Child.Result run(String mechanism, String inject, Path trace) throws Exception {
    List<String> strace =
        new ArrayList<>(
            List.of("strace", "-f", "-qq", "-o", trace.toString(), "-e", "trace=" + CALLS));
    strace.addAll(List.of("-e", "inject=" + inject));
    Child.Result result =
        Child.run(strace, StormMain.class, mechanism, Long.toString(TIMEOUT_NANOS), "200");
    assertThat(result.exitCode()).as(result.output()).isZero();
    return result;
  }

  @ParameterizedTest
  @CsvSource({"epoll, epoll_pwait2", "poll, ppoll", "select, pselect6"})
  void eintr_duringTimedWaits_losesNoTimeAndNoEvent(String mechanism, String call)
      throws Exception {
    // Ten times the call takes 10 ms and is interrupted: each further one may only have what is
    // left. Restarting the whole timeout, or taking it for over, both show.
    Path trace = directory.resolve("trace");
    Child.Result result = run(mechanism, call + ":error=EINTR:delay_enter=10000:when=1..10", trace);
    assertThat(result.output()).contains("ready 0", "early false", "taken 200");
    int interrupted = 0;
    long lastNanos = TIMEOUT_NANOS;
    for (String line : Files.readAllLines(trace)) {
      // Of an injected epoll_pwait2 strace shows the address only: the call after it tells.
      Matcher matcher = TIMESPEC.matcher(line);
      if (matcher.find() && line.contains(call + "(")) {
        long nanos = Long.parseLong(matcher.group(1)) * 1_000_000_000;
        nanos += Long.parseLong(matcher.group(2));
        assertThat(nanos).isLessThanOrEqualTo(lastNanos);
        assertThat(nanos).isLessThanOrEqualTo(TIMEOUT_NANOS - interrupted * 10_000_000L);
        lastNanos = nanos;
      }
      interrupted += line.contains("INJECTED") ? 1 : 0;
    }
    assertThat(interrupted).isBetween(1, 10);
    assertThat(lastNanos).isLessThan(TIMEOUT_NANOS);
  }

  @ParameterizedTest
  @CsvSource({"epoll", "poll", "select"})
  void eintr_everySecondCall_losesNoEvent(String mechanism) throws Exception {
    Path trace = directory.resolve("trace");
    Child.Result result = run(mechanism, CALLS + ":error=EINTR:when=1+2", trace);
    assertThat(result.output()).contains("ready 0", "early false", "taken 200");
    assertThat(Files.readString(trace)).contains("EINTR");
  }

  @Test
  void enosys_ofPwait2_fallsBackToMillisecondsRoundedUp() throws Exception {
    // Before Linux 5.11 there is no epoll_pwait2: asked once, then milliseconds.
    Path trace = directory.resolve("trace");
    Child.Result result = run("epoll", "epoll_pwait2:error=ENOSYS", trace);
    assertThat(result.output()).contains("ready 0", "early false", "taken 200");
    String calls = Files.readString(trace);
    assertThat(calls.split("ENOSYS", -1)).as(calls).hasSize(2);
    assertThat(calls).containsPattern("epoll_p?wait\\(\\d+, .*, 600[,)]");
  }

  @Test
  void close_atTheLimitOfWatches_wakesWaiters() throws Exception {
    // epoll_ctl(2): ENOSPC beyond max_user_watches. Each thread's first call here fails so, and the
    // closing thread's first is the one that was to wake the waiter.
    Path trace = directory.resolve("trace");
    Child.Result result =
        Child.run(
            List.of(
                "strace",
                "-f",
                "-qq",
                "-o",
                trace.toString(),
                "-e",
                "trace=epoll_ctl",
                "-e",
                "inject=epoll_ctl:error=ENOSPC:when=1"),
            CloseAtLimitMain.class);
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output()).contains("ENOSPC (28)", "waiter woke: FdClosedException");
    assertThat(Files.readString(trace)).containsPattern("EPOLL_CTL_DEL.*\\n.*EPOLL_CTL_ADD");
  }
}
