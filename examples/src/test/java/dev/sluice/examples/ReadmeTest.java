package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Endpoint;
import dev.sluice.FdClosedException;
import dev.sluice.IoBuffer;
import dev.sluice.event.Epoll;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import dev.sluice.server.ServerModel;
import dev.sluice.server.StreamServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the README shows is what the compiler has seen. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class ReadmeTest {
  private static final Path README = Path.of("../README.md");
  private static final Path HERE = Path.of("src/test/java/dev/sluice/examples");

  @ParameterizedTest
  @CsvSource({"EdgeLoop.java, ## An edge-triggered loop", "ShoutingServer.java, ## A server"})
  void codeOfTheReadme_isTheCompiledOne(String file, String heading) throws IOException {
    String compiled =
        between(Files.readString(HERE.resolve(file)), "  // README begins\n", "  // README ends\n");
    String chapter = between(Files.readString(README), heading + "\n", "\n## ");
    assertThat(between(chapter, "```java\n", "```\n"))
        .isEqualTo(compiled.replaceAll("(?m)^  ", ""));
  }

  @Test
  void serverOfTheReadme_shouts_blockingOrNot() throws Exception {
    for (ServerModel model : List.of(ServerModel.SEQUENTIAL, ServerModel.EPOLL_EDGE)) {
      try (StreamServer server = ShoutingServer.open(model);
          ServerThread _ = new ServerThread(server);
          StreamSocket client = StreamSocket.connectTo(server.endpoint());
          IoBuffer buffer = IoBuffer.allocate(5)) {
        client.setTimeout(20_000);
        client.sendAll(buffer.put("hello", US_ASCII));
        client.recvExactly(buffer.clear(), 5);
        assertThat(buffer.getAll(US_ASCII)).isEqualTo("HELLO");
      }
    }
  }

  /** Each cell is tried anew: what the README says is what this library does. */
  @Test
  void tableOfTheReadme_isThatOfAFreshRun() throws IOException {
    Map<String, List<String>> shown = rows(Files.readString(README));
    try (Program models = Program.sluice("models")) {
      Program.Result result = models.end();
      assertThat(result.exitCode()).as(result.errors()).isZero();
      Map<String, List<String>> tried = rows(result.output());
      assertThat(tried).as(result.output()).containsAllEntriesOf(shown);
      assertThat(shown).containsKeys(tried.keySet().toArray(String[]::new));
      assertThat(shown).containsKeys("model", "sequential", "epoll-edge", "nio");
    }
  }

  /** Reads the table that begins with a column "model": cells by model. */
  private static Map<String, List<String>> rows(String text) {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    boolean inside = false;
    for (String line : text.lines().toList()) {
      inside = line.startsWith("| model ") || (inside && line.startsWith("|"));
      if (inside && !line.startsWith("|--")) {
        List<String> cells = Pattern.compile(" *\\| *").splitAsStream(line.substring(1)).toList();
        rows.put(cells.getFirst().strip(), cells.subList(1, cells.size()));
      }
    }
    return rows;
  }

  private static String between(String text, String begin, String end) {
    int from = text.indexOf(begin) + begin.length();
    return text.substring(from, text.indexOf(end, from));
  }

  @Test
  void loopOfTheReadme_receivesAllOfEveryClient() throws Exception {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    Thread server;
    try (ListeningSocket listener = ListeningSocket.listenOn(Endpoint.parse("127.0.0.1:0"), 10);
        Epoll epoll = Epoll.open()) {
      Endpoint endpoint = listener.localEndpoint();
      server = Thread.ofPlatform().start(() -> serve(epoll, listener, received));
      for (int i = 0; i < 3; i++) {
        try (StreamSocket client = StreamSocket.connectTo(endpoint);
            IoBuffer buffer = IoBuffer.allocate(100)) {
          client.send(buffer.put("line " + i + "\n", US_ASCII));
        }
      }
      Deadline.of(Duration.ofSeconds(20))
          .until(
              () ->
                  assertThat(received.toString(US_ASCII).lines())
                      .containsExactlyInAnyOrder("line 0", "line 1", "line 2"));
    }
    server.join();
  }

  private static void serve(Epoll epoll, ListeningSocket listener, ByteArrayOutputStream out) {
    try {
      EdgeLoop.serve(epoll, listener, out);
    } catch (FdClosedException closedByTheTest) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
