package dev.sluice.examples.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.IoBuffer;
import dev.sluice.loop.Connection;
import java.io.IOException;

/**
 * Sends a body back while it comes: in chunks, or to a client of HTTP/1.0 up to the end of the
 * connection.
 */
final class EchoAnswer {
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(US_ASCII);

  private final Connection connection;
  private final Reply reply;
  private final boolean inChunks;
  private boolean begun;

  EchoAnswer(Connection connection, Request request) {
    this.connection = connection;
    this.inChunks = request.isHttp11();
    this.reply = inChunks ? Reply.to(request, connection) : Reply.last(connection, false);
  }

  /** Tells whether it is too late for another answer. */
  boolean hasBegun() {
    return begun;
  }

  private void begin() {
    if (!begun) {
      begun = true;
      Answer head = reply.head(Status.OK).with("Content-Type", "application/octet-stream");
      reply.send(inChunks ? head.with("Transfer-Encoding", "chunked") : head);
    }
  }

  /** Sends a part, as one chunk. */
  void part(IoBuffer input, int bytes) {
    begin();
    byte[] size = inChunks ? (Integer.toHexString(bytes) + "\r\n").getBytes(US_ASCII) : new byte[0];
    byte[] chunk = new byte[size.length + bytes + (inChunks ? 2 : 0)];
    System.arraycopy(size, 0, chunk, 0, size.length);
    input.get(chunk, size.length, bytes);
    if (inChunks) {
      chunk[chunk.length - 2] = '\r';
      chunk[chunk.length - 1] = '\n';
    }
    connection.send(chunk, 0, chunk.length);
  }

  void end() {
    begin();
    if (inChunks) {
      connection.send(LAST_CHUNK, 0, LAST_CHUNK.length);
    }
    reply.end();
  }

  /** Ends in a way that cannot be taken for the end of the body. */
  void breakOff(String why) {
    if (inChunks) {
      connection.close(); // the last chunk is missing
    } else {
      connection.abort(new IOException(why));
    }
  }
}
