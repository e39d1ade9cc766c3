package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.IoBuffer;
import dev.sluice.frame.FrameDecoder;
import dev.sluice.frame.Framing;
import dev.sluice.loop.Connection;
import java.io.IOException;

/**
 * What both sides of {@code sluice heartbeat} say: {@code ping} is answered by {@code pong}, and
 * anything is a sign of life. It belongs to one connection.
 */
final class PingPong {
  private static final Framing LINES = Framing.delimiter(new byte[] {'\n'}, 80);

  private final FrameDecoder lines = LINES.newDecoder();
  private long asked;

  /** Asks the peer. */
  void ask(Connection connection) {
    asked = System.nanoTime();
    connection.send("ping\n", US_ASCII);
  }

  /**
   * Answers what has come.
   *
   * @return how long the last answer took, in nanoseconds; negative if none has come
   * @throws dev.sluice.frame.FrameException if a line is longer than 80 bytes
   */
  long take(Connection connection, IoBuffer input) throws IOException {
    long took = -1;
    for (IoBuffer line = lines.next(input); line != null; line = lines.next(input)) {
      String word = line.getAll(US_ASCII).strip();
      if (word.equals("ping")) {
        connection.send("pong\n", US_ASCII);
      } else if (word.equals("pong") && asked != 0) {
        took = System.nanoTime() - asked;
        asked = 0;
      }
    }
    return took;
  }
}
