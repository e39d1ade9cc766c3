package dev.sluice.frame;

import java.io.Serial;
import java.net.ProtocolException;

/**
 * The peer sent what its framing does not allow: a frame above the maximum, or a length that is
 * none. Where the next frame begins is not known then, so the connection is of no more use. A
 * handler may throw it as it is: it is the peer's failure, and not counted as the handler's.
 *
 * <p>The message reads {@code a payload of 2147483647 bytes is announced, and at most 65536 are
 * allowed}.
 */
public final class FrameException extends ProtocolException {
  @Serial private static final long serialVersionUID = 1;

  FrameException(String message) {
    super(message);
  }

  /** The length is unsigned, as all lengths on the wire are here. */
  static FrameException tooLong(long announcedBytes, int maxPayloadBytes) {
    return new FrameException(
        "a payload of "
            + Long.toUnsignedString(announcedBytes)
            + " bytes is announced, and at most "
            + maxPayloadBytes
            + " are allowed");
  }
}
