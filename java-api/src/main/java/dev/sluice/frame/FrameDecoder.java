package dev.sluice.frame;

import dev.sluice.IoBuffer;
import java.io.EOFException;
import org.jspecify.annotations.Nullable;

/**
 * Takes frames from the buffer that a stream is received into. Its life: {@link
 * Framing#newDecoder}, then for what each receive brought {@link #next} until it returns {@code
 * null}, and {@link #makeRoom}; at the end of the stream {@link #end}.
 *
 * <p>The rule people trip over: a payload is the bytes in the buffer, not a copy. It is gone with
 * the next frame and when the buffer is compacted; what is to stay has to be copied.
 *
 * <p>A decoder takes whole frames and never looks behind them, so the bytes after a frame may be
 * another decoder's, or nobody's. In the middle of a frame nothing else may take from the buffer,
 * but its content may move to another buffer. It holds no memory, however long a frame is.
 *
 * <p>Not thread-safe.
 */
public final class FrameDecoder {
  private final Framing framing;

  /** Of the frame that has begun, so much has been searched for a delimiter. */
  int scannedBytes;

  /** So much of a delimiter stands at the end of that. */
  int matchedBytes;

  private int neededBytes;
  private int seenBytes;

  FrameDecoder(Framing framing) {
    this.framing = framing;
    this.neededBytes = framing.minFrameBytes();
  }

  /**
   * Takes the next frame, if all of it is there.
   *
   * @param in what was received, from its read index on
   * @return the payload, a {@linkplain IoBuffer#getSlice slice} of the buffer; {@code null} if more
   *     has to be received
   * @throws FrameException if the peer announces, or sends, what the framing does not allow;
   *     nothing is taken then, and every later call says the same
   * @throws IllegalStateException if something else has taken bytes of a frame that had begun
   */
  public @Nullable IoBuffer next(IoBuffer in) throws FrameException {
    int readable = in.readable();
    if (readable < seenBytes) {
      throw new IllegalStateException(
          seenBytes
              + " bytes of a frame were there, and "
              + in
              + " has fewer: nothing else may take from it before the frame is whole");
    }
    seenBytes = readable;
    neededBytes = framing.measure(in, this);
    return readable < neededBytes ? null : take(in, neededBytes);
  }

  private IoBuffer take(IoBuffer in, int frameBytes) {
    int header = framing.headerBytes(in);
    int trailer = framing.trailerBytes();
    IoBuffer payload = in.skip(header).getSlice(frameBytes - header - trailer);
    in.skip(trailer);
    scannedBytes = 0;
    matchedBytes = 0;
    seenBytes = 0;
    neededBytes = framing.minFrameBytes();
    return payload;
  }

  /**
   * Returns how many bytes have to be readable, at least, before {@link #next} can return a frame.
   * Whoever receives no more than what is missing receives nothing of the frame after it. The
   * number grows as more of the frame is known, and is at most {@link Framing#maxFrameBytes}.
   */
  public int neededBytes() {
    return neededBytes;
  }

  /**
   * Compacts the buffer, so that the rest of the frame has room behind what is there. Each byte is
   * moved at most once: what has been moved stands at the front until its frame is whole.
   *
   * @param in what {@link #next} has returned {@code null} for
   * @throws IllegalArgumentException if the buffer is too small for the frame, however empty;
   *     whoever begins with small buffers compares {@link #neededBytes} with the capacity before,
   *     and goes on in a larger one
   */
  public void makeRoom(IoBuffer in) {
    if (neededBytes > in.capacity()) {
      throw new IllegalArgumentException(
          "a frame of at least "
              + neededBytes
              + " bytes does not fit in "
              + in
              + ": the longest one has "
              + framing.maxFrameBytes());
    }
    in.compact();
  }

  /**
   * Checks that the stream ends between frames.
   *
   * @param in what {@link #next} has returned {@code null} for; what is left stays in it
   * @throws EOFException if the stream ends inside a frame
   * @throws IllegalStateException if there may be another frame
   */
  public void end(IoBuffer in) throws EOFException {
    int left = in.readable();
    if (left >= neededBytes) {
      throw new IllegalStateException(
          "there may be another frame in " + in + ": call next until it returns null");
    }
    if (left > 0) {
      throw new EOFException(
          "the stream ended inside a frame: "
              + left
              + " of at least "
              + neededBytes
              + " bytes came");
    }
  }

  /** Returns for instance {@code FrameDecoder[varint(65536), needs 12 bytes]}. */
  @Override
  public String toString() {
    return "FrameDecoder[" + framing + ", needs " + neededBytes + " bytes]";
  }
}
