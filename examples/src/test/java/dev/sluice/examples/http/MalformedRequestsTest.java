package dev.sluice.examples.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.examples.NoLeakedDescriptors;
import dev.sluice.examples.ServerThread;
import dev.sluice.net.StreamSocket;
import dev.sluice.server.ServerModel;
import dev.sluice.server.ServerSettings;
import dev.sluice.server.StreamServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong, ambiguous or too much gets its status, and no answer more than that. */
@ExtendWith(NoLeakedDescriptors.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class MalformedRequestsTest {
  private static final String PROBE = "GET /a.txt HTTP/1.1\r\nHost: probe\r\n\r\n";
  private static final long PATIENCE_MILLIS = 20_000;

  @TempDir static Path root;
  private StreamServer server;
  private ServerThread serving;

  @BeforeAll
  void startServer() throws IOException {
    Files.writeString(root.resolve("a.txt"), "content");
    HttpHandler handler =
        new HttpHandler(
            root.toRealPath().toString(), TimeUnit.SECONDS.toNanos(60), 1 << 14, 1 << 20);
    server =
        StreamServer.open(
            InetEndpoint.loopback(Family.INET4, 0),
            ServerModel.EPOLL_EDGE,
            handler,
            ServerSettings.STANDARD);
    serving = new ServerThread(server);
  }

  @AfterAll
  void endServer() throws IOException, InterruptedException {
    serving.close();
  }

  static Stream<Malformed.Case> cases() {
    return Malformed.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void request_getsItsStatus_andNothingElse(Malformed.Case each) throws Exception {
    try (StreamSocket client = StreamSocket.connectTo(server.endpoint());
        IoBuffer buffer = IoBuffer.allocate(64 * 1024)) {
      client.setTimeout(PATIENCE_MILLIS);
      send(client, each.request());
      for (int status : each.statuses()) {
        assertThat(receive(client, buffer).status()).isEqualTo(status);
      }
      if (each.then() == Malformed.Then.OPEN) {
        send(client, PROBE);
        Reception next = receive(client, buffer);
        assertThat(next.status()).isEqualTo(200);
        assertThat(next.bytes()).isEqualTo("content".length());
      } else {
        assertThat(buffer.isEmpty()).as("nothing behind the last answer").isTrue();
        assertThat(client.recv(buffer.clear())).isEqualTo(IoStatus.END_OF_STREAM);
      }
    }
    assertThat(server.counted().handlerFailures()).isZero();
  }

  private static void send(StreamSocket client, String text) throws IOException {
    byte[] bytes = text.getBytes(ISO_8859_1);
    try (IoBuffer request = IoBuffer.allocate(bytes.length)) {
      client.sendAll(request.put(bytes));
    }
  }

  /** Receives one answer; what follows it stays in the buffer. */
  private static Reception receive(StreamSocket client, IoBuffer buffer) throws Exception {
    Reception reception = new Reception();
    reception.take(buffer);
    while (!reception.isOver()) {
      if (client.recv(buffer.clear()) == IoStatus.END_OF_STREAM) {
        reception.ended();
      } else {
        reception.take(buffer);
      }
    }
    return reception;
  }
}
