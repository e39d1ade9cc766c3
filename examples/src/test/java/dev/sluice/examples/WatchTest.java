package dev.sluice.examples;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.Endpoint;
import dev.sluice.InetEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code sluice watch} with nc and Python, and a file to which everything happens. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class WatchTest {
  /** Connects, and reads a little only when it is told to, then everything. */
  private static final String SLOW =
      """
      import socket, sys
      s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
      s.connect(("127.0.0.1", int(sys.argv[1]))); print("first", len(s.recv(1)), flush=True)
      sys.stdin.readline()
      try:
          n = 1
          while n < int(sys.argv[2]): n += len(s.recv(65536)) or exit("ended after %d" % n)
          print("all", n, flush=True)
      except ConnectionResetError: print("reset", flush=True)
      """;

  @TempDir Path directory;
  private final List<Program> programs = new ArrayList<>();

  @BeforeEach
  void needsPeers() {
    assumeThat(Program.isInstalled("nc")).as("nc is installed").isTrue();
    assumeThat(Program.isInstalled("python3")).as("python3 is installed").isTrue();
  }

  @AfterEach
  void endAll() throws IOException {
    for (Program program : programs.reversed()) {
      program.close();
    }
  }

  private Path log() {
    return directory.resolve("app.log");
  }

  private Program serve(String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of("watch", log().toString(), "--port", "0"));
    command.addAll(List.of(options));
    Program server = Program.sluice(command.toArray(String[]::new));
    programs.add(server);
    return server;
  }

  private static String port(Endpoint endpoint) {
    return Integer.toString(((InetEndpoint) endpoint).port());
  }

  private Lines client(String... command) throws IOException {
    Program client = Program.any(command);
    programs.add(client);
    return Lines.of(client);
  }

  private void append(String text) throws IOException {
    Files.writeString(log(), text, CREATE, APPEND);
  }

  @Test
  void appended_rotated_truncated_deletedAndMadeAgain_nothingIsMissing() throws IOException {
    append("before\n");
    Program server = serve();
    String port = port(server.listening());
    Lines told = Lines.of(server);
    told.await("following ");
    Lines client = client("nc", "127.0.0.1", port);
    client.await("before\n");
    append("one\ntw");
    client.await("one\n");
    append("o\nunfinished");
    client.await("two\n");
    Files.move(log(), directory.resolve("app.log.1"));
    told.await("app.log is gone: waiting for another\n");
    Files.writeString(directory.resolve("app.log.1"), " but late", APPEND);
    append("new\n");
    client.await("new\n");
    Files.writeString(log(), "", TRUNCATE_EXISTING);
    told.await("app.log was truncated\n");
    append("small\n");
    client.await("small\n");
    Files.delete(log());
    append("again\n");
    client.await("again\n");
    Path next = directory.resolve("next");
    Files.writeString(next, "moved over it\n");
    Files.move(next, log(), ATOMIC_MOVE);
    client.await("moved over it\n");
    assertThat(client.all())
        .isEqualTo("before\none\ntwo\nunfinished but late\nnew\nsmall\nagain\nmoved over it\n");
  }

  @Test
  void newClient_getsTheLastLines_alsoOfAFileThatComesLater() throws IOException {
    Program server = serve("--lines", "2");
    String port = port(server.listening());
    Lines early = client("nc", "127.0.0.1", port);
    append("1\n2\n3\n");
    early.await("2\n3\n"); // "1" too, if it was faster than the file
    Lines late = client("nc", "127.0.0.1", port);
    late.await("3\n");
    append("4\n");
    late.await("4\n");
    early.await("4\n");
    assertThat(late.all()).isEqualTo("2\n3\n4\n");
  }

  @Test
  void slowClient_lagsBehind_holdsUpNobody_andGetsAllOfItInTheEnd() throws IOException {
    String line = "x".repeat(99) + "\n";
    append(line);
    Program server = serve();
    String port = port(server.listening());
    int bytes = line.length() * 200_001;
    Lines slow = client("python3", "-c", SLOW, port, Integer.toString(bytes));
    slow.await("first 1\n");
    append(line.repeat(200_000));
    append("end\n");
    client("nc", "127.0.0.1", port).await("end\n");
    assertThat(rssKilobytes(server)).isLessThan(600_000);
    slow.type("");
    slow.await("all ");
  }

  private static long rssKilobytes(Program program) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + program.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void clientThatIsTwoFilesBehind_isDropped() throws IOException {
    append("x\n");
    Program server = serve();
    String port = port(server.listening());
    Lines told = Lines.of(server);
    Lines slow = client("python3", "-c", SLOW, port, "1000000000");
    slow.await("first 1\n");
    append(("y".repeat(99) + "\n").repeat(100_000));
    for (int i = 1; i <= 2; i++) {
      Files.move(log(), directory.resolve("app.log." + i));
      append("file " + i + "\n");
      Lines other = client("nc", "127.0.0.1", port);
      other.await("file " + i + "\n");
    }
    told.await("a client was dropped: reads too slowly");
    slow.type("");
    slow.await("reset\n");
  }

  @Test
  void ctrlC_isACleanEnd_andLeavesNoSocketFile() throws IOException {
    Path socket = directory.resolve("watch.sock");
    try (Program server = Program.sluice("watch", log().toString(), "--unix", socket.toString())) {
      server.listening();
      Lines client = client("nc", "-U", socket.toString());
      append("over AF_UNIX\n");
      client.await("over AF_UNIX\n");
      server.signal("INT");
      assertThat(server.exitCode()).isZero();
      assertThat(socket).doesNotExist();
    }
  }

  @Test
  void mistakes_areOneSentence() throws IOException {
    assertRefused(1, "is no regular file", directory.toString());
    assertRefused(1, "cannot watch", directory.resolve("none/app.log").toString());
    assertRefused(2, "--lines is 0 or more", log().toString(), "--lines=-1");
  }

  private static void assertRefused(int exitCode, String sentence, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("watch", "--port", "0"));
    command.addAll(List.of(arguments));
    try (Program program = Program.sluice(command.toArray(String[]::new))) {
      Program.Result result = program.end();
      assertThat(result.exitCode()).isEqualTo(exitCode);
      assertThat(result.errors()).hasLineCount(1).contains(sentence);
    }
  }

  @Test
  void directoryThatVanishes_endsTheServer() throws IOException {
    Path below = Files.createDirectory(directory.resolve("below"));
    try (Program server =
        Program.sluice("watch", below.resolve("a.log").toString(), "--port", "0")) {
      server.listening();
      Files.delete(below);
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.errors()).contains("the directory of").hasLineCount(1);
    }
  }
}
