package dev.sluice.net;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Async;
import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.NoLeakedDescriptors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code nc} and {@code socat} as client and as server. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ToolInteropTest {
  @RegisterExtension final Async async = new Async();

  @TempDir Path directory;

  /** Where to meet. */
  private Endpoint place(String kind) {
    return Endpoint.parse(
        switch (kind) {
          case "unix" -> "unix:" + directory.resolve("socket");
          case "abstract" -> "unix:@sluice-interop-" + System.nanoTime();
          default -> "127.0.0.1:0";
        });
  }

  private static List<String> client(String tool, Endpoint server) {
    String text = server.toString();
    if (tool.equals("nc")) {
      // nc(1): -N closes its half of the connection at the end of its input.
      return server instanceof InetEndpoint inet
          ? List.of("nc", "-N", "127.0.0.1", Integer.toString(inet.port()))
          : List.of("nc", "-N", "-U", text.substring("unix:".length()));
    }
    String address =
        server instanceof InetEndpoint
            ? "TCP4:" + text
            : text.replaceFirst("^unix:@", "ABSTRACT-CONNECT:")
                .replaceFirst("^unix:", "UNIX-CONNECT:");
    return List.of("socat", "-t20", "-", address);
  }

  private static List<String> server(String tool, Endpoint at) {
    String text = at.toString();
    if (tool.equals("nc")) {
      return at instanceof InetEndpoint
          ? List.of("nc", "-N", "-n", "-v", "-l", "127.0.0.1", "0")
          : List.of("nc", "-N", "-v", "-l", "-U", text.substring("unix:".length()));
    }
    String address =
        at instanceof InetEndpoint
            ? "TCP4-LISTEN:0,bind=127.0.0.1"
            : text.replaceFirst("^unix:@", "ABSTRACT-LISTEN:")
                .replaceFirst("^unix:", "UNIX-LISTEN:");
    return List.of("socat", "-d", "-d", "-t20", "-", address);
  }

  /** Where the tool listens, once it says so. */
  private static Endpoint listening(PeerProcess tool, Endpoint asked) throws IOException {
    if (asked instanceof InetEndpoint) {
      String port = tool.await("(?i)listening on .*?127\\.0\\.0\\.1[: ](\\d+)");
      return InetEndpoint.loopback(Family.INET4, Integer.parseInt(port));
    }
    tool.await("(?i)listening on ");
    return asked;
  }

  @ParameterizedTest
  @CsvSource({
    "nc, tcp, 0",
    "nc, tcp, 1",
    "nc, tcp, 65536",
    "nc, tcp, 3145729",
    "nc, unix, 1",
    "nc, unix, 3145729",
    "socat, tcp, 0",
    "socat, tcp, 1",
    "socat, tcp, 65536",
    "socat, tcp, 3145729",
    "socat, unix, 1",
    "socat, unix, 3145729",
    "socat, abstract, 65537",
  })
  void tool_asClient_hasTheAnswerWhole(String tool, String kind, int size) throws Exception {
    byte[] payload = Payload.of(size);
    try (ListeningSocket server = ListeningSocket.listenOn(place(kind), 1)) {
      server.setTimeout(Async.DEADLINE_MILLIS);
      List<String> command = client(tool, server.localEndpoint());
      try (PeerProcess peer = PeerProcess.start(directory, payload, command);
          StreamSocket accepted = requireNonNull(server.accept())) {
        Payload.serve(accepted);
        assertThat(peer.received()).isEqualTo(Payload.answer(payload));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nc, tcp, 0",
    "nc, tcp, 1",
    "nc, tcp, 65536",
    "nc, tcp, 3145729",
    "nc, unix, 1",
    "nc, unix, 3145729",
    "socat, tcp, 0",
    "socat, tcp, 1",
    "socat, tcp, 65536",
    "socat, tcp, 3145729",
    "socat, unix, 1",
    "socat, unix, 3145729",
    "socat, abstract, 65537",
  })
  void tool_asServer_sendsAndReceivesAtOnce(String tool, String kind, int size) throws Exception {
    byte[] theirs = Payload.answer(Payload.of(size));
    byte[] ours = Payload.of(size);
    Endpoint asked = place(kind);
    try (PeerProcess peer = PeerProcess.start(directory, theirs, server(tool, asked));
        StreamSocket client = StreamSocket.connectTo(listening(peer, asked))) {
      client.setTimeout(Async.DEADLINE_MILLIS);
      Async.Task<byte[]> received = async.start(() -> Payload.receive(client));
      Payload.send(client, ours);
      if (tool.equals("nc")) {
        // A listening nc ends at our end, whatever it has not sent yet.
        received.join();
      }
      client.shutdown(Shutdown.WRITE);
      assertThat(received.join()).isEqualTo(theirs);
      assertThat(peer.received()).isEqualTo(ours);
    }
  }

  /** The first datagram tells the tool who we are; its answer is its input. */
  @ParameterizedTest
  @CsvSource({"nc, 1", "nc, 1400", "socat, 1", "socat, 1400"})
  void tool_asServerOfDatagrams_answers(String tool, int size) throws Exception {
    List<String> command =
        tool.equals("nc")
            ? List.of("nc", "-u", "-n", "-v", "-l", "127.0.0.1", "0")
            : List.of("socat", "-d", "-d", "-T20", "-", "UDP4-LISTEN:0,bind=127.0.0.1");
    try (PeerProcess peer = PeerProcess.start(directory, Payload.of(size), command);
        DatagramSocket client = DatagramSocket.open(Family.INET4);
        IoBuffer buffer = IoBuffer.allocate(2048)) {
      client.setTimeout(Async.DEADLINE_MILLIS);
      String port =
          tool.equals("nc")
              ? peer.await("Bound on 127\\.0\\.0\\.1 (\\d+)")
              : peer.await("(?i)listening on UDP .*:(\\d+)");
      client.connect(InetEndpoint.loopback(Family.INET4, Integer.parseInt(port)));
      client.send(buffer.put(Payload.of(7)));
      assertThat(client.recv(buffer.clear())).isEqualTo(size);
      assertThat(buffer.getAll()).isEqualTo(Payload.of(size));
    }
  }

  @ParameterizedTest
  @CsvSource({"nc, 1", "nc, 1400", "socat, 1", "socat, 1400"})
  void tool_asClientOfDatagrams_isHeard(String tool, int size) throws Exception {
    try (DatagramSocket server = DatagramSocket.open(Family.INET4);
        IoBuffer buffer = IoBuffer.allocate(2048)) {
      server.setTimeout(Async.DEADLINE_MILLIS);
      server.bind(InetEndpoint.loopback(Family.INET4, 0));
      String port = Integer.toString(((InetEndpoint) server.localEndpoint()).port());
      List<String> command =
          tool.equals("nc")
              ? List.of("nc", "-u", "-n", "127.0.0.1", port)
              : List.of("socat", "-", "UDP4:127.0.0.1:" + port);
      try (PeerProcess peer = PeerProcess.start(directory, Payload.of(size), command)) {
        assertThat(peer).isNotNull();
        assertThat(server.recv(buffer)).isEqualTo(size);
        assertThat(buffer.getAll()).isEqualTo(Payload.of(size));
      }
    }
  }
}
