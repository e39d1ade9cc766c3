package dev.sluice.benchmarks.duel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.benchmarks.NoLeakedDescriptors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a duel is made of. */
@ExtendWith(NoLeakedDescriptors.class)
class DuelPartsTest {
  @Test
  void scenarios_areReadAsTheyAreWritten() {
    for (Scenario scenario : Scenario.ALL) {
      assertThat(Scenario.parse(scenario.toString())).isEqualTo(scenario);
    }
    assertThatThrownBy(() -> Scenario.parse("2x2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no scenario 2x2; there are [1x64, 1x16k, 64x64");
  }

  @Test
  void contenders_haveNamesOfTheirOwn() {
    assertThat(EchoContender.all()).extracting(EchoContender::name).doesNotHaveDuplicates();
    assertThatThrownBy(() -> EchoContender.named("mina"))
        .hasMessageContaining("there is no contender mina; there are [c-edge, edge");
  }

  @Test
  void listOfProcessors_isReadAsTheKernelWritesIt() {
    assertThat(Cores.numbers("0-2,5,7-8")).containsExactly(0, 1, 2, 5, 7, 8);
  }

  @Test
  void tableOfStrace_isRead_withAndWithoutErrors() {
    Map<String, Long> calls =
        SystemCalls.counts(
            List.of(
                "% time     seconds  usecs/call     calls    errors syscall",
                "------ ----------- ----------- --------- --------- ----------------",
                " 50.34    0.031234           1     25600        12 recvfrom",
                " 49.66    0.030812           1     25588           sendto",
                "------ ----------- ----------- --------- --------- ----------------",
                "100.00    0.062046           1     51188        12 total"));
    assertThat(calls).containsOnly(Map.entry("recvfrom", 25600L), Map.entry("sendto", 25588L));
  }

  @Test
  void receivingIntoOtherBuffers_isSeen() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      lines.add("17 recvfrom(9<socket:[43]>, \"\"..., 16384, 0, NULL, NULL) = 64");
      lines.add("17 read(12<TCP:[127.0.0.1:5->127.0.0.1:6]>, \"\"..., 16384) = 64");
    }
    lines.add("17 read(0<pipe:[4]>, \"\"..., 8192) = 5");
    lines.add(
        "17 read(12<socket:[44]>, 0x7f00, 8192) = -1 EAGAIN (Resource temporarily unavailable)");
    SystemCalls.verifyReceived(lines);
    lines.add("17 read(12<socket:[44]>, \"\"..., 8192) = 64");
    assertThatThrownBy(() -> SystemCalls.verifyReceived(lines))
        .isInstanceOf(Disqualified.class)
        .hasMessage("it receives into 8192 bytes and not 16384, by read");
    assertThatThrownBy(() -> SystemCalls.verifyReceived(lines.subList(0, 10)))
        .hasMessage("only 10 calls were seen that receive from a socket");
    String vector = "17 readv(9<socket:[1]>, [{iov_base=\"\"..., iov_len=1024}], 1) = 64";
    assertThatThrownBy(() -> SystemCalls.verifyReceived(List.of(vector)))
        .hasMessageStartingWith("it receives into 1024 bytes");
  }

  @Test
  void receivingOfSeveralThreads_whoseLinesAreCut_isSeenToo() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      lines.add("17 recvfrom(9<socket:[43]>,  <unfinished ...>");
      lines.add("18 recvfrom(10<socket:[44]>,  <unfinished ...>");
      lines.add("17 <... recvfrom resumed>\"\"..., 16384, 0, NULL, NULL) = 64");
      lines.add("18 <... recvfrom resumed>\"\"..., 16384, 0, NULL, NULL) = 64");
    }
    SystemCalls.verifyReceived(lines);
    lines.add("18 recvfrom(10<socket:[44]>,  <unfinished ...>");
    lines.add("18 <... recvfrom resumed>\"\"..., 100, 0, NULL, NULL) = 64");
    assertThatThrownBy(() -> SystemCalls.verifyReceived(lines))
        .hasMessage("it receives into 100 bytes and not 16384, by recvfrom");
  }

  @Test
  void windows_ofNeighbours_differ() {
    try (Arena arena = Arena.ofConfined()) {
      Pattern pattern = new Pattern(arena, 64);
      MemorySegment first = pattern.slice(Pattern.window(0, 0), 64);
      assertThat(pattern.mismatch(first, 64, Pattern.window(0, 0))).isEqualTo(-1);
      assertThat(pattern.mismatch(first, 64, Pattern.window(0, 1))).isNotEqualTo(-1);
      assertThat(pattern.mismatch(first, 64, Pattern.window(1, 0))).isNotEqualTo(-1);
    }
  }

  // The clock of a process has what its threads have, and what those had that have ended.
  @Test
  void clock_ofThisProcess_hasAtLeastWhatItsThreadsHave() throws IOException {
    long pid = ProcessHandle.current().pid();
    try (CpuClock clock = new CpuClock(pid)) {
      long threads = 0;
      try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
        for (Path task : tasks) {
          threads += schedstat(task);
        }
      }
      assertThat(clock.nanos()).isGreaterThanOrEqualTo(threads);
    }
  }

  private static long schedstat(Path task) {
    try {
      String line = Files.readString(task.resolve("schedstat"));
      return Long.parseLong(line.substring(0, line.indexOf(' ')));
    } catch (IOException ended) {
      return 0;
    }
  }
}
