package dev.sluice.frame;

import dev.sluice.IoBuffer;

/** A length of as many bytes as it needs before each payload. */
final class VarintFraming extends Framing {
  private static final int BITS = 7;
  private static final int MORE = 1 << BITS;

  private final int maxHeaderBytes;

  VarintFraming(int maxPayloadBytes) {
    super(maxPayloadBytes, widthBytes(maxPayloadBytes));
    maxHeaderBytes = maxFrameBytes() - maxPayloadBytes;
  }

  /** Returns how many groups of seven bits the number has, at least one. */
  private static int widthBytes(int number) {
    return (Integer.SIZE - Integer.numberOfLeadingZeros(number | 1) + BITS - 1) / BITS;
  }

  @Override
  int measure(IoBuffer in, FrameDecoder progress) throws FrameException {
    int width = width(in);
    if (width == 0) {
      return in.readable() + 1;
    }
    long length = 0;
    for (int i = width - 1; i >= 0; i--) {
      length = (length << BITS) | (in.peek(i) & (MORE - 1));
    }
    if (length > maxPayloadBytes()) {
      throw FrameException.tooLong(length, maxPayloadBytes());
    }
    return width + (int) length;
  }

  /** Returns how many bytes the length has, 0 if its last one has not come. */
  private int width(IoBuffer in) throws FrameException {
    int there = Math.min(in.readable(), maxHeaderBytes);
    for (int i = 0; i < there; i++) {
      int group = in.peek(i);
      if (group < MORE) {
        if (group == 0 && i > 0) {
          throw new FrameException(
              "a length of "
                  + (i + 1)
                  + " bytes ends with a zero, so it is longer than it need be");
        }
        return i + 1;
      }
    }
    // Whatever follows, the length is beyond the maximum or has a zero at its end.
    if (there == maxHeaderBytes) {
      throw new FrameException(
          "a length goes on after byte "
              + maxHeaderBytes
              + ", and a payload of at most "
              + maxPayloadBytes()
              + " bytes is allowed");
    }
    return 0;
  }

  @Override
  int headerBytes(IoBuffer in) {
    int width = 1;
    while (in.peek(width - 1) >= MORE) {
      width++;
    }
    return width;
  }

  @Override
  int headerBytes(int payloadBytes) {
    return widthBytes(payloadBytes);
  }

  @Override
  void writeHeader(int payloadBytes, IoBuffer out) {
    int left = payloadBytes;
    for (; left >= MORE; left >>>= BITS) {
      out.put(left | MORE);
    }
    out.put(left);
  }

  @Override
  public String toString() {
    return "varint(" + maxPayloadBytes() + ")";
  }
}
