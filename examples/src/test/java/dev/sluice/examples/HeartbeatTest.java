package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.InetEndpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code sluice heartbeat}: peers that are stopped, killed and started again. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class HeartbeatTest {
  private static final String[] QUICK = {"--interval", "300", "--missed", "2"};
  private static final String[] SHORT = {"--pause", "20", "--longest", "200"};

  private static Program start(List<String> command, String[]... options) throws IOException {
    List<String> all = new ArrayList<>(command);
    for (String[] each : options) {
      all.addAll(List.of(each));
    }
    return Program.sluice(all.toArray(String[]::new));
  }

  private static Program server(String port) throws IOException {
    return start(List.of("heartbeat", "--port", port), QUICK);
  }

  private static Program client(String port) throws IOException {
    return start(List.of("heartbeat", "client", "--port", port), QUICK, SHORT);
  }

  private static String port(Program server) throws IOException {
    return Integer.toString(((InetEndpoint) server.listening()).port());
  }

  private static int count(Lines lines, String text) {
    return lines.all().split(text, -1).length - 1;
  }

  @Test
  void stoppedServer_isFoundDead_andTheClientComesBack() throws IOException {
    try (Program server = server("0")) {
      String port = port(server);
      try (Program client = client(port)) {
        Lines says = Lines.of(client);
        says.awaitPattern("(pong after \\d+ µs\n.*){2}");
        server.signal("STOP"); // its kernel goes on: connections stand, and are even accepted
        says.await("lost: the peer is silent: it was asked 2 times and had each time 300 ms");
        says.awaitPattern("(?s)lost.*again in \\d+ ms.*connected.*lost");
        server.signal("CONT");
        int before = count(says, "pong");
        Deadline.of(Duration.ofSeconds(30))
            .until(() -> assertThat(count(says, "pong")).isGreaterThan(before));
        client.signal("INT");
        assertThat(client.exitCode()).isZero();
      } finally {
        server.signal("CONT");
      }
    }
  }

  @Test
  void stoppedClient_isFoundDead_andOthersAreNot() throws IOException {
    try (Program server = server("0")) {
      String port = port(server);
      Lines told = Lines.of(server);
      try (Program stopped = client(port)) {
        told.await("client 1 has come\n");
        try (Program good = client(port)) {
          told.await("client 2 has come\n");
          stopped.signal("STOP");
          told.await("client 1 is lost: the peer is silent: it was asked 2 times");
          Lines says = Lines.of(good);
          says.await("pong after");
          assertThat(told.all()).doesNotContain("client 2 is lost");
          good.signal("INT");
          assertThat(good.exitCode()).isZero();
        } finally {
          stopped.signal("CONT");
        }
      }
    }
  }

  @Test
  void killedServer_isWaitedFor_onTheSamePort() throws IOException {
    Program server = server("0");
    String port = port(server);
    try (Program client = client(port)) {
      Lines says = Lines.of(client);
      says.await("pong after");
      server.close(); // SIGKILL
      says.await("cannot connect: ");
      try (Program successor = server(port)) {
        successor.listening();
        int before = count(says, "pong");
        Deadline.of(Duration.ofSeconds(30))
            .until(() -> assertThat(count(says, "pong")).isGreaterThan(before));
      }
    } finally {
      server.close();
    }
  }

  @Test
  void ncThatAnswersAnything_isAlive_andOneThatDoesNotIsDisconnected() throws IOException {
    assumeThat(Program.isInstalled("nc")).as("nc is installed").isTrue();
    try (Program server = server("0")) {
      String port = port(server);
      Lines told = Lines.of(server);
      try (Program nc = Program.any("nc", "127.0.0.1", port)) {
        Lines says = Lines.of(nc);
        says.type("ping");
        says.await("pong\n");
        says.await("ping\nping\n");
        told.await("client 1 is lost: the peer is silent");
      }
    }
  }

  @Test
  void clientWithAttempts_givesUp() throws IOException {
    try (Program client =
        start(List.of("heartbeat", "client", "--port", "1", "--attempts", "3"), SHORT)) {
      Program.Result result = client.end();
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.errors())
          .isEqualTo("sluice heartbeat client: no sign of life from 127.0.0.1:1 in 3 attempts\n");
      assertThat(result.output().lines().filter(line -> line.startsWith("again in "))).hasSize(2);
    }
  }

  @Test
  void wrongNumbers_areOneSentence() throws IOException {
    for (String option : List.of("--interval", "--missed")) {
      try (Program program = Program.sluice("heartbeat", option, "0")) {
        Program.Result result = program.end();
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.errors()).hasLineCount(1).contains("--interval and --missed");
      }
    }
  }

  @Test
  void backOff_doublesUpToItsBound_inTheUpperHalf_andBeginsAnew() {
    BackOff backOff = new BackOff(100, 1_000, new Random(1));
    for (int round = 0; round < 100; round++) {
      for (long bound : new long[] {100, 200, 400, 800, 1_000, 1_000}) {
        assertThat(backOff.nextMillis()).isBetween(bound / 2, bound);
      }
      backOff.reset();
    }
    assertThatThrownBy(() -> new BackOff(0, 1, new Random(1)))
        .isInstanceOf(IllegalArgumentException.class);
    BackOff longest = new BackOff(Long.MAX_VALUE / 2 + 1, Long.MAX_VALUE, new Random(1));
    assertThat(longest.nextMillis()).isPositive();
    assertThat(longest.nextMillis()).isPositive();
  }
}
