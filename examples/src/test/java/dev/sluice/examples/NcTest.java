package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.Endpoint;
import dev.sluice.InetEndpoint;
import dev.sluice.net.ListeningSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code sluice nc} against netcat-openbsd, in both roles, and against itself. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class NcTest {
  private static final int MIB = 1 << 20;

  @TempDir Path directory;

  /** Starts a shell command in which {@code sluice} is ours. */
  private Program shell(String command) throws IOException {
    String here = "cd " + directory + "\nexec ";
    String sluice = String.join(" ", Program.sluiceCommand()) + " nc ";
    return Program.any("bash", "-c", here + command.replaceFirst("^sluice nc ", sluice));
  }

  private static void assumeNc() {
    assumeThat(Program.isInstalled("nc")).as("nc is installed").isTrue();
  }

  private Path randomFile(String name, int bytes) throws IOException {
    byte[] random = new byte[bytes];
    new Random(bytes).nextBytes(random);
    return Files.write(directory.resolve(name), random);
  }

  private static int freePort() throws IOException {
    try (ListeningSocket listener = ListeningSocket.listenOn(Endpoint.parse("127.0.0.1:0"), 1)) {
      return ((InetEndpoint) listener.localEndpoint()).port();
    }
  }

  /** Both netcats say so on standard error, ours always, the other with -v. */
  private static void awaitListening(Program listener) {
    Deadline.of(Duration.ofSeconds(30))
        .until(() -> assertThat(listener.errors().toLowerCase(Locale.ROOT)).contains("on "));
  }

  private static void assertEnds(Program program) throws IOException {
    Program.Result result = program.end();
    assertThat(result.exitCode()).as(result.errors()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "tcp, sluice nc -l, nc -N",
    // netcat-openbsd ends as soon as its client does, so the client must not end first.
    "tcp, nc -lvN, sluice nc --no-half-close",
    "tcp, sluice nc -l, sluice nc",
    "unix, sluice nc -lU, nc -NU",
    "unix, nc -lvNU, sluice nc -U --no-half-close",
    "unix, sluice nc -lU, sluice nc -U",
  })
  void hundredMebibytes_eachWay_arriveUnchanged(String kind, String listen, String connect)
      throws IOException {
    assumeNc();
    Path file = randomFile("data", 100 * MIB);
    String where = kind.equals("unix") ? "sock" : "127.0.0.1 " + freePort();
    for (List<String> way :
        List.of(
            List.of("< data > /dev/null", "< /dev/null > copy"),
            List.of("< /dev/null > copy", "< data > /dev/null"))) {
      try (Program listener = shell(listen + " " + where + " " + way.getFirst())) {
        awaitListening(listener);
        try (Program client = shell(connect + " " + where + " " + way.getLast())) {
          assertEnds(client);
          assertEnds(listener);
        }
      }
      assertThat(Files.mismatch(file, directory.resolve("copy"))).isEqualTo(-1);
      Files.deleteIfExists(directory.resolve("sock")); // netcat-openbsd leaves it
    }
  }

  @Test
  void bothAtOnce_eachHearsTheOther() throws IOException {
    Path there = randomFile("there", 20 * MIB);
    Path back = randomFile("back", 30 * MIB);
    try (Program listener =
        shell(
            "sluice nc -lU @sluice-nc-" + ProcessHandle.current().pid() + " < back > there.copy")) {
      awaitListening(listener);
      try (Program client =
          shell(
              "sluice nc -U @sluice-nc-"
                  + ProcessHandle.current().pid()
                  + " < there > back.copy")) {
        assertEnds(client);
        assertEnds(listener);
      }
    }
    assertThat(Files.mismatch(there, directory.resolve("there.copy"))).isEqualTo(-1);
    assertThat(Files.mismatch(back, directory.resolve("back.copy"))).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource({
    "sluice nc -luv, nc -u, udp",
    "nc -luv, sluice nc -u, udp",
    "sluice nc -luUv, nc -uU, unix",
    "nc -luUv, sluice nc -uU, unix",
    "sluice nc -luUv, sluice nc -uU, unix",
    "sluice nc -luUv, sluice nc -uU, abstract",
  })
  void datagrams_goBothWays(String listen, String connect, String kind) throws Exception {
    assumeNc();
    String where =
        switch (kind) {
          case "udp" -> "127.0.0.1 " + freePort();
          case "unix" -> "sock";
          default -> "@sluice-nc-test-" + ProcessHandle.current().pid();
        };
    try (Program listener = shell(listen + " " + where)) {
      awaitListening(listener);
      try (Program client = shell(connect + " " + where)) {
        say(client, "hello\n");
        assertThat(listener.readLine()).isEqualTo("hello");
        say(listener, "world\n");
        assertThat(client.readLine()).isEqualTo("world");
        say(client, "again\n");
        assertThat(listener.readLine()).isEqualTo("again");
      }
    }
  }

  private static void say(Program program, String words) throws IOException {
    program.process().getOutputStream().write(words.getBytes(US_ASCII));
    program.process().getOutputStream().flush();
  }

  @Test
  void keptListener_servesOneClientAfterTheOther_untilCtrlC() throws IOException {
    try (Program listener = Program.sluice("nc", "-lk", "127.0.0.1", "0")) {
      awaitListening(listener);
      String where = listener.errors().strip().replace("listening on 127.0.0.1:", "");
      for (String words : List.of("first\n", "second\n")) {
        try (Program client = Program.sluice("nc", "-q", "0", "127.0.0.1", where)) {
          assertThat(client.end(words.getBytes(US_ASCII)).exitCode()).isZero();
        }
        assertThat(listener.readLine()).isEqualTo(words.strip());
      }
      listener.signal("INT");
      assertThat(listener.exitCode()).isZero();
    }
  }

  @Test
  void socketFile_isGone_afterTheListener() throws IOException {
    try (Program listener = shell("sluice nc -lU sock")) {
      awaitListening(listener);
      assertThat(directory.resolve("sock")).exists();
      listener.signal("INT");
      assertThat(listener.exitCode()).isZero();
      assertThat(directory.resolve("sock")).doesNotExist();
    }
  }

  @Test
  void scan_tellsTheOpenPort_amongItsNeighbours() throws IOException {
    try (ListeningSocket listener = ListeningSocket.listenOn(Endpoint.parse("127.0.0.1:0"), 9)) {
      int port = ((InetEndpoint) listener.localEndpoint()).port();
      String range = Math.max(1, port - 3) + "-" + Math.min(65_535, port + 3);
      try (Program scan = Program.sluice("nc", "-z", "127.0.0.1", range)) {
        Program.Result result = scan.end();
        assertThat(result.output().lines()).contains("127.0.0.1:" + port + " open");
        assertThat(result.exitCode()).isZero();
      }
      listener.close();
      try (Program scan = Program.sluice("nc", "-zv", "127.0.0.1", Integer.toString(port))) {
        Program.Result result = scan.end();
        assertThat(result.output()).isEmpty();
        assertThat(result.errors())
            .contains("127.0.0.1:" + port + ": ECONNREFUSED")
            .hasLineCount(1);
        assertThat(result.exitCode()).isEqualTo(1);
      }
    }
  }

  @Test
  void silence_endsTheConversation_afterTheTimeout() throws IOException {
    assumeNc();
    int port = freePort();
    try (Program listener = Program.any("nc", "-lv", "127.0.0.1", Integer.toString(port))) {
      awaitListening(listener);
      try (Program client =
          Program.sluice("nc", "-v", "-w", "1", "127.0.0.1", Integer.toString(port))) {
        // Its input stays open: only the timeout ends it.
        assertThat(client.exitCode()).isZero();
        assertThat(client.errors()).contains("nothing was said any more");
      }
    }
  }

  @Test
  void sourceAddressAndPort_areThePeersPeer() throws IOException {
    int port = freePort();
    try (Program listener = Program.sluice("nc", "-lv", "127.0.0.1", "0")) {
      awaitListening(listener);
      String where = listener.errors().strip().replace("listening on 127.0.0.1:", "");
      List<String> from = List.of("-q", "0", "-s", "127.0.0.2", "-p", Integer.toString(port));
      List<String> arguments = new ArrayList<>(List.of("nc"));
      arguments.addAll(from);
      arguments.addAll(List.of("127.0.0.1", where));
      try (Program client = Program.sluice(arguments.toArray(String[]::new))) {
        assertThat(client.end().exitCode()).isZero();
        assertThat(listener.end().errors()).contains("connection from 127.0.0.2:" + port);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2|where to? give HOST PORT|nc",
        "2|where to listen? give [HOST] PORT|nc -l",
        "2|-U takes one PATH, or @NAME|nc -U a b",
        "2|-4 or -6, not both|nc -46 localhost 1",
        "2|-z connects to ports|nc -lz 1",
        "2|-k goes on listening: it needs -l|nc -k localhost 1",
        "2|-w takes seconds, not -1|nc -w -1 localhost 1",
        "2|9-3 is no range of ports|nc -z localhost 9-3",
        "2|-s and -p are for connecting|nc -l -p 7 8",
        "1|EAI_NONAME|nc -n localhost 1",
        "1|EAI_SERVICE|nc 127.0.0.1 no-such-service",
        "1|cannot connect to unix:none/sock: ENOENT|nc -U none/sock",
        "1|cannot talk to unix:none/sock: ENOENT|nc -uU none/sock",
        "1|cannot listen on unix:none/sock: its directory does not exist|nc -lU none/sock",
        "1|cannot listen on 192.0.2.1:7: the address is not this machine's|nc -l 192.0.2.1 7",
      })
  void badInput_isOneSentence(String line) throws IOException {
    Program.assertRefused(line);
  }
}
