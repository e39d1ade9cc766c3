package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request costs the server: system calls, and bytes of the Java heap. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class EchoCostTest {
  private static final int CLIENTS = 50;
  private static final int ROUNDS = 100;
  private static final int REQUESTS = CLIENTS * ROUNDS;

  @ParameterizedTest
  @ValueSource(strings = {"echo --model epoll-level", "echo --model epoll-edge", "raw-echo"})
  void request_underLoad_isOneRecvAndOneSend(String server) throws IOException {
    assumeThat(Program.isInstalled("strace")).as("strace is on the PATH").isTrue();
    Map<String, Integer> calls;
    try (Program program = Program.sluice((server + " --port 0").split(" "))) {
      Endpoint endpoint = program.listening();
      int descriptors = NoLeakedDescriptors.open(program.pid()).size();
      try (SystemCalls traced = SystemCalls.of(program)) {
        try (Swarm swarm = new Swarm(endpoint, CLIENTS)) {
          for (int i = 0; i < ROUNDS; i++) {
            swarm.exchange(64);
          }
        }
        Deadline.of(Duration.ofSeconds(10))
            .until(() -> assertThat(NoLeakedDescriptors.open(program.pid())).hasSize(descriptors));
        calls = traced.count();
      }
    }
    // A request that arrives in two segments is received twice: one in a hundred is allowed. And
    // each connection has a recv of its own that returns the end of the stream.
    assertThat(calls.get("recvfrom")).isBetween(REQUESTS, REQUESTS * 101 / 100 + CLIENTS);
    assertThat(calls.get("sendto")).isBetween(REQUESTS, REQUESTS * 101 / 100);
    // One wait reports many connections.
    assertThat(calls.get("epoll_wait")).isLessThan(REQUESTS);
    // One accept each, and at most one more per wait, which says that nobody else is there.
    assertThat(calls.get("accept4")).isBetween(CLIENTS, 2 * CLIENTS);
    // Each is added once; closing deletes; nothing is ever modified. A level would be repeated for
    // ever while a duplicate lives, so there deleting is a call of its own.
    int each = server.endsWith("epoll-level") ? 2 : 1;
    assertThat(calls.get("epoll_ctl")).isBetween(each * CLIENTS, each * CLIENTS + CLIENTS / 10);
    assertThat(calls).doesNotContainKeys("fcntl", "setsockopt", "getsockname", "getpeername");
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo --model epoll-level", "echo --model epoll-edge", "raw-echo"})
  void request_inTheSteadyState_allocatesNothing(String server) throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    assumeThat(jcmd).as("jcmd of a JDK").isExecutable();
    try (Program program = Program.sluice((server + " --port 0").split(" "));
        Swarm swarm = new Swarm(program.listening(), CLIENTS)) {
      // Allocations vanish once the loop is compiled by the last compiler: until then, go on.
      int batches = 0;
      long kilobytes;
      do {
        long before = allocatedKilobytes(jcmd, program);
        for (int i = 0; i < 20 * ROUNDS; i++) {
          swarm.exchange(64);
        }
        kilobytes = allocatedKilobytes(jcmd, program) - before;
      } while (kilobytes > 0 && ++batches < 10);
      // 100,000 requests: a single object for each, of 16 bytes, would be 1562 KiB.
      assertThat(kilobytes).as("KiB for %d requests", 20 * REQUESTS).isLessThan(100);
    }
  }

  /** Asks the JVM how much the thread that serves has allocated so far. */
  private static long allocatedKilobytes(Path jcmd, Program program) throws IOException {
    try (Program ask =
        Program.any(jcmd.toString(), Long.toString(program.pid()), "Thread.print", "-e")) {
      Matcher matcher =
          Pattern.compile("\"main\".* allocated=(\\d+)([BKM]?)").matcher(ask.end().output());
      assertThat(matcher.find()).as("the main thread in the JVM's list").isTrue();
      long number = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "K" -> number;
        case "M" -> number * 1024;
        default -> number / 1024;
      };
    }
  }
}
