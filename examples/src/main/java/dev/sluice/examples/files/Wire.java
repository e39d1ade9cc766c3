package dev.sluice.examples.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.frame.FrameDecoder;
import dev.sluice.frame.Framing;
import dev.sluice.net.FileTransfers;
import dev.sluice.net.Shutdown;
import dev.sluice.net.StreamSocket;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/** Messages and files on a socket that blocks. */
final class Wire implements AutoCloseable {
  static final int MAX_MESSAGE_BYTES = 8 * 1024;

  private static final Framing FRAMING =
      Framing.lengthPrefix(4, ByteOrder.BIG_ENDIAN, MAX_MESSAGE_BYTES);

  private static final int CHUNK_BYTES = 256 * 1024;
  private static final int FAREWELL_MILLIS = 2_000;
  private static final int FAREWELL_CHUNKS = 1_000;

  private final StreamSocket socket;
  private final FrameDecoder messages = FRAMING.newDecoder();
  private final IoBuffer in = IoBuffer.allocate(FRAMING.maxFrameBytes());
  private final IoBuffer out = IoBuffer.allocate(FRAMING.maxFrameBytes());
  private final IoBuffer chunk = IoBuffer.allocate(CHUNK_BYTES);

  Wire(StreamSocket socket) {
    this.socket = socket;
  }

  void send(String... fields) throws IOException {
    byte[] message = String.join("\n", fields).getBytes(UTF_8);
    if (message.length > MAX_MESSAGE_BYTES) {
      throw new Refusal("a message of " + message.length + " bytes is too long");
    }
    FRAMING.encode(message, out.clear());
    socket.sendAll(out);
  }

  /** Receives a message, and no byte behind it; without any field, if there are no more. */
  List<String> receive() throws IOException {
    in.clear();
    for (; ; ) {
      IoBuffer message = messages.next(in);
      if (message != null) {
        return List.of(message.getAll(UTF_8).split("\n", -1));
      }
      try {
        socket.recvExactly(in, messages.neededBytes() - in.readable());
      } catch (EOFException e) {
        if (in.isEmpty()) {
          return List.of();
        }
        throw e;
      }
    }
  }

  /**
   * Receives a message that has to come now.
   *
   * @param name its first field
   * @param fields how many follow
   * @throws Refusal if it is "no" in place of that, with the reason
   */
  List<String> expect(String name, int fields) throws IOException {
    List<String> message = receive();
    if (message.isEmpty()) {
      throw new EOFException("the other side has closed the connection");
    }
    if (message.get(0).equals("no") && message.size() == 2) {
      throw new Refusal(message.get(1));
    }
    if (!message.get(0).equals(name) || message.size() != fields + 1) {
      throw new Refusal("'" + name + "' with " + fields + " fields has to come here");
    }
    return message;
  }

  static long number(String field, long most) throws Refusal {
    try {
      long number = Long.parseLong(field);
      if (number >= 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The same answer.
    }
    throw new Refusal("a number from 0 to " + most + " has to be here, not '" + field + "'");
  }

  /**
   * Sends a file from a byte on, then its checksum.
   *
   * @param sum that of the bytes before
   * @return whether it was sent; false if the other side has spoken, or gone, in between
   */
  boolean sendBytes(Outgoing file, long from, Sha256 sum, LongConsumer progress)
      throws IOException {
    for (long at = from; at < file.bytes(); ) {
      if (socket.awaitReadable(0)) {
        return false;
      }
      long count = Math.min(CHUNK_BYTES, file.bytes() - at);
      FileTransfers.sendFully(socket, file.fd(), at, count);
      sum.update(file.channel(), at, count);
      at += count;
      progress.accept(at);
    }
    send("sum", sum.sum());
    return true;
  }

  /**
   * Receives the bytes that a file lacks, then compares the checksum. What has come is in the file,
   * whatever happens.
   */
  void receiveBytes(Incoming file, long from, LongConsumer progress) throws IOException {
    file.begin(from);
    for (long at = from; at < file.bytes(); ) {
      int count = (int) Math.min(CHUNK_BYTES, file.bytes() - at);
      try {
        socket.recvExactly(chunk.clear(), count);
      } finally {
        at += chunk.readable();
        file.write(chunk.readableView());
      }
      progress.accept(at);
    }
    file.check(expect("sum", 1).get(1));
  }

  /**
   * Refuses, and ends the conversation. What the other side is still sending is received and
   * dropped for a while: closing at once would reset the connection, and the reason with it.
   */
  void refuse(String reason) throws IOException {
    send("no", reason);
    socket.shutdown(Shutdown.WRITE);
    socket.setTimeout(FAREWELL_MILLIS);
    for (int i = 0; i < FAREWELL_CHUNKS; i++) {
      if (socket.recv(chunk.clear()) == IoStatus.END_OF_STREAM) {
        return;
      }
    }
  }

  @Override
  public void close() {
    for (IoBuffer buffer : Arrays.asList(in, out, chunk)) {
      buffer.close();
    }
    socket.close();
  }
}
