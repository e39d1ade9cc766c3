package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.Endpoint;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code sluice framing} with clients that frame by themselves. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class FramingDemoTest {
  private static final String PYTHON_CLIENT =
      """
      import socket, struct, sys
      with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s:
          words = [b"one", b"", "Grüße".encode(), b"x" * 200]
          s.sendall(b"".join(struct.pack(">I", len(w)) + w for w in words))
          s.shutdown(socket.SHUT_WR)
          sys.exit(0 if s.recv(1) == b"" else 1)
      """;

  @Test
  void framesOfPython_areToldApart() throws IOException {
    assumeThat(Program.isInstalled("python3")).as("python3 is installed").isTrue();
    try (Program server = Program.sluice("framing", "--listen", "--port", "0", "--prefix", "4")) {
      int port = ((InetEndpoint) server.listening()).port();
      try (Program client = Program.any("python3", "-c", PYTHON_CLIENT, Integer.toString(port))) {
        assertThat(client.end().exitCode()).isZero();
      }
      assertThat(server.readLine()).isEqualTo("a client");
      assertMessages(server, "one", "", "Gr\\c3\\bc\\c3\\9fe", "x".repeat(40) + "…");
      server.signal("INT");
      assertThat(server.exitCode()).isZero();
    }
  }

  /** How the stream is cut is the network's affair; the messages are not. */
  private static void assertMessages(Program server, String... messages) throws IOException {
    int seen = 0;
    for (String line = server.readLine();
        line != null && !line.equals("  the end");
        line = server.readLine()) {
      if (!line.startsWith("  recv, ")) {
        assertThat(line).isEqualTo("    message: " + messages[seen++]);
      }
    }
    assertThat(seen).isEqualTo(messages.length);
  }

  @ParameterizedTest
  @CsvSource({
    "'\3ab', the stream ended",
    "'\377\177', a frame",
  })
  void brokenFrames_endTheirConnection_andNoOther(String bytes, String sentence)
      throws IOException {
    try (Program server = Program.sluice("framing", "--listen", "--port", "0", "--prefix", "1")) {
      Endpoint endpoint = server.listening();
      send(endpoint, bytes);
      assertThat(server.readLine()).isEqualTo("a client");
      assertThat(server.readLine()).startsWith("  recv, ");
      send(endpoint, "\1a");
      String next = server.readLine();
      if (!"a client".equals(next)) {
        assertThat(next).isNotBlank();
        assertThat(server.readLine()).isEqualTo("a client");
      }
      assertThat(server.readLine()).isEqualTo("  recv, 2 bytes: \\01a");
      assertThat(server.readLine()).isEqualTo("    message: a");
    }
  }

  private static void send(Endpoint endpoint, String bytes) throws IOException {
    try (StreamSocket client = StreamSocket.connectTo(endpoint);
        IoBuffer buffer = IoBuffer.allocate(10)) {
      client.sendAll(buffer.put(bytes, ISO_8859_1));
    }
  }

  @Test
  void widthThatThereIsNot_isRefused() throws IOException {
    try (Program program = Program.sluice("framing", "--prefix", "3")) {
      Program.Result result = program.end();
      assertThat(result.errors()).contains("--prefix: ").hasLineCount(1);
      assertThat(result.exitCode()).isEqualTo(2);
    }
  }
}
