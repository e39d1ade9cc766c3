package dev.sluice.frame;

import static dev.sluice.frame.Framings.bytes;
import static dev.sluice.frame.Framings.text;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Async;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.net.Message;
import dev.sluice.net.MsgFlags;
import dev.sluice.net.Shutdown;
import dev.sluice.net.SocketPair;
import dev.sluice.net.StreamSocket;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The loops that the package documentation shows, over sockets. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class FramingOverSocketsTest {
  private static final Path SOURCES = Path.of("src", "main", "java");
  private static final Path TESTS = Path.of("src", "test", "java");

  @RegisterExtension final Async async = new Async();

  private SocketPair<StreamSocket> pair;
  private StreamSocket client;
  private StreamSocket server;

  // example begins
  static final Framing FRAMING = Framing.lengthPrefix(4, ByteOrder.BIG_ENDIAN, 65_536);

  static void serve(StreamSocket socket) throws IOException {
    try (IoBuffer in = IoBuffer.allocate(FRAMING.maxFrameBytes());
        IoBuffer out = IoBuffer.allocate(FRAMING.maxFrameBytes())) {
      FrameDecoder decoder = FRAMING.newDecoder();
      while (socket.recv(in) != IoStatus.END_OF_STREAM) {
        IoBuffer payload;
        while ((payload = decoder.next(in)) != null) {
          FRAMING.encode(payload, out.clear());
          socket.sendAll(out);
        }
        decoder.makeRoom(in);
      }
      decoder.end(in);
    }
  }

  // example ends

  // example begins
  static void sendVectored(StreamSocket socket, IoBuffer payload) throws IOException {
    try (IoBuffer header = IoBuffer.allocate(16);
        IoBuffer trailer = IoBuffer.allocate(16);
        Message message = Message.allocate(3, 0).setBuffers(header, payload, trailer)) {
      FRAMING.putHeader(payload, header);
      FRAMING.putTrailer(trailer);
      while (!header.isEmpty() || !payload.isEmpty() || !trailer.isEmpty()) {
        socket.send(message, MsgFlags.NONE);
      }
    }
  }

  // example ends

  @BeforeEach
  void open() throws IOException {
    pair = SocketPair.stream();
    client = pair.first();
    server = pair.second();
    client.setTimeout(20_000);
    server.setTimeout(20_000);
  }

  @AfterEach
  void close() {
    pair.close();
  }

  @Test
  void documentation_examples_areTheCompiledOnes() throws IOException {
    String shown = Files.readString(SOURCES.resolve("dev/sluice/frame/package-info.java"));
    String compiled =
        Files.readString(TESTS.resolve("dev/sluice/frame/FramingOverSocketsTest.java"));
    String[] parts = compiled.split("\\n  // example (begins|ends)\\n", -1);
    assertThat(parts).hasSize(5);
    for (String example : new String[] {parts[1], parts[3]}) {
      String commented = example.strip().replaceAll("(?m)^(  )?", " * ").replaceAll("(?m) +$", "");
      assertThat(shown).contains("{@snippet :\n" + commented + "\n * }\n");
    }
  }

  /** Receives one frame, and nothing of the one behind it. */
  private static byte[] recvFrame(StreamSocket socket, FrameDecoder decoder, IoBuffer in)
      throws IOException {
    IoBuffer payload;
    while ((payload = decoder.next(in)) == null) {
      decoder.makeRoom(in);
      socket.recvExactly(in, decoder.neededBytes() - in.readable());
    }
    return payload.getAll();
  }

  @Test
  void server_framesOfAllLengths_answersEach() throws Exception {
    Async.Task<Boolean> serving =
        async.start(
            () -> {
              serve(server);
              return true;
            });
    Random random = new Random(1);
    FrameDecoder decoder = FRAMING.newDecoder();
    try (IoBuffer in = IoBuffer.allocate(FRAMING.maxFrameBytes());
        IoBuffer out = IoBuffer.allocate(FRAMING.maxPayloadBytes())) {
      for (int length : new int[] {0, 1, 65_536, 2, 4_096, 65_535, 0}) {
        byte[] payload = new byte[length];
        random.nextBytes(payload);
        sendVectored(client, out.clear().put(payload));
        assertThat(recvFrame(client, decoder, in)).isEqualTo(payload);
        assertThat(in.isEmpty()).isTrue();
      }
    }
    client.shutdown(Shutdown.WRITE);
    assertThat(serving.join()).isTrue();
  }

  @Test
  void server_headerOfTwoGigabytes_endsTheConnectionOnly() throws Exception {
    try (IoBuffer header = IoBuffer.allocate(4).put(new byte[] {0x7F, -1, -1, -1})) {
      client.sendAll(header);
      assertThatThrownBy(() -> serve(server))
          .isInstanceOf(FrameException.class)
          .hasMessage("a payload of 2147483647 bytes is announced, and at most 65536 are allowed");
    }
  }

  @Test
  void server_clientLeavesInsideAFrame_isTold() throws Exception {
    try (IoBuffer part = IoBuffer.allocate(8).put(new byte[] {0, 0, 0, 9, 1, 2})) {
      client.sendAll(part);
    }
    client.close();
    assertThatThrownBy(() -> serve(server))
        .isInstanceOf(EOFException.class)
        .hasMessage("the stream ended inside a frame: 6 of at least 13 bytes came");
  }

  @Test
  void recvExactly_whatIsNeeded_leavesTheNextFrameInTheSocket() throws Exception {
    Framing lines = Framing.delimiter(bytes("\r\n"), 100);
    try (IoBuffer wire = IoBuffer.allocate(64).put(bytes("upgrade\r\n\5hello"));
        IoBuffer in = IoBuffer.allocate(lines.maxFrameBytes())) {
      client.sendAll(wire);
      assertThat(text(recvFrame(server, lines.newDecoder(), in))).isEqualTo("upgrade");
      assertThat(in.isEmpty()).isTrue();
      // What has not been received is still the kernel's.
      assertThat(server.recv(in)).isEqualTo(6);
      assertThat(text(requireNonNull(Framing.varint(9).newDecoder().next(in)).getAll()))
          .isEqualTo("hello");
    }
  }
}
