package dev.sluice.server;

import dev.sluice.IoBuffer;
import dev.sluice.frame.FrameDecoder;
import dev.sluice.frame.Framing;
import dev.sluice.loop.Connection;
import dev.sluice.loop.ConnectionHandler;
import java.io.IOException;
import java.nio.ByteOrder;

/** Sends whole frames back. */
public final class FrameEchoHandler implements ConnectionHandler {
  static final int HEADER_BYTES = 4;
  static final int MAX_BYTES = 60_000;

  static final Framing FRAMING =
      Framing.lengthPrefix(HEADER_BYTES, ByteOrder.BIG_ENDIAN, MAX_BYTES);

  /** For worker processes, which make one of their own. */
  public FrameEchoHandler() {}

  @Override
  public void opened(Connection connection) {
    connection.attach(FRAMING.newDecoder());
  }

  @Override
  public void received(Connection connection, IoBuffer input) throws IOException {
    if (connection.attachment() instanceof FrameDecoder decoder) {
      for (IoBuffer payload = decoder.next(input); payload != null; payload = decoder.next(input)) {
        try (IoBuffer frame = IoBuffer.allocate(FRAMING.frameBytes(payload.readable()))) {
          FRAMING.encode(payload, frame);
          connection.send(frame);
        }
      }
    }
  }
}
