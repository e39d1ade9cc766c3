package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Endpoint;
import dev.sluice.FdClosedException;
import dev.sluice.IoBuffer;
import dev.sluice.event.Epoll;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the README shows is what the compiler has seen. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class ReadmeTest {
  private static final Path README = Path.of("../README.md");
  private static final Path LOOP = Path.of("src/test/java/dev/sluice/examples/EdgeLoop.java");

  @Test
  void loopOfTheReadme_isTheCompiledOne() throws IOException {
    String compiled = between(Files.readString(LOOP), "  // README begins\n", "  // README ends\n");
    String shown = between(Files.readString(README), "```java\n", "```\n");
    assertThat(shown).isEqualTo(compiled.replaceAll("(?m)^  ", ""));
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
