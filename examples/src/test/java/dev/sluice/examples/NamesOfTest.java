package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code sluice names} against what Python's {@code socket} answers on the same machine. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class NamesOfTest {
  private static Program.Result run(String command) throws IOException {
    try (Program program = Program.sluice(command.split(" "))) {
      return program.end();
    }
  }

  /** Each line: arguments of ours, a space-free answer's place, and Python's expression. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "names|gethostname       %s\n|s.gethostname()",
        "names|if_nameindex      %s lo\n|s.if_nametoindex('lo')",
        "names host 127.0.0.1 --numeric --service 80 -4|getaddrinfo       %s:80, SOCK_STREAM"
            + "|s.getaddrinfo('127.0.0.1', 80)[0][4][0]",
        "names address 127.1|inet_ntop         %s\n|s.inet_ntoa(s.inet_aton('127.1'))",
        "names address 127.1|gethostbyaddr     %s, |s.gethostbyaddr('127.0.0.1')[0]",
        "names address 127.1 --port 80|getnameinfo       %s, "
            + "|s.getnameinfo(('127.0.0.1', 80), 0)[0]",
        "names host localhost -4|gethostbyname     %s, |s.gethostbyname_ex('localhost')[0]",
        "names service https|, %s/tcp\n|s.getservbyname('https')",
        "names service 53 --protocol udp|getservbyport     %s, |s.getservbyport(53, 'udp')",
        "names protocol icmp|], %s\n|s.getprotobyname('icmp')",
        "names order 0x0102|htons             %s\n|'0x%04x' % s.htons(0x102)",
        "names order 0x0102|ntohs             %s\n|'0x%04x' % s.ntohs(0x102)",
        "names order 0x01020304|htonl             %s\n|'0x%08x' % s.htonl(0x1020304)",
        "names order 0x01020304|ntohl             %s\n|'0x%08x' % s.ntohl(0x1020304)",
      })
  void answer_isPythons(String line) throws IOException {
    assumeThat(Program.isInstalled("python3")).as("python3 is installed").isTrue();
    String[] parts = line.split("\\|", -1);
    try (Program python =
        Program.any("python3", "-c", "import socket as s; print(" + parts[2] + ")")) {
      Program.Result theirs = python.end();
      assertThat(theirs.exitCode()).as(theirs.errors()).isZero();
      Program.Result ours = run(parts[0]);
      assertThat(ours.output()).contains(parts[1].formatted(theirs.output().strip()));
      assertThat(ours.exitCode()).as(ours.errors()).isZero();
    }
  }

  @Test
  void interfaces_haveTheirAddresses() throws IOException {
    assertThat(run("names").output())
        .containsPattern("getifaddrs +lo IFF_UP\\|IFF_LOOPBACK.* 127\\.0\\.0\\.1:0 netmask 255");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2|a number from 0 to 4294967295, not 'x'|names order x",
        "2|a number from 0 to 65535, not '70000'|names service 70000",
        "2|'1.2.3.4.5'|names address 1.2.3.4.5",
        "2|a port is |names address 127.0.0.1 --port 70000",
        "2|Missing required parameter|names host",
        "1|EAI_NONAME|names host localhost --numeric",
        "1|no-such-service|names service no-such-service",
        "1|no-such-protocol|names protocol no-such-protocol",
      })
  void badInput_isOneSentence(String line) throws IOException {
    String[] parts = line.split("\\|", -1);
    Program.Result result = run(parts[2]);
    assertThat(result.errors()).contains(parts[1]).hasLineCount(1);
    assertThat(result.exitCode()).isEqualTo(Integer.parseInt(parts[0]));
  }
}
