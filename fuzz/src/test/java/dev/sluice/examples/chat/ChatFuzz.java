package dev.sluice.examples.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.fuzz.FuzzedServer;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Two members of a chat. What comes before the first byte 0xFF, which is nowhere in UTF-8, the one
 * sends, what follows the other.
 *
 * <p>What must hold: both connections end; what is told are lines of UTF-8 that say who speaks, and
 * nothing in them moves another's cursor.
 */
public final class ChatFuzz {
  private static final byte TURN = (byte) 0xFF;

  /** Each byte that is no UTF-8 becomes a character of three. */
  private static final int MAX_TOLD_BYTES = 100 + 3 * ChatHandler.MAX_LINE_BYTES;

  private static final FuzzedServer SERVER =
      FuzzedServer.of("chat", new ChatHandler(Integer.MAX_VALUE));

  private static final Pattern TOLD =
      Pattern.compile("(\\* |<[A-Za-z0-9_-]{1,20}> |\\[)[^\\p{Cntrl}\\p{Cf}]*");

  private ChatFuzz() {}

  /** Tries one input, for Jazzer and for the corpus. */
  public static void fuzzerTestOneInput(byte[] input) {
    int turn = 0;
    while (turn < input.length && input[turn] != TURN) {
      turn++;
    }
    byte[] first = Arrays.copyOf(input, turn);
    byte[] second = Arrays.copyOfRange(input, Math.min(turn + 1, input.length), input.length);
    try (StreamSocket one = SERVER.connect();
        StreamSocket other = SERVER.connect()) {
      FuzzedServer.send(one, first, 1 + first.length);
      FuzzedServer.send(other, second, 1 + second.length / 3);
      check(SERVER.receiveAll(one));
      check(SERVER.receiveAll(other));
    } catch (IOException e) {
      throw new AssertionError("a connection does not end in order", e);
    }
  }

  private static void check(byte[] told) {
    String text;
    try {
      text = UTF_8.newDecoder().decode(ByteBuffer.wrap(told)).toString();
    } catch (CharacterCodingException e) {
      throw new AssertionError("not UTF-8: " + new String(told, UTF_8), e);
    }
    if (!text.isEmpty() && !text.endsWith("\n")) {
      throw new AssertionError("a line without end: " + text);
    }
    text.lines().forEach(ChatFuzz::checkLine);
  }

  private static void checkLine(String line) {
    if (!TOLD.matcher(line).matches() || line.getBytes(UTF_8).length > MAX_TOLD_BYTES) {
      throw new AssertionError("nobody says so: " + line);
    }
  }
}
