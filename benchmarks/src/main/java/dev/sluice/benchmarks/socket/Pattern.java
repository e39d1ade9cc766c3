package dev.sluice.benchmarks.socket;

import dev.sluice.IoBuffer;
import java.nio.ByteBuffer;

/**
 * The bytes of all messages. The first is the message's number, which every contender writes and
 * looks at on the measured way; the others are the same in all, and looked at before and after.
 */
final class Pattern {
  private Pattern() {}

  private static byte at(int index) {
    return (byte) (index * 31 + 7);
  }

  /** Returns memory full of the pattern, ready to be sent. */
  static IoBuffer sluice(int bytes) {
    IoBuffer buffer = IoBuffer.allocate(bytes);
    fill(buffer, bytes);
    return buffer;
  }

  /** Writes messages of a size from the first byte to the last. */
  static void fill(IoBuffer buffer, int bytesEach) {
    buffer.clear();
    while (buffer.writable() > 0) {
      buffer.put(at(buffer.writeIndex() % bytesEach));
    }
  }

  /** Returns memory full of the pattern, ready to be sent. */
  static ByteBuffer nio(int bytes) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
    for (int i = 0; i < bytes; i++) {
      buffer.put(i, at(i));
    }
    return buffer;
  }

  /** Tells whether a buffer holds messages of a size, each but its first byte as filled. */
  static boolean isIn(IoBuffer buffer, int bytesEach) {
    for (int i = 0; i < buffer.readable(); i++) {
      if (i % bytesEach != 0 && (byte) buffer.peek(i) != at(i % bytesEach)) {
        return false;
      }
    }
    return buffer.readable() > 0 && buffer.readable() % bytesEach == 0;
  }

  /** Tells whether a buffer holds one message, all but the first byte as filled. */
  static boolean isIn(ByteBuffer buffer) {
    for (int i = 1; i < buffer.position(); i++) {
      if (buffer.get(i) != at(i)) {
        return false;
      }
    }
    return buffer.position() == buffer.capacity();
  }
}
