package dev.sluice.frame;

import dev.sluice.IoBuffer;
import java.nio.ByteOrder;

/**
 * How a stream is cut into frames: each is a payload and what tells its end. A framing encodes, and
 * makes the decoders that take frames from a stream.
 *
 * {@snippet :
 * static final Framing FRAMING = Framing.lengthPrefix(4, ByteOrder.BIG_ENDIAN, 65_536);
 * }
 *
 * <p>The rule people trip over: the maximum is what a peer can make this side hold. It counts
 * payload; {@link #maxFrameBytes} is what a buffer has to hold.
 *
 * <p>Immutable and thread-safe.
 */
public abstract sealed class Framing
    permits LengthPrefixFraming, VarintFraming, DelimiterFraming, FixedFraming {
  private final int maxPayloadBytes;
  private final int maxFrameBytes;

  /**
   * @param overheadBytes how much longer than its payload a frame can be
   */
  Framing(int maxPayloadBytes, int overheadBytes) {
    if (maxPayloadBytes < 1) {
      throw new IllegalArgumentException(
          "a payload has a maximum of at least 1 byte, not " + maxPayloadBytes);
    }
    if (maxPayloadBytes > Integer.MAX_VALUE - overheadBytes) {
      throw new IllegalArgumentException(
          "no buffer holds a frame with a payload of "
              + maxPayloadBytes
              + " bytes: the maximum is at most "
              + (Integer.MAX_VALUE - overheadBytes));
    }
    this.maxPayloadBytes = maxPayloadBytes;
    this.maxFrameBytes = maxPayloadBytes + overheadBytes;
  }

  /**
   * Frames by the payload's length before it, an unsigned number of fixed width that does not count
   * itself.
   *
   * @param widthBytes how many bytes the length has: 1, 2, 4 or 8
   * @param order which of them comes first
   * @param maxPayloadBytes the longest payload that is sent or accepted
   * @throws IllegalArgumentException if there is no such width, or the maximum is below 1 or beyond
   *     what the width can tell
   */
  public static Framing lengthPrefix(int widthBytes, ByteOrder order, int maxPayloadBytes) {
    return new LengthPrefixFraming(widthBytes, order, maxPayloadBytes);
  }

  /**
   * Frames by the payload's length before it in seven bits per byte, the lowest first, and the
   * eighth set in all but the last: unsigned LEB128, the varint of Protocol Buffers. Lengths in
   * more bytes than they need are refused.
   *
   * @param maxPayloadBytes the longest payload that is sent or accepted
   * @throws IllegalArgumentException if the maximum is below 1
   */
  public static Framing varint(int maxPayloadBytes) {
    return new VarintFraming(maxPayloadBytes);
  }

  /**
   * Frames by bytes that stand behind each payload, and nowhere in it. Payloads come without them.
   *
   * @param delimiter the bytes, for instance of {@code "\r\n"}
   * @param maxPayloadBytes the longest payload that is sent or accepted, without the delimiter
   * @throws IllegalArgumentException if the delimiter is empty or the maximum below 1
   */
  public static Framing delimiter(byte[] delimiter, int maxPayloadBytes) {
    return new DelimiterFraming(delimiter, maxPayloadBytes, 0);
  }

  /**
   * Frames as {@link #delimiter} does, but the payload includes the delimiter: decoded ones end
   * with it, and those to be encoded have to.
   *
   * @param delimiter the bytes, for instance of {@code "\r\n"}
   * @param maxLineBytes the longest payload that is sent or accepted, not counting the delimiter,
   *     so that the same frames are accepted as by {@link #delimiter}
   * @throws IllegalArgumentException if the delimiter is empty or the maximum below 1
   */
  public static Framing delimiterKept(byte[] delimiter, int maxLineBytes) {
    return new DelimiterFraming(delimiter, maxLineBytes, delimiter.length);
  }

  /**
   * Frames by a length that both sides know: nothing but payload is on the wire.
   *
   * @param payloadBytes how long each payload is
   * @throws IllegalArgumentException if that is below 1
   */
  public static Framing fixed(int payloadBytes) {
    return new FixedFraming(payloadBytes);
  }

  /** Returns how long the longest payload is. */
  public final int maxPayloadBytes() {
    return maxPayloadBytes;
  }

  /** Returns how long the longest frame is: what a buffer has to hold to receive any of them. */
  public final int maxFrameBytes() {
    return maxFrameBytes;
  }

  /** Makes a decoder, which belongs to one direction of one stream. */
  public final FrameDecoder newDecoder() {
    return new FrameDecoder(this);
  }

  /**
   * Returns how long the frame of a payload is.
   *
   * @param payloadBytes how long the payload is
   * @throws IllegalArgumentException if payloads are not of that length
   */
  public final int frameBytes(int payloadBytes) {
    checkLength(payloadBytes);
    return headerBytes(payloadBytes) + payloadBytes + trailerBytes();
  }

  /**
   * Puts a whole frame, and takes its payload.
   *
   * @param payload everything readable is the payload
   * @param out gets the frame
   * @throws IllegalArgumentException if the payload is too long, or contains the delimiter; nothing
   *     is put or taken then
   * @throws IndexOutOfBoundsException if there is not room for {@link #frameBytes}; nothing is put
   *     or taken then
   */
  public final void encode(IoBuffer payload, IoBuffer out) {
    int bytes = payload.readable();
    checkLength(bytes);
    checkContent(payload);
    checkRoom(out, bytes);
    writeHeader(bytes, out);
    out.put(payload);
    putTrailer(out);
  }

  /**
   * Puts a whole frame.
   *
   * @param payload the payload
   * @param out gets the frame
   * @throws IllegalArgumentException if the payload is too long, or contains the delimiter; nothing
   *     is put then
   * @throws IndexOutOfBoundsException if there is not room for {@link #frameBytes}; nothing is put
   *     then
   */
  public final void encode(byte[] payload, IoBuffer out) {
    checkLength(payload.length);
    checkContent(payload);
    checkRoom(out, payload.length);
    writeHeader(payload.length, out);
    out.put(payload);
    putTrailer(out);
  }

  private void checkRoom(IoBuffer out, int payloadBytes) {
    if (frameBytes(payloadBytes) > out.writable()) {
      throw new IndexOutOfBoundsException(
          "a frame of "
              + frameBytes(payloadBytes)
              + " bytes, and "
              + out.writable()
              + " of "
              + out
              + " are writable");
    }
  }

  /**
   * Puts what stands before a payload, so that the payload can be sent from where it is: header,
   * payload and trailer are three buffers of one vectored send.
   *
   * @param payload everything readable is the payload; it is looked at, and not taken
   * @param out gets the header, which may be of no bytes
   * @throws IllegalArgumentException if the payload is too long, or contains the delimiter
   * @throws IndexOutOfBoundsException if there is not room; nothing is put then
   */
  public final void putHeader(IoBuffer payload, IoBuffer out) {
    checkLength(payload.readable());
    checkContent(payload);
    putHeaderOf(payload.readable(), out);
  }

  /**
   * Puts what stands before a payload that is in no buffer, such as a file to come.
   *
   * @param payloadBytes how long the payload is
   * @param out gets the header, which may be of no bytes
   * @throws IllegalArgumentException if payloads are not of that length
   * @throws IndexOutOfBoundsException if there is not room; nothing is put then
   * @throws UnsupportedOperationException if the framing has a delimiter, and would have to see the
   *     payload
   */
  public final void putHeader(int payloadBytes, IoBuffer out) {
    checkLength(payloadBytes);
    checkUnseen();
    putHeaderOf(payloadBytes, out);
  }

  private void putHeaderOf(int payloadBytes, IoBuffer out) {
    int bytes = headerBytes(payloadBytes);
    if (bytes > out.writable()) {
      throw new IndexOutOfBoundsException(
          "a header of "
              + bytes
              + " bytes, and "
              + out.writable()
              + " of "
              + out
              + " are writable");
    }
    writeHeader(payloadBytes, out);
  }

  /**
   * Puts what stands behind a payload: the delimiter, where it is not a part of the payload.
   *
   * @param out gets the trailer, which may be of no bytes
   * @throws IndexOutOfBoundsException if there is not room; nothing is put then
   */
  public void putTrailer(IoBuffer out) {}

  /** Refuses the length of a payload that is to be encoded. */
  void checkLength(int payloadBytes) {
    if (payloadBytes < 0 || payloadBytes > maxPayloadBytes) {
      throw new IllegalArgumentException(
          "a payload of " + payloadBytes + " bytes: " + this + " has 0 to " + maxPayloadBytes);
    }
  }

  /** Refuses bytes that the decoder would take for an end. */
  void checkContent(IoBuffer payload) {}

  /** Refuses bytes that the decoder would take for an end. */
  void checkContent(byte[] payload) {}

  /** Refuses to vouch for bytes that nobody has seen. */
  void checkUnseen() {}

  /** Returns how long the shortest frame is. */
  int minFrameBytes() {
    return headerBytes(0) + trailerBytes();
  }

  abstract int headerBytes(int payloadBytes);

  int trailerBytes() {
    return 0;
  }

  /** Puts the header; there is room. */
  abstract void writeHeader(int payloadBytes, IoBuffer out);

  /**
   * Looks at the frame that begins at the read index, and takes nothing. However the bytes arrive,
   * it comes to the same answer or the same exception.
   *
   * @param progress what earlier looks at the same frame have found
   * @return how long the frame is, if so many bytes are readable; else how many have to be before
   *     another look can tell more
   */
  abstract int measure(IoBuffer in, FrameDecoder progress) throws FrameException;

  /** Returns the length of the header of a whole frame, which {@link #measure} has seen. */
  abstract int headerBytes(IoBuffer in);
}
