package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.Endpoint;
import dev.sluice.InetEndpoint;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code sluice broadcast} and {@code sluice multicast} against Python's sockets, on loopback. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class AnnouncementsTest {
  private static final String GROUP = "239.255.77.77";

  /** Says on which port it listens; {@code broadcast} or a group to join on loopback. */
  private static final String PYTHON_LISTENER =
      """
      import socket, sys
      s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      s.bind(("", 0))
      if sys.argv[1] != "broadcast":
          s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP,
              socket.inet_aton(sys.argv[1]) + socket.inet_aton("127.0.0.1"))
      print("listening on 0.0.0.0:%d" % s.getsockname()[1], flush=True)
      for _ in range(2):
          print(s.recv(65535).decode(), flush=True)
      """;

  private static final String PYTHON_SENDER =
      """
      import socket, sys
      s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
      s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
      s.sendto("Grüße".encode(), (sys.argv[1], int(sys.argv[2])))
      """;

  @BeforeEach
  void needsPython() {
    assumeThat(Program.isInstalled("python3")).as("python3 is installed").isTrue();
  }

  private static String port(Program listener) throws IOException {
    return Integer.toString(((InetEndpoint) listener.listening()).port());
  }

  private static Program.Result run(Stream<String> command, String input) throws IOException {
    try (Program program = Program.sluice(command.toArray(String[]::new))) {
      return program.end(input.getBytes(UTF_8));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "broadcast|broadcast send --to 127.255.255.255",
        GROUP + "|multicast send --interface lo"
      })
  void wordsAndLines_areHeardByPython(String line) throws IOException {
    String[] parts = line.split("\\|", -1);
    try (Program listener = Program.any("python3", "-c", PYTHON_LISTENER, parts[0])) {
      String[] send = (parts[1] + " --port " + port(listener)).split(" ");
      Stream<String> words = Stream.concat(Arrays.stream(send), Stream.of("two", "words"));
      assertThat(run(words, "").exitCode()).isZero();
      assertThat(listener.readLine()).isEqualTo("two words");
      assertThat(run(Arrays.stream(send), "a line\n").exitCode()).isZero();
      assertThat(listener.readLine()).isEqualTo("a line");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "broadcast listen|127.255.255.255",
        "multicast listen --interface lo|" + GROUP,
      })
  void whatPythonSends_isHeardByAllListeners_untilCtrlC(String line) throws IOException {
    String[] parts = line.split("\\|", -1);
    try (Program first = Program.sluice((parts[0] + " --port 0").split(" "))) {
      String port = port(first);
      try (Program second = Program.sluice((parts[0] + " --port " + port).split(" "))) {
        second.listening();
        try (Program sender = Program.any("python3", "-c", PYTHON_SENDER, parts[1], port)) {
          assertThat(sender.end().exitCode()).isZero();
        }
        for (Program each : new Program[] {first, second}) {
          assertThat(each.readLine()).endsWith(": Grüße");
          each.signal("INT");
          assertThat(each.exitCode()).isZero();
        }
      }
    }
  }

  @Test
  void otherGroup_isNotHeard() throws IOException {
    try (Program listener =
        Program.sluice("multicast", "listen", "--interface", "lo", "--port", "0")) {
      Endpoint endpoint = listener.listening();
      String port = Integer.toString(((InetEndpoint) endpoint).port());
      // Bound to its group, it hears no other that somebody on this machine has joined.
      String other = "multicast send --interface lo --group 239.255.77.78 --port " + port + " no";
      String ours = "multicast send --interface lo --port " + port + " yes";
      assertThat(run(Arrays.stream(other.split(" ")), "").exitCode()).isZero();
      assertThat(run(Arrays.stream(ours.split(" ")), "").exitCode()).isZero();
      assertThat(listener.readLine()).endsWith(": yes");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2|listen or send?|broadcast",
        "2|listen or send?|multicast",
        "2|is no multicast group|multicast listen --group 10.0.0.1",
        "2|--hops is a number from 0 to 255|multicast send --hops 300 x",
        "2|a port is |broadcast send --port 70000 x",
        "2|names are not resolved here|broadcast send --to somewhere x",
        "1|there is no interface none|multicast listen --interface none",
      })
  void badInput_isOneSentence(String line) throws IOException {
    Program.assertRefused(line);
  }
}
