package dev.sluice.frame;

import dev.sluice.IoBuffer;
import java.nio.ByteOrder;

/** A length of fixed width before each payload. */
final class LengthPrefixFraming extends Framing {
  private final int widthBytes;
  private final ByteOrder order;

  LengthPrefixFraming(int widthBytes, ByteOrder order, int maxPayloadBytes) {
    super(maxPayloadBytes, checkWidth(widthBytes));
    long most = widthBytes < Integer.BYTES ? (1L << (widthBytes * Byte.SIZE)) - 1 : Long.MAX_VALUE;
    if (maxPayloadBytes > most) {
      throw new IllegalArgumentException(
          "a length of width "
              + widthBytes
              + " tells at most "
              + most
              + ", and the maximum is "
              + maxPayloadBytes);
    }
    this.widthBytes = widthBytes;
    this.order = order;
  }

  private static int checkWidth(int widthBytes) {
    return switch (widthBytes) {
      case 1, 2, 4, 8 -> widthBytes;
      default ->
          throw new IllegalArgumentException("a length has 1, 2, 4 or 8 bytes, not " + widthBytes);
    };
  }

  @Override
  int measure(IoBuffer in, FrameDecoder progress) throws FrameException {
    if (in.readable() < widthBytes) {
      return widthBytes;
    }
    long length = 0;
    for (int i = 0; i < widthBytes; i++) {
      length = (length << Byte.SIZE) | in.peek(place(i));
    }
    // Eight bytes can have the sign bit set, and mean even more.
    if (length < 0 || length > maxPayloadBytes()) {
      throw FrameException.tooLong(length, maxPayloadBytes());
    }
    return widthBytes + (int) length;
  }

  /** Returns where the byte stands on the wire, counted from the most significant one. */
  private int place(int significance) {
    return order == ByteOrder.BIG_ENDIAN ? significance : widthBytes - 1 - significance;
  }

  @Override
  int headerBytes(IoBuffer in) {
    return widthBytes;
  }

  @Override
  int headerBytes(int payloadBytes) {
    return widthBytes;
  }

  @Override
  void writeHeader(int payloadBytes, IoBuffer out) {
    long length = payloadBytes;
    for (int i = 0; i < widthBytes; i++) {
      out.put((int) (length >>> ((widthBytes - 1 - place(i)) * Byte.SIZE)));
    }
  }

  @Override
  public String toString() {
    return "lengthPrefix(" + widthBytes + ", " + order + ", " + maxPayloadBytes() + ")";
  }
}
