package dev.sluice.server;

import dev.sluice.IoBuffer;
import dev.sluice.frame.Framing;
import dev.sluice.loop.LoopCounters;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.util.List;

/** What a server and its worker processes say to each other. */
sealed interface WorkerMessage {
  /** The server's first, with the listening descriptor beside it. */
  record Start(WorkerHandler handler, ServerSettings settings) implements WorkerMessage {}

  /** End in order; 0 is at once. */
  record Shutdown(long withinNanos) implements WorkerMessage {}

  /** Say what you have counted. */
  record Count(long question) implements WorkerMessage {}

  /** The worker accepts connections. */
  record Ready() implements WorkerMessage {}

  /** The worker ends before it has begun. */
  record Failed(String why) implements WorkerMessage {}

  /** What the worker has counted, as the answer to all questions up to this one. */
  record Counted(long question, LoopCounters counters) implements WorkerMessage {}

  /** How they are told apart on the wire. */
  List<Class<? extends Record>> KINDS =
      List.of(Start.class, Shutdown.class, Count.class, Ready.class, Failed.class, Counted.class);

  /** Where one ends. */
  Framing FRAMING = Framing.lengthPrefix(4, ByteOrder.BIG_ENDIAN, 1 << 16);

  /** Returns the bytes of a whole frame. */
  default byte[] toFrame() {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(payload)) {
      out.writeByte(KINDS.indexOf(getClass()));
      RecordCodec.write((Record) this, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (IoBuffer frame = IoBuffer.allocate(FRAMING.frameBytes(payload.size()))) {
      FRAMING.encode(payload.toByteArray(), frame);
      return frame.getAll();
    }
  }

  /**
   * Reads what a frame carries.
   *
   * @throws IOException if it is nothing of this kind
   */
  static WorkerMessage read(IoBuffer payload) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload.getAll()))) {
      int kind = in.readUnsignedByte();
      if (kind < KINDS.size()) {
        WorkerMessage message = (WorkerMessage) RecordCodec.read(KINDS.get(kind), in);
        if (in.read() < 0) {
          return message;
        }
      }
      throw new IOException("a message of kind " + kind + " was not understood");
    } catch (IOException e) {
      throw new IOException(
          "server and worker do not understand each other: were the jars replaced while the server"
              + " ran? Start it again",
          e);
    }
  }
}
