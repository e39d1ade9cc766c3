package dev.sluice.examples.files;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A checksum that grows with the bytes, and can be asked in between. */
final class Sha256 {
  private static final int CHUNK_BYTES = 64 * 1024;

  private final MessageDigest digest;

  Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  void update(ByteBuffer bytes) {
    digest.update(bytes);
  }

  /** Adds a part of a file. */
  void update(FileChannel file, long from, long count) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    long end = from + count;
    for (long at = from; at < end; at += chunk.limit()) {
      chunk.clear().limit((int) Math.min(CHUNK_BYTES, end - at));
      if (file.read(chunk, at) <= 0) {
        throw new EOFException("the file has become shorter");
      }
      digest.update(chunk.flip());
    }
  }

  static Sha256 of(FileChannel file, long count) throws IOException {
    Sha256 sum = new Sha256();
    sum.update(file, 0, count);
    return sum;
  }

  /** Returns the checksum of what was added so far, in hexadecimal digits. */
  String sum() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's SHA-256 can be copied", e);
    }
  }
}
