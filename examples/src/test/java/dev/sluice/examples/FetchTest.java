package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.net.StreamSocket;
import dev.sluice.server.ServerModel;
import dev.sluice.server.ServerSettings;
import dev.sluice.server.StreamServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code sluice fetch} and servers, good and strange ones. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class FetchTest {
  private static final int LARGE = 2_000_000;

  @TempDir Path root;

  private static Program.Result fetch(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("fetch"));
    command.addAll(List.of(arguments));
    try (Program program = Program.sluice(command.toArray(String[]::new))) {
      return program.end();
    }
  }

  private void makeSite() throws IOException {
    Files.write(root.resolve("large"), new byte[LARGE]);
    Files.writeString(root.resolve("a.txt"), "hello\n");
    Files.createDirectory(root.resolve("sub"));
  }

  private void assertFetched(String url) throws IOException {
    Path list = root.resolve("urls");
    Files.writeString(list, (url + "/large\n").repeat(60));
    Program.Result many = fetch("--at-once", "10", "@" + list);
    assertThat(many.errors()).isEmpty();
    assertThat(many.exitCode()).isZero();
    assertThat(many.output().lines())
        .hasSize(60)
        .allMatch(line -> line.matches("200 +2000000 bytes +\\d+ ms  " + url + "/large"));
    Program.Result some = fetch(url + "/a.txt", url + "/none", url + "/sub");
    assertThat(some.exitCode()).isEqualTo(1);
    assertThat(some.errors()).isEqualTo("sluice fetch: 1 of 3 failed\n");
    List<String> lines = some.output().lines().toList();
    assertThat(lines.get(0)).matches("200 +6 bytes +\\d+ ms  " + url + "/a.txt");
    assertThat(lines.get(1)).matches("404 +\\d+ bytes +\\d+ ms  " + url + "/none");
    assertThat(lines.get(2)).matches("200 +\\d+ bytes .* " + url + "/sub -> " + url + "/sub/");
  }

  @Test
  void pythonsServer_isFetchedFrom() throws IOException {
    assumeThat(Program.isInstalled("python3")).as("python3 is on the PATH").isTrue();
    makeSite();
    try (Program python =
            Program.any(
                "python3", "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "-d", "" + root);
        BufferedReader output = python.process().inputReader()) {
      Matcher port = Pattern.compile("port (\\d+)").matcher(output.readLine());
      assertThat(port.find()).isTrue();
      assertFetched("http://127.0.0.1:" + port.group(1));
    }
  }

  @Test
  void ourServer_isFetchedFrom() throws IOException {
    makeSite();
    try (Program http = Program.sluice("http", "--port", "0", "--root", root.toString())) {
      assertFetched("http://" + http.listening());
    }
  }

  // ---- strange servers

  private static String answer(String path) {
    return switch (path) {
      case "/loop" -> "HTTP/1.1 302 Found\r\nLocation: /pool\r\nContent-Length: 0\r\n\r\n";
      case "/pool" -> "HTTP/1.1 302 Found\r\nLocation: loop\r\nContent-Length: 0\r\n\r\n";
      case "/tls" -> "HTTP/1.1 301 Moved\r\nLocation: https://h/\r\nContent-Length: 0\r\n\r\n";
      case "/bad" -> "HTTP/1.1 301 Moved\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n";
      case "/up/../a" -> "HTTP/1.1 200 OK\r\n\r\nuntil the end";
      case "/relative/x" -> "HTTP/1.1 307 T\r\nLocation: ../up/../a?q\r\nContent-Length: 0\r\n\r\n";
      case "/a?q" -> "HTTP/1.0 200\r\n\r\nuntil the end";
      case "/chunked" ->
          String.join(
              "\r\n",
              "HTTP/1.1 103 Early Hints",
              "Link: x",
              "",
              "HTTP/1.1 200 OK",
              "Transfer-Encoding: chunked",
              "",
              "5",
              "hello",
              "3;x",
              "!!!",
              "0",
              "T: t",
              "",
              "");
      case "/short" -> "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc";
      case "/cut" -> "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab";
      case "/garbage" -> "SSH-2.0-OpenSSH\r\n";
      case "/empty" -> "HTTP/1.1 204 No Content\r\n\r\n";
      default -> path.startsWith("/down/") ? down(path) : "";
    };
  }

  private static String down(String path) {
    int next = Integer.parseInt(path.substring("/down/".length())) - 1;
    String location = next == 0 ? "/empty" : "/down/" + next;
    return "HTTP/1.1 308 P\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n";
  }

  /** Answers one request by its target; {@code /never} by silence. */
  private static void serve(StreamSocket connection) throws IOException {
    connection.setTimeout(20_000);
    try (IoBuffer buffer = IoBuffer.allocate(8192)) {
      while (buffer.indexOf('\r', 0) < 0) {
        connection.recv(buffer);
      }
      String path = buffer.getAll(US_ASCII).split(" ", 3)[1];
      if (path.equals("/never")) {
        connection.recv(buffer.clear()); // until the client has gone
      } else {
        connection.sendAll(buffer.clear().put(answer(path), US_ASCII));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/loop        | -   | redirects go round in circles, back to http://127.0.0.1:PORT/loop",
        "/down/3      | 204 | -> http://127.0.0.1:PORT/empty",
        "/down/4      | -   | more than 3 redirects",
        "/tls         | -   | https:// needs TLS, which is not spoken here; try http://",
        "/bad         | -   | redirected to what is no URL: http://[",
        "/relative/x  | 200 | 13 bytes",
        "/chunked     | 200 | 8 bytes",
        "/short       | -   | the server closed the connection after 3 bytes of a longer body",
        "/cut         | -   | the server closed the connection after 2 bytes of a longer body",
        "/garbage     | -   | this is not an answer of HTTP/1.1",
        "/nothing     | -   | the server closed the connection before it had answered",
        "/never       | -   | not done within 1500 ms"
      })
  void strangeServer_isUnderstood_orSaidToBeStrange(String path, String status, String note)
      throws Exception {
    try (StreamServer server =
            StreamServer.openBlocking(
                InetEndpoint.loopback(Family.INET4, 0),
                ServerModel.THREAD_PER_CONNECTION,
                FetchTest::serve,
                ServerSettings.STANDARD);
        ServerThread _ = new ServerThread(server)) {
      String url = "http://" + server.endpoint() + path;
      int port = ((InetEndpoint) server.endpoint()).port();
      Program.Result result = fetch("--timeout-millis", "1500", "--max-redirects", "3", url);
      assertThat(result.output())
          .hasLineCount(1)
          .matches("(?s) *" + status + " .*")
          .contains(note.replace("PORT", Integer.toString(port)));
      assertThat(result.exitCode()).isEqualTo(status.equals("-") ? 1 : 0);
    }
  }

  @Test
  void whatIsNoUrl_isAFailureOfItsOwn() throws IOException {
    Program.Result result =
        fetch("https://example.org/", "ftp://example.org/", "http://a b/", "http:///x");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.errors()).isEqualTo("sluice fetch: 4 of 4 failed\n");
    assertThat(result.output().lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).contains("https:// needs TLS"),
            line -> assertThat(line).contains("a URL begins with http:// and a host"),
            line -> assertThat(line).contains("no URL: "),
            line -> assertThat(line).contains("a URL begins with http:// and a host"));
  }

  @Test
  void nobodyListens_isSaid() throws IOException {
    Program.Result result = fetch("http://127.0.0.1:1/");
    assertThat(result.output()).contains("ECONNREFUSED");
    assertThat(result.exitCode()).isEqualTo(1);
  }
}
