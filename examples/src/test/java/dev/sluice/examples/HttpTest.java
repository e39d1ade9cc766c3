package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.net.SocketOptions;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code sluice http} and the clients that people have. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class HttpTest {
  private static final int LARGE = 3_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir static Path directory;

  private static Path root;

  @BeforeAll
  static void makeSite() throws IOException {
    root = Files.createDirectory(directory.resolve("site"));
    byte[] large = new byte[LARGE];
    new Random(1).nextBytes(large);
    Files.write(root.resolve("large.bin"), large);
    Files.writeString(root.resolve("a.txt"), "hello\n");
    Files.writeString(root.resolve("index.html"), "<h1>index</h1>\n");
    Files.createFile(root.resolve("empty"));
    Path sub = Files.createDirectory(root.resolve("sub"));
    Files.writeString(sub.resolve("a & <b>.txt"), "special\n");
    Path secret = Files.writeString(directory.resolve("secret"), "secret\n");
    Files.createSymbolicLink(root.resolve("escape"), secret);
    Files.createSymbolicLink(root.resolve("escape-dir"), directory);
    Files.createSymbolicLink(root.resolve("inside"), Path.of("a.txt"));
  }

  private static Program http(String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("http", "--port", "0", "--root"));
    arguments.add(root.toString());
    arguments.addAll(List.of(options));
    return Program.sluice(arguments.toArray(String[]::new));
  }

  private static Program.Result run(String... command) throws IOException {
    assumeThat(Program.isInstalled(command[0])).as(command[0] + " is on the PATH").isTrue();
    try (Program program = Program.any(command)) {
      return program.end();
    }
  }

  private static String curl(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("curl", "-s", "-S", "--max-time", "30"));
    command.addAll(List.of(arguments));
    Program.Result result = run(command.toArray(String[]::new));
    assertThat(result.exitCode()).as(result.errors()).isZero();
    return result.output().replace("\r", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sequential",
        "thread-per-connection",
        "virtual-threads",
        "prefork:2",
        "non-blocking-polling",
        "select",
        "poll",
        "epoll-level",
        "epoll-edge",
        "edge-loops:2",
        "nio"
      })
  void files_rangesAndBodies_onEveryModel(String model) throws IOException {
    Path got = directory.resolve("got");
    String large = root.resolve("large.bin").toString();
    try (Program server = http("--model", model)) {
      String url = "http://" + server.listening();
      curl(url + "/large.bin", "-o", got.toString());
      assertThat(got).hasSameBinaryContentAs(root.resolve("large.bin"));
      curl("--data-binary", "@" + large, url + "/echo", "-o", got.toString());
      assertThat(got).hasSameBinaryContentAs(root.resolve("large.bin"));
      curl(
          "-X",
          "POST",
          "-T",
          large,
          "-H",
          "Transfer-Encoding: chunked",
          url + "/echo",
          "-o",
          "" + got);
      assertThat(got).hasSameBinaryContentAs(root.resolve("large.bin"));
      assertThat(curl(url + "/a.txt", url + "/a.txt")).isEqualTo("hello\nhello\n");
      assertThat(curl("-r", "1-2", url + "/a.txt")).isEqualTo("el");
      assertThat(curl("-I", url + "/a.txt"))
          .startsWith("HTTP/1.1 200 OK\n")
          .contains("\nContent-Length: 6\n", "\nContent-Type: text/plain; charset=utf-8\n");
      server.signal("INT");
      assertThat(server.exitCode()).isZero();
      assertThat(server.errors()).isEmpty();
    }
  }

  @Test
  void resources_areFoundBelowTheRoot_andNowhereElse() throws IOException {
    try (Program server = http()) {
      String url = "http://" + server.listening();
      assertThat(curl(url)).isEqualTo("<h1>index</h1>\n");
      assertThat(curl(url + "/inside")).isEqualTo("hello\n");
      assertThat(curl("-i", url + "/empty")).startsWith("HTTP/1.1 200").endsWith("\n\n");
      assertThat(curl("-i", url + "/sub")).startsWith("HTTP/1.1 301").contains("Location: /sub/\n");
      assertThat(curl("--path-as-is", "-i", url + "//sub")).contains("Location: /sub/\n");
      assertThat(curl(url + "/sub/"))
          .contains("<a href=\"./a%20&amp;%20%3Cb%3E.txt\">a &amp; &lt;b&gt;.txt</a>");
      assertThat(curl(url + "/sub/a%20&%20%3Cb%3E.txt")).isEqualTo("special\n");
      for (String outside : List.of("/escape", "/escape-dir/secret", "/escape-dir/", "/a.txt/")) {
        assertThat(curl("-i", url + outside)).startsWith("HTTP/1.1 404").doesNotContain("secret");
      }
      for (String upwards : List.of("/../secret", "/sub/../../secret", "/%2e%2e/secret")) {
        assertThat(curl("--path-as-is", "-i", url + upwards)).startsWith("HTTP/1.1 400");
      }
    }
  }

  @Test
  void conditionsAndRanges_areAnswered() throws IOException {
    try (Program server = http()) {
      String url = "http://" + server.listening() + "/a.txt";
      String head = curl("-I", url);
      String etag = field(head, "ETag");
      String modified = field(head, "Last-Modified");
      assertThat(status("-H", "If-None-Match: \"x\", W/" + etag, url)).isEqualTo("304");
      assertThat(status("-H", "If-None-Match: \"x\"", url)).isEqualTo("200");
      assertThat(status("-H", "If-Modified-Since: " + modified, url)).isEqualTo("304");
      assertThat(status("-H", "If-Modified-Since: Thursday, 01-Jan-70 00:00:00 GMT", url))
          .isEqualTo("200");
      assertThat(status("-H", "If-Modified-Since: Fri Jan  1 00:00:00 2100", url)).isEqualTo("304");
      assertThat(curl("-r", "-3", url)).isEqualTo("lo\n");
      assertThat(curl("-r", "4-", url)).isEqualTo("o\n");
      assertThat(curl("-r", "0-99999999999999999999", url)).isEqualTo("hello\n");
      assertThat(curl("-i", "-r", "2-3", url))
          .contains("206 Partial", "Content-Range: bytes 2-3/6\n");
      assertThat(curl("-i", "-r", "6-", url)).contains("416 Range", "Content-Range: bytes */6\n");
      assertThat(curl("-i", "-r", "-0", url)).contains("416 Range");
      for (String ignored :
          List.of("items=0-1", "bytes=3-1", "bytes=0-0,2-2", "bytes=x-", "bytes=-")) {
        assertThat(status("-H", "Range: " + ignored, url)).isEqualTo("200");
      }
      assertThat(curl("-r", "0-1", "-H", "If-Range: " + etag, url)).isEqualTo("he");
      assertThat(curl("-r", "0-1", "-H", "If-Range: \"x\"", url)).isEqualTo("hello\n");
    }
  }

  private static String field(String head, String name) {
    Matcher matcher = Pattern.compile("\n" + name + ": (.*)\n").matcher(head);
    assertThat(matcher.find()).as(name + " in " + head).isTrue();
    return matcher.group(1);
  }

  private static String status(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("-o", "/dev/null", "-w", "%{http_code}"));
    command.addAll(List.of(arguments));
    return curl(command.toArray(String[]::new));
  }

  @Test
  void expectContinue_isLetGo_orRefusedBeforeTheBodyIsSent() throws IOException {
    String large = "@" + root.resolve("large.bin");
    try (Program server = http("--max-body-bytes", "3000000")) {
      String url = "http://" + server.listening();
      String expect = "Expect: 100-continue";
      assertThat(curl("-i", "-H", expect, "-d", "x", url + "/echo"))
          .startsWith("HTTP/1.1 100 Continue\n\nHTTP/1.1 200 OK\n")
          .endsWith("\nx");
      assertThat(curl("-i", "-H", expect, "-d", "x", url + "/a.txt")).startsWith("HTTP/1.1 405");
      assertThat(status("--data-binary", large, url + "/echo")).isEqualTo("200");
    }
    try (Program server = http("--max-body-bytes", "2999999")) {
      String url = "http://" + server.listening();
      assertThat(status("--data-binary", large, url + "/echo")).isEqualTo("413");
      assertThat(curl("-0", "-d", "in one piece", url + "/echo")).isEqualTo("in one piece");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll-edge", "virtual-threads", "nio"})
  void load_ofWrkAndAb_getsOnlyGoodAnswers(String model) throws IOException {
    try (Program server = http("--model", model)) {
      String url = "http://" + server.listening();
      for (String path : List.of("/a.txt", "/large.bin")) {
        Program.Result wrk = run("wrk", "-t", "1", "-c", "20", "-d", "1s", url + path);
        assertThat(wrk.exitCode()).isZero();
        assertThat(wrk.output())
            .containsPattern(" [1-9]\\d* requests in")
            .doesNotContain("Socket errors", "Non-2xx");
      }
      for (String keep : List.of("-q", "-k")) {
        Program.Result ab = run("ab", keep, "-n", "2000", "-c", "20", url + "/a.txt");
        assertThat(ab.exitCode()).as(ab.errors()).isZero();
        assertThat(ab.output())
            .containsPattern("Complete requests: +2000\n")
            .containsPattern("Failed requests: +0\n")
            .doesNotContain("Non-2xx");
      }
      assertThat(server.errors()).isEmpty();
    }
  }

  @Test
  void slowLoris_isTold408_whileOthersAreServed() throws IOException {
    try (Program server = http("--slow-millis", "400")) {
      Endpoint endpoint = server.listening();
      List<StreamSocket> slow = new ArrayList<>();
      try {
        for (int i = 0; i < 200; i++) {
          slow.add(StreamSocket.connectTo(endpoint));
          send(slow.get(i), "GET / HTTP/1.1\r\nX");
        }
        assertThat(curl("http://" + endpoint + "/a.txt")).isEqualTo("hello\n");
        for (StreamSocket each : slow) {
          assertThat(receiveAll(each)).startsWith("HTTP/1.1 408 Request Timeout\r\n");
        }
      } finally {
        slow.forEach(StreamSocket::close);
      }
    }
  }

  @Test
  void bodyOfAByteNowAndThen_isBrokenOff() throws IOException {
    try (Program server = http("--slow-millis", "100");
        StreamSocket client = StreamSocket.connectTo(server.listening());
        IoBuffer buffer = IoBuffer.allocate(1 << 16)) {
      send(client, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 9999999\r\n\r\n");
      // Each byte is echoed before the next is sent: it is never idle, and never done.
      int received = 0;
      while (received >= 0) {
        try {
          send(client, "x");
        } catch (ErrnoException closedMeanwhile) {
          break;
        }
        received = client.recv(buffer);
      }
      assertThat(buffer.getAll(UTF_8)).startsWith("HTTP/1.1 200 OK\r\n").doesNotContain("\n0\r\n");
    }
  }

  @Test
  void clientsThatNeverRead_holdBoundedMemory_andAreAborted() throws IOException {
    try (Program server = http("--idle-millis", "1500")) {
      Endpoint endpoint = server.listening();
      assertThat(curl("http://" + endpoint + "/a.txt")).isEqualTo("hello\n");
      int descriptors = NoLeakedDescriptors.open(server.pid()).size();
      long before = residentKilobytes(server);
      List<StreamSocket> silent = new ArrayList<>();
      try {
        for (int i = 0; i < 100; i++) {
          StreamSocket socket = StreamSocket.connectTo(endpoint);
          silent.add(socket);
          socket.set(SocketOptions.SO_RCVBUF, 4096);
          send(socket, "GET /large.bin HTTP/1.1\r\nHost: h\r\n\r\n".repeat(100));
        }
        assertThat(curl("http://" + endpoint + "/a.txt")).isEqualTo("hello\n");
        // Each asks for 300 MB; a hundred of them, and a JVM may grow by its own buffers.
        assertThat(residentKilobytes(server) - before).isLessThan(200 * 1024);
        Deadline.of(PATIENCE)
            .until(
                () ->
                    assertThat(NoLeakedDescriptors.open(server.pid()))
                        .hasSizeLessThanOrEqualTo(descriptors));
      } finally {
        silent.forEach(StreamSocket::close);
      }
      assertThat(curl("http://" + endpoint + "/a.txt")).isEqualTo("hello\n");
    }
  }

  private static long residentKilobytes(Program program) throws IOException {
    String status = Files.readString(Path.of("/proc/" + program.pid() + "/status"));
    Matcher matcher = Pattern.compile("VmRSS:\\s+(\\d+) kB").matcher(status);
    assertThat(matcher.find()).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  @Test
  void connectionWithoutRequest_isClosedSilently() throws IOException {
    try (Program server = http("--idle-millis", "200");
        StreamSocket client = StreamSocket.connectTo(server.listening())) {
      assertThat(receiveAll(client)).isEmpty();
    }
  }

  @Test
  void bodyThatStops_isTold408() throws IOException {
    try (Program server = http("--idle-millis", "200");
        StreamSocket client = StreamSocket.connectTo(server.listening())) {
      send(client, "GET /a.txt HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf");
      assertThat(receiveAll(client)).startsWith("HTTP/1.1 408");
    }
  }

  /** What follows the head would be taken for the next answer. */
  @Test
  void refusalOfHead_hasNoBody() throws IOException {
    try (Program server = http("--max-body-bytes", "10");
        StreamSocket client = StreamSocket.connectTo(server.listening())) {
      send(client, "HEAD /a.txt HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\nhello world");
      assertThat(receiveAll(client)).startsWith("HTTP/1.1 413 ").endsWith("\r\n\r\n");
    }
  }

  @Test
  void curl_isServedOverAUnixSocket() throws IOException {
    String path = directory.resolve("http.sock").toString();
    try (Program server = Program.sluice("http", "--root", root.toString(), "--unix", path)) {
      assertThat(server.listening()).hasToString("unix:" + path);
      assertThat(curl("--unix-socket", path, "http://any/a.txt")).isEqualTo("hello\n");
    }
  }

  @Test
  void shortageOfDescriptors_isTold503() throws IOException {
    assumeThat(Program.isInstalled("prlimit")).as("prlimit is on the PATH").isTrue();
    try (Program server = http();
        StreamSocket client = StreamSocket.connectTo(server.listening())) {
      // Before it is short of them: to load a class takes one, too.
      for (String path : List.of("/sub/", "/a.txt", "/none")) {
        assertThat(curl("http://" + client.peerEndpoint() + path)).isNotEmpty();
      }
      String pid = Long.toString(server.pid());
      assertThat(run("prlimit", "--pid", pid, "--nofile=3:").exitCode()).isZero();
      String host = " HTTP/1.1\r\nHost: h\r\n";
      send(
          client,
          "GET /a.txt"
              + host
              + "\r\nGET /sub/"
              + host
              + "\r\nGET /none"
              + host
              + "Connection: close\r\n\r\n");
      assertThat(receiveAll(client).lines().filter(line -> line.startsWith("HTTP/")))
          .containsExactly(
              "HTTP/1.1 503 Service Unavailable",
              "HTTP/1.1 503 Service Unavailable",
              "HTTP/1.1 404 Not Found");
    }
  }

  private static void send(StreamSocket client, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    client.setTimeout(PATIENCE.toMillis());
    try (IoBuffer buffer = IoBuffer.allocate(bytes.length)) {
      client.sendAll(buffer.put(bytes));
    }
  }

  private static String receiveAll(StreamSocket client) throws IOException {
    client.setTimeout(PATIENCE.toMillis());
    StringBuilder all = new StringBuilder();
    try (IoBuffer buffer = IoBuffer.allocate(4096)) {
      while (client.recv(buffer) != IoStatus.END_OF_STREAM) {
        all.append(buffer.getAll(UTF_8));
        buffer.clear();
      }
    }
    return all.toString();
  }

  @Test
  void rootThatIsNone_isAFailure_inOneSentence() throws IOException {
    String none = directory.resolve("none").toString();
    try (Program program = Program.sluice("http", "--port", "0", "--root", none)) {
      Program.Result result = program.end();
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.errors()).isEqualTo("sluice http: --root " + none + " is no directory\n");
    }
  }
}
