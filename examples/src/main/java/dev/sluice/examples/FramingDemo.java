package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.FdClosedException;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.frame.FrameDecoder;
import dev.sluice.frame.Framing;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code sluice framing}: a stream has no messages. What was sent by several calls arrives in one,
 * and what was sent by one in several; a length in front of each message brings them back.
 */
@Command(
    name = "framing",
    header = "How a stream merges and splits messages, and the length prefix that cures it.",
    description = {
      "Sends messages to itself and shows each recv. With --listen, shows those of your clients."
    },
    footer = {
      "",
      "Examples:",
      "  sluice framing",
      "  sluice framing --listen --port 7777             each recv; try: nc 127.0.0.1 7777",
      "  sluice framing --listen --port 7777 --prefix 2  and the messages behind 2 bytes of length"
    })
final class FramingDemo implements Callable<Integer> {
  private static final int MAX_MESSAGE_BYTES = 1_000;
  private static final int MAX_BYTE = 255;
  private static final int SHOWN_BYTES = 40;
  private static final int BACKLOG = 16;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Mixin private final Address address = new Address();

  @Option(names = "--listen", description = "Show what clients send, one after the other.")
  private boolean listens;

  @Option(
      names = "--prefix",
      paramLabel = "BYTES",
      description = "Their messages begin with a length of 1, 2, 4 or 8 bytes, big-endian.")
  private int prefixBytes;

  @Override
  public Integer call() throws IOException {
    Framing framing = prefixBytes == 0 ? null : prefix(prefixBytes);
    if (listens) {
      listen(framing);
    } else {
      demonstrate(framing == null ? prefix(2) : framing);
    }
    return 0;
  }

  private Framing prefix(int bytes) {
    try {
      return Framing.lengthPrefix(
          bytes, ByteOrder.BIG_ENDIAN, bytes == 1 ? MAX_BYTE : MAX_MESSAGE_BYTES);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), "--prefix: " + e.getMessage());
    }
  }

  private static void demonstrate(Framing framing) throws IOException {
    List<byte[]> messages = List.of(bytes("one"), bytes("two"), bytes("three"));
    try (IoBuffer framed = IoBuffer.allocate(3 * framing.maxFrameBytes())) {
      messages.forEach(message -> framing.encode(message, framed));
      byte[] stream = framed.getAll();
      System.out.println("Three messages, each a send of its own, and then a look:");
      exchange(messages, false, null);
      System.out.println("\nOne message of six bytes, of which the network brings two at a time:");
      exchange(pieces(bytes("single"), 2), true, null);
      System.out.println("\nEach with its length in front, merged again:");
      exchange(List.of(stream), false, framing);
      System.out.println("\nAnd split, in the middle of lengths and of words:");
      exchange(pieces(stream, 4), true, framing);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static List<byte[]> pieces(byte[] whole, int length) {
    return IntStream.iterate(0, i -> i < whole.length, i -> i + length)
        .mapToObj(i -> Arrays.copyOfRange(whole, i, Math.min(whole.length, i + length)))
        .toList();
  }

  /** Sends all and then receives, or receives after each. */
  private static void exchange(List<byte[]> sends, boolean oneByOne, @Nullable Framing framing)
      throws IOException {
    try (ListeningSocket listener =
            ListeningSocket.listenOn(InetEndpoint.loopback(Family.INET4, 0), 1);
        StreamSocket client = StreamSocket.connectTo(listener.localEndpoint());
        StreamSocket server = requireNonNull(listener.accept());
        IoBuffer out = IoBuffer.allocate(MAX_MESSAGE_BYTES);
        Show show = new Show(framing)) {
      for (byte[] bytes : sends) {
        client.sendAll(out.clear().put(bytes));
        if (oneByOne) {
          show.next(server);
        }
      }
      if (!oneByOne) {
        show.next(server);
      }
    }
  }

  private void listen(@Nullable Framing framing) throws IOException {
    Endpoint local = address.endpoint();
    try (CtrlC ctrlC = new CtrlC();
        ListeningSocket listener = open(local)) {
      Thread main = Thread.currentThread();
      ctrlC.stopsBy(main::interrupt);
      System.out.println("listening on " + listener.localEndpoint());
      for (; ; ) {
        try (StreamSocket client = requireNonNull(listener.accept());
            Show show = new Show(framing)) {
          System.out.println("a client");
          follow(client, show);
        }
      }
    } catch (FdClosedException | InterruptedIOException ctrlC) {
      return;
    }
  }

  private static ListeningSocket open(Endpoint local) throws IOException {
    try {
      return ListeningSocket.listenOn(local, BACKLOG);
    } catch (ErrnoException e) {
      throw Failure.cannotListen(local, e);
    }
  }

  /** A client that breaks the rules is the end of its connection, not of the server. */
  private static void follow(StreamSocket client, Show show) throws IOException {
    try {
      while (show.next(client)) {
        // one recv each
      }
      show.end();
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      System.out.println("  " + e.getMessage());
    }
  }

  /** Receives, and prints what came. */
  private static final class Show implements AutoCloseable {
    private final @Nullable FrameDecoder decoder;
    private final IoBuffer buffer;

    Show(@Nullable Framing framing) {
      decoder = framing == null ? null : framing.newDecoder();
      buffer = IoBuffer.allocate(framing == null ? MAX_MESSAGE_BYTES : framing.maxFrameBytes());
    }

    boolean next(StreamSocket socket) throws IOException {
      int before = buffer.writeIndex();
      int received = socket.recv(buffer);
      if (received == IoStatus.END_OF_STREAM) {
        return false;
      }
      System.out.println(
          "  recv, " + received + " bytes: " + text(buffer, before - buffer.readIndex(), received));
      if (decoder == null) {
        buffer.clear();
        return true;
      }
      for (IoBuffer message = decoder.next(buffer);
          message != null;
          message = decoder.next(buffer)) {
        System.out.println("    message: " + text(message, 0, message.readable()));
      }
      decoder.makeRoom(buffer);
      return true;
    }

    void end() throws IOException {
      if (decoder != null) {
        decoder.end(buffer);
      }
      System.out.println("  the end");
    }

    private static String text(IoBuffer bytes, int from, int length) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < Math.min(length, SHOWN_BYTES); i++) {
        int b = bytes.peek(from + i) & 0xFF;
        text.append(b > ' ' && b < 0x7F ? String.valueOf((char) b) : String.format("\\%02x", b));
      }
      return text + (length > SHOWN_BYTES ? "…" : "");
    }

    @Override
    public void close() {
      buffer.close();
    }
  }
}
