package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.Endpoint;
import dev.sluice.InetEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The echo servers against the clients that users have. */
@ExtendWith(NoLeakedDescriptors.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class EchoPeersTest {
  private static final String TEXT =
      "The quick brown fox jumps over the lazy dog.\n".repeat(20_000);

  /** Half-close: sends all, shuts its writing side, and reads to the end. */
  private static final String PYTHON_CLIENT =
      """
      import socket, sys, threading
      where = sys.argv[1]
      if where.startswith("unix:"):
          s = socket.socket(socket.AF_UNIX); s.connect(where[5:])
      else:
          host, port = where.rsplit(":", 1); s = socket.create_connection((host, int(port)))
      data = sys.stdin.buffer.read()
      def send():
          s.sendall(data); s.shutdown(socket.SHUT_WR)
      t = threading.Thread(target=send); t.start()
      while True:
          b = s.recv(65536)
          if not b: break
          sys.stdout.buffer.write(b)
      t.join()
      """;

  /** The urgent byte stops a read short although more is behind it, tcp(7). */
  private static final String PYTHON_URGENT =
      """
      import socket, sys
      host, port = sys.argv[1].rsplit(":", 1)
      s = socket.create_connection((host, int(port))); s.settimeout(20)
      s.send(b"before"); s.send(b"!", socket.MSG_OOB); s.send(b"behind")
      sys.stdin.read()
      got = b""
      while len(got) < 12: got += s.recv(100)
      sys.stdout.buffer.write(got)
      """;

  /** Descriptors sent along stop a read short, unix(7). */
  private static final String PYTHON_DESCRIPTORS =
      """
      import socket, sys
      s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1][5:]); s.settimeout(20)
      socket.send_fds(s, [b"before"], [0]); s.send(b"behind")
      sys.stdin.read()
      got = b""
      while len(got) < 12: got += s.recv(100)
      sys.stdout.buffer.write(got)
      """;

  /** A server and where it listens. */
  record Server(String name, Program program, Endpoint endpoint) {
    static Server start(String name, String... arguments) throws IOException {
      Program program = Program.sluice(arguments);
      return new Server(name, program, program.listening());
    }

    boolean isTcp() {
      return endpoint instanceof InetEndpoint;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @TempDir static Path directory;
  private @Nullable List<Server> servers;

  @BeforeAll
  void startServers() throws IOException {
    String level = directory.resolve("level.sock").toString();
    String edge = directory.resolve("edge.sock").toString();
    servers =
        List.of(
            Server.start("level TCP", "echo", "--model", "epoll-level", "--port", "0"),
            Server.start("edge TCP", "echo", "--model", "epoll-edge", "--port", "0"),
            Server.start("raw TCP", "raw-echo", "--port", "0"),
            Server.start("level unix", "echo", "--model", "epoll-level", "--unix", level),
            Server.start("edge unix", "echo", "--model", "epoll-edge", "--unix", edge));
  }

  @AfterAll
  void endServers() throws IOException {
    for (Server server : requireNonNull(servers)) {
      server.program.close();
    }
  }

  Stream<Server> all() {
    return requireNonNull(servers).stream();
  }

  Stream<Server> tcp() {
    return all().filter(Server::isTcp);
  }

  Stream<Server> unix() {
    return all().filter(server -> !server.isTcp());
  }

  @ParameterizedTest
  @MethodSource("all")
  void nc_withHalfClose_getsEverythingBack(Server server) throws IOException {
    String[] where =
        server.isTcp()
            ? new String[] {"127.0.0.1", Integer.toString(port(server))}
            : new String[] {"-U", path(server)};
    assertEchoes(concat(new String[] {"nc", "-N"}, where));
  }

  @ParameterizedTest
  @MethodSource("all")
  void socat_withHalfClose_getsEverythingBack(Server server) throws IOException {
    String where =
        server.isTcp() ? "TCP:127.0.0.1:" + port(server) : "UNIX-CONNECT:" + path(server);
    // -t: how long socat waits for the rest after one side has ended.
    assertEchoes("socat", "-t", "20", "-", where);
  }

  @ParameterizedTest
  @MethodSource("all")
  void python_withHalfClose_getsEverythingBack(Server server) throws IOException {
    assertEchoes("python3", "-c", PYTHON_CLIENT, server.endpoint.toString());
  }

  @ParameterizedTest
  @MethodSource("all")
  void echoClient_withHalfClose_getsEverythingBack(Server server) throws IOException {
    String[] where =
        server.isTcp()
            ? new String[] {"--port", Integer.toString(port(server))}
            : new String[] {"--unix", path(server)};
    try (Program client = Program.sluice(concat(new String[] {"echo", "client"}, where))) {
      assertThat(client.end(TEXT.getBytes(US_ASCII))).isEqualTo(new Program.Result(0, TEXT, ""));
    }
  }

  @ParameterizedTest
  @MethodSource("tcp")
  void urgentByte_hidesNothingBehindIt(Server server) throws IOException {
    assertWholeAfterPause(server, PYTHON_URGENT);
  }

  @ParameterizedTest
  @MethodSource("unix")
  void descriptorsSentAlong_hideNothingBehindThem(Server server) throws IOException {
    assertWholeAfterPause(server, PYTHON_DESCRIPTORS);
  }

  /** Stops the server while the client sends, so that all of it is one event. */
  private static void assertWholeAfterPause(Server server, String script) throws IOException {
    assumeInstalled("python3");
    server.program.signal("STOP");
    try (Program client = Program.any("python3", "-c", script, server.endpoint.toString())) {
      Deadline.of(Duration.ofSeconds(10)).until(() -> assertThat(isReading(client)).isTrue());
      server.program.signal("CONT");
      assertThat(client.end()).isEqualTo(new Program.Result(0, "beforebehind", ""));
    } finally {
      server.program.signal("CONT");
    }
  }

  /** Tells whether a program waits for its standard input: it has sent what it sends. */
  private static boolean isReading(Program program) throws IOException {
    String call = Files.readString(Path.of("/proc/" + program.pid() + "/syscall"));
    return call.startsWith("0 0x0 ");
  }

  @Test
  void echoClient_whenNobodyListens_saysSo() throws IOException {
    try (Program client =
        Program.sluice("echo", "client", "--unix", directory.resolve("none").toString())) {
      Program.Result result = client.end();
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.errors())
          .isEqualToIgnoringNewLines(
              "sluice echo client: cannot connect to unix:"
                  + directory.resolve("none")
                  + ": ENOENT (2) No such file or directory");
    }
  }

  private static void assertEchoes(String... command) throws IOException {
    assumeInstalled(command[0]);
    try (Program client = Program.any(command)) {
      assertThat(client.end(TEXT.getBytes(US_ASCII))).isEqualTo(new Program.Result(0, TEXT, ""));
    }
  }

  private static void assumeInstalled(String command) {
    assumeThat(Program.isInstalled(command)).as(command + " is on the PATH").isTrue();
  }

  private static int port(Server server) {
    return ((InetEndpoint) server.endpoint).port();
  }

  private static String path(Server server) {
    return server.endpoint.toString().substring("unix:".length());
  }

  private static String[] concat(String[] first, String[] second) {
    return Stream.concat(Arrays.stream(first), Arrays.stream(second)).toArray(String[]::new);
  }
}
