package dev.sluice.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What goes over the wire between us and other programs, and how each side proves that it came. */
final class Payload {
  /** A prime, so that bytes which moved are seen. */
  private static final int PERIOD = 251;

  private static final int CHUNK_BYTES = 10_007;

  private Payload() {}

  /** So many bytes of the pattern that the programs know too. */
  static byte[] of(int bytes) {
    byte[] payload = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      payload[i] = (byte) (i % PERIOD);
    }
    return payload;
  }

  /** What a server answers: the checksum of what came, in 64 digits, and then the bytes again. */
  static byte[] answer(byte[] received) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.writeBytes(sha256(received).getBytes(US_ASCII));
    answer.writeBytes(received);
    return answer.toByteArray();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends all in pieces of an odd size. */
  static void send(StreamSocket socket, byte[] payload) throws IOException {
    try (IoBuffer buffer = IoBuffer.allocate(CHUNK_BYTES)) {
      for (int at = 0; at < payload.length; at += CHUNK_BYTES) {
        int bytes = Math.min(CHUNK_BYTES, payload.length - at);
        socket.sendAll(buffer.clear().put(payload, at, bytes));
      }
    }
  }

  /** Receives to the end of the stream. */
  static byte[] receive(StreamSocket socket) throws IOException {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    try (IoBuffer buffer = IoBuffer.allocate(CHUNK_BYTES)) {
      while (socket.recv(buffer.clear()) != IoStatus.END_OF_STREAM) {
        received.writeBytes(buffer.getAll());
      }
    }
    return received.toByteArray();
  }

  /** The server's side of a conversation. */
  static void serve(StreamSocket peer) throws IOException {
    byte[] received = receive(peer);
    send(peer, answer(received));
    peer.shutdown(Shutdown.WRITE);
  }
}
