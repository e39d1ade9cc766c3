package dev.sluice.frame;

import dev.sluice.IoBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Bytes that end each payload. They are looked for as Knuth, Morris and Pratt do: each byte of the
 * stream is looked at once, however the pieces fall.
 */
final class DelimiterFraming extends Framing {
  private final byte[] delimiter;

  /** How much of the delimiter still matches where a byte behind so much of it does not. */
  private final int[] fallback;

  private final int keptBytes;

  /**
   * @param keptBytes how much of the delimiter is payload: nothing or all
   */
  DelimiterFraming(byte[] delimiter, int maxLineBytes, int keptBytes) {
    super(checkMax(maxLineBytes, delimiter.length) + keptBytes, delimiter.length - keptBytes);
    this.delimiter = delimiter.clone();
    this.keptBytes = keptBytes;
    fallback = new int[delimiter.length + 1];
    for (int i = 1; i < delimiter.length; i++) {
      fallback[i + 1] = advance(fallback[i], this.delimiter[i]);
    }
  }

  byte[] delimiter() {
    return delimiter.clone();
  }

  private static int checkMax(int maxLineBytes, int delimiterBytes) {
    if (delimiterBytes == 0) {
      throw new IllegalArgumentException("a delimiter has at least 1 byte");
    }
    if (maxLineBytes < 1) {
      throw new IllegalArgumentException(
          "a payload has a maximum of at least 1 byte, not " + maxLineBytes);
    }
    if (maxLineBytes > Integer.MAX_VALUE - delimiterBytes) {
      throw new IllegalArgumentException(
          "no buffer holds a payload of "
              + maxLineBytes
              + " bytes and its delimiter: the maximum is at most "
              + (Integer.MAX_VALUE - delimiterBytes));
    }
    return maxLineBytes;
  }

  /** Returns how much of the delimiter stands at the end, now that one more byte is there. */
  private int advance(int matched, int value) {
    int still = matched;
    while (still > 0 && delimiter[still] != (byte) value) {
      still = fallback[still];
    }
    return delimiter[still] == (byte) value ? still + 1 : still;
  }

  @Override
  int measure(IoBuffer in, FrameDecoder progress) throws FrameException {
    int scanned = progress.scannedBytes;
    int matched = progress.matchedBytes;
    int there = in.readable();
    while (scanned < there && matched < delimiter.length) {
      int next = matched > 0 ? scanned : in.indexOf(delimiter[0], scanned);
      if (next < 0) {
        scanned = there;
      } else {
        matched = advance(matched, in.peek(next));
        scanned = next + 1;
      }
    }
    progress.scannedBytes = scanned;
    progress.matchedBytes = matched;
    int maxLineBytes = maxFrameBytes() - delimiter.length;
    if (scanned - matched > maxLineBytes) {
      throw new FrameException(
          "a payload goes on after "
              + maxLineBytes
              + " bytes, the most that are allowed, without its delimiter "
              + printed());
    }
    return scanned - matched + delimiter.length;
  }

  @Override
  int headerBytes(IoBuffer in) {
    return 0;
  }

  @Override
  int headerBytes(int payloadBytes) {
    return 0;
  }

  @Override
  int minFrameBytes() {
    return delimiter.length;
  }

  @Override
  int trailerBytes() {
    return delimiter.length - keptBytes;
  }

  @Override
  void writeHeader(int payloadBytes, IoBuffer out) {}

  @Override
  public void putTrailer(IoBuffer out) {
    if (keptBytes == 0) {
      out.put(delimiter);
    }
  }

  @Override
  void checkContent(IoBuffer payload) {
    int bytes = payload.readable();
    int matched = 0;
    int scanned = 0;
    while (scanned < bytes && matched < delimiter.length) {
      int next = matched > 0 ? scanned : payload.indexOf(delimiter[0], scanned);
      if (next < 0) {
        scanned = bytes;
      } else {
        matched = advance(matched, payload.peek(next));
        scanned = next + 1;
      }
    }
    checkEnd(scanned, matched, bytes);
  }

  @Override
  void checkContent(byte[] payload) {
    int matched = 0;
    int scanned = 0;
    while (scanned < payload.length && matched < delimiter.length) {
      matched = advance(matched, payload[scanned]);
      scanned++;
    }
    checkEnd(scanned, matched, payload.length);
  }

  /**
   * Checks that a decoder would find the delimiter at the frame's end, and not before. A delimiter
   * that overlaps itself can begin in the payload and end in the delimiter behind it.
   */
  private void checkEnd(int scannedBytes, int matchedBytes, int payloadBytes) {
    int scanned = scannedBytes;
    int matched = matchedBytes;
    for (int i = 0; i < trailerBytes() && matched < delimiter.length; i++) {
      matched = advance(matched, delimiter[i]);
      scanned++;
    }
    if (matched < delimiter.length) {
      throw new IllegalArgumentException(
          "the payload does not end with " + printed() + ", which " + this + " keeps");
    }
    if (scanned < payloadBytes + trailerBytes()) {
      throw new IllegalArgumentException(
          "the delimiter "
              + printed()
              + " would be found at byte "
              + (scanned - delimiter.length)
              + " of a payload of "
              + payloadBytes);
    }
  }

  @Override
  void checkUnseen() {
    throw new UnsupportedOperationException(
        this + " has to see a payload, which must not contain the delimiter: pass its buffer");
  }

  /** Returns the delimiter as text where it is some, else in hexadecimal digits. */
  private String printed() {
    String text = new String(delimiter, StandardCharsets.ISO_8859_1);
    String shown = text.replace("\r", "\\r").replace("\n", "\\n");
    boolean isReadable = shown.chars().allMatch(c -> c > ' ' && c <= '~');
    return isReadable ? '"' + shown + '"' : "0x" + HexFormat.of().formatHex(delimiter);
  }

  @Override
  public String toString() {
    String name = keptBytes == 0 ? "delimiter(" : "delimiterKept(";
    return name + printed() + ", " + (maxFrameBytes() - delimiter.length) + ")";
  }
}
