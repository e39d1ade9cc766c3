package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code sluice ping} beside the system's, in a network namespace of our own. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class PingTest {
  private static final String ALLOWED = "echo 0 0 > /proc/sys/net/ipv4/ping_group_range";
  private static final String FORBIDDEN = "echo 1 0 > /proc/sys/net/ipv4/ping_group_range";

  static void assumeNamespaces() throws IOException {
    assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid")).as("root's uid").isEqualTo(0);
    assumeThat(Program.isInstalled("unshare")).as("unshare is installed").isTrue();
    assumeThat(Program.isInstalled("ip")).as("ip is installed").isTrue();
  }

  private static Program.Result run(String setUp, String command) throws IOException {
    assumeNamespaces();
    String sluice = String.join(" ", Program.sluiceCommand());
    String script =
        "ip link set lo up && " + setUp + " && exec " + command.replace("sluice", sluice);
    try (Program program = Program.any("unshare", "--net", "sh", "-c", script)) {
      return program.end();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void replies_areThoseOfThePingOfTheSystem(String host) throws IOException {
    assumeThat(Program.isInstalled("ping")).as("ping is installed").isTrue();
    Program.Result ours = run(ALLOWED, "sluice ping -c 3 -i 0.2 -s 100 " + host);
    Program.Result theirs = run(ALLOWED, "ping -c 3 -i 0.2 -s 100 " + host);
    assertThat(theirs.exitCode()).as(theirs.errors()).isZero();
    assertThat(ours.exitCode()).as(ours.errors()).isZero();
    assertThat(comparable(ours)).isEqualTo(comparable(theirs)).contains("icmp_seq=3");
  }

  /** All but the heading, and without the times. */
  private static String comparable(Program.Result result) {
    return result
        .output()
        .substring(result.output().indexOf('\n'))
        .replaceAll("time=[0-9.]+ ms", "time=T ms")
        .replaceAll("time \\d+ms", "time T")
        .replaceAll("= [0-9./]+ ms", "= T ms");
  }

  @Test
  void longestData_comesBack() throws IOException {
    assertThat(run(ALLOWED, "sluice ping -c 1 -s 65499 127.0.0.1").output())
        .contains("65507 bytes from 127.0.0.1: icmp_seq=1", "1 received, 0% packet loss");
  }

  @Test
  void silence_isCounted_andExitCode1() throws IOException {
    String silent =
        ALLOWED
            + " && ip link add v type veth peer name w && ip link set v up"
            + " && ip link set w up && ip address add 10.9.0.1/24 dev v"
            + " && ip neigh add 10.9.0.7 lladdr 02:00:00:00:00:07 dev v";
    Program.Result result = run(silent, "sluice ping -c 2 -i 0.1 -W 0.2 10.9.0.7");
    assertThat(result.output()).contains("2 packets transmitted, 0 received, 100% packet loss");
    assertThat(result.output()).doesNotContain("rtt");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void groupThatMayNot_isToldWhatToDo() throws IOException {
    Program.Result result = run(FORBIDDEN, "sluice ping -c 1 127.0.0.1");
    assertThat(result.errors()).contains("net.ipv4.ping_group_range", "sysctl -w").hasLineCount(1);
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void unreachable_isSaid() throws IOException {
    Program.Result result =
        run(ALLOWED + " && ip route add unreachable 192.0.2.0/24", "sluice ping -c 1 192.0.2.1");
    assertThat(result.errors()).contains("cannot ping 192.0.2.1: EHOSTUNREACH").hasLineCount(1);
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void ctrlC_printsTheStatistics() throws IOException {
    assumeNamespaces();
    String script =
        "ip link set lo up && "
            + ALLOWED
            + " && exec "
            + String.join(" ", Program.sluiceCommand())
            + " ping 127.0.0.1";
    try (Program program = Program.any("unshare", "--net", "sh", "-c", script)) {
      program.readLine();
      assertThat(program.readLine()).startsWith("64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=");
      program.signal("INT");
      assertThat(program.end().output()).contains("0% packet loss");
      assertThat(program.exitCode()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2|Missing required parameter: 'HOST'|ping",
        "2|-4 or -6, not both|ping -46 localhost",
        "2|-c takes a count of at least 1, not 0|ping -c 0 localhost",
        "2|-i takes at least 0.002 seconds|ping -i 0 localhost",
        "2|-s takes 0 to 65499 bytes, not 70000|ping -s 70000 localhost",
        "2|-W takes a time|ping -W 0 localhost",
        "1|EAI_|ping no-such-host.invalid",
      })
  void badInput_isOneSentence(String line) throws IOException {
    Program.assertRefused(line);
  }
}
