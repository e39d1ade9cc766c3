package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.Endpoint;
import dev.sluice.IoBuffer;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that runs out of descriptors serves those it has, and goes on as they leave. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class DescriptorShortageTest {
  private static final int LIMIT = 64;
  private static final int CLIENTS = 2 * LIMIT;

  @ParameterizedTest
  @ValueSource(strings = {"echo --model epoll-level", "echo --model epoll-edge", "raw-echo"})
  void clientsBeyondTheLimit_areServedAsOthersLeave(String server) throws IOException {
    assumeThat(Program.isInstalled("prlimit")).as("prlimit is on the PATH").isTrue();
    try (Program program = Program.sluice((server + " --port 0").split(" "))) {
      Endpoint endpoint = program.listening();
      try (Swarm first = new Swarm(endpoint, 1)) {
        first.exchange(10);
      }
      limitDescriptors(program);
      // Connections succeed beyond the limit: the kernel completes them in the backlog, listen(2).
      try (Swarm swarm = new Swarm(endpoint, CLIENTS)) {
        // Accepted in the order they came. Each one that leaves makes room for one that waits.
        for (int i = 0; i < CLIENTS; i++) {
          assertEchoed(swarm.socket(i));
          swarm.socket(i).close();
        }
      }
      try (Swarm swarm = new Swarm(endpoint, 5)) {
        swarm.exchange(100);
      }
      // It says so once, and not for each client: a line of the logger, and the warning.
      assertThat(program.errors().lines().filter(line -> !line.contains("LoopLog log")))
          .hasSizeLessThanOrEqualTo(server.startsWith("raw") ? 0 : 2)
          .allMatch(line -> line.contains("does not accept for now: accept: EMFILE"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo --model epoll-level", "echo --model epoll-edge", "raw-echo"})
  void clientsBeyondTheLimit_doNotMakeTheServerSpin(String server) throws IOException {
    assumeThat(Program.isInstalled("prlimit")).as("prlimit is on the PATH").isTrue();
    assumeThat(Program.isInstalled("strace")).as("strace is on the PATH").isTrue();
    try (Program program = Program.sluice((server + " --port 0").split(" "))) {
      Endpoint endpoint = program.listening();
      limitDescriptors(program);
      try (SystemCalls calls = SystemCalls.of(program);
          Swarm swarm = new Swarm(endpoint, CLIENTS)) {
        // Served while others wait in the backlog, which keeps the listening socket ready: a loop
        // that goes on watching it comes by at each turn.
        for (int i = 0; i < 500; i++) {
          assertEchoed(swarm.socket(0));
        }
        // One at least found no descriptor; the typed servers retry ten times a second.
        assertThat(calls.count().get("accept4")).isBetween(20, CLIENTS + 250);
      }
    }
  }

  /** The JVM raises its own soft limit at the start: so the limit comes when it runs. */
  private static void limitDescriptors(Program program) throws IOException {
    String pid = Long.toString(program.pid());
    try (Program prlimit = Program.any("prlimit", "--pid", pid, "--nofile=" + LIMIT)) {
      assertThat(prlimit.end().exitCode()).isZero();
    }
  }

  private static void assertEchoed(StreamSocket socket) throws IOException {
    socket.setTimeout(Duration.ofSeconds(20).toMillis());
    try (IoBuffer buffer = IoBuffer.allocate(16)) {
      socket.send(buffer.put(42));
      assertThat(socket.recv(buffer.clear())).isEqualTo(1);
      assertThat(buffer.get()).isEqualTo(42);
    }
  }
}
