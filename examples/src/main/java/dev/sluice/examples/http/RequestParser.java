package dev.sluice.examples.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.IoBuffer;
import java.util.Arrays;

/**
 * Reads the heads of requests, in whatever pieces they come: RFC 9112, section 3. Its life: {@link
 * #parse} until it is complete → {@link #method}, {@link #target}, {@link #fields} → {@link
 * #reset}, for each request of a connection.
 *
 * <p>It takes each byte once and keeps its own copy, so that a client which sends a byte per minute
 * holds no buffer of the loop. Its memory grows with what was sent, up to 8 KiB for the first line
 * and 16 KiB for the fields; parsing one head after the other allocates nothing but the strings
 * that are asked for.
 */
final class RequestParser {
  static final int MAX_LINE_BYTES = 8 * 1024;
  static final int MAX_METHOD_BYTES = 32;

  private static final int FIRST_BYTES = 128;
  private static final int VERSION_BYTES = "HTTP/1.1".length();

  private static final int START = 0;
  private static final int EMPTY_LINE_END = 1;
  private static final int METHOD = 2;
  private static final int TARGET = 3;
  private static final int VERSION = 4;
  private static final int LINE_END = 5;
  private static final int FIELDS = 6;
  private static final int COMPLETE = 7;

  private final Fields fields = new Fields();
  private byte[] line = new byte[FIRST_BYTES];
  private int used;
  private int methodEnd;
  private int targetEnd;
  private int minor;
  private int state;
  private boolean skippedLine;

  /**
   * Takes bytes, up to the end of the head.
   *
   * @return whether it is complete; what follows is left in the buffer
   * @throws Refusal if it cannot be the head of a request, at the first byte that tells
   */
  boolean parse(IoBuffer input) throws Refusal {
    while (state != COMPLETE && !input.isEmpty()) {
      take(input.get());
    }
    return state == COMPLETE;
  }

  /** Tells whether anything of a request has come. */
  boolean hasBegun() {
    return state != START;
  }

  /** Forgets this request, for the next one. */
  void reset() {
    fields.clear();
    used = 0;
    state = START;
    skippedLine = false;
  }

  private void take(int next) throws Refusal {
    switch (state) {
      case START -> start(next);
      case EMPTY_LINE_END -> {
        lineFeed(next);
        state = START;
      }
      case METHOD -> method(next);
      case TARGET -> target(next);
      case VERSION -> version(next);
      case LINE_END -> {
        lineFeed(next);
        state = FIELDS;
      }
      default -> {
        if (fields.take(next)) {
          state = COMPLETE;
        }
      }
    }
  }

  /** RFC 9112, 2.2: an empty line before a request is ignored; some clients end bodies with it. */
  private void start(int next) throws Refusal {
    if (next == '\r' && !skippedLine) {
      skippedLine = true;
      state = EMPTY_LINE_END;
    } else {
      state = METHOD;
      method(next);
    }
  }

  private void method(int next) throws Refusal {
    if (next == ' ' && used > 0) {
      methodEnd = used;
      state = TARGET;
    } else if (!Grammar.isToken(next)) {
      throw Refusal.badRequest("no method has the byte " + next);
    } else if (used == MAX_METHOD_BYTES) {
      throw new Refusal(Status.NOT_IMPLEMENTED, "no method is that long");
    } else {
      keep(next);
    }
  }

  private void target(int next) throws Refusal {
    if (next == ' ' && used > methodEnd) {
      targetEnd = used;
      state = VERSION;
    } else if (!Grammar.isTargetByte(next)) {
      throw Refusal.badRequest("no target has the byte " + next);
    } else if (used == MAX_LINE_BYTES) {
      throw new Refusal(Status.URI_TOO_LONG, "more than " + MAX_LINE_BYTES + " bytes");
    } else {
      keep(next);
    }
  }

  private void version(int next) throws Refusal {
    if (next == '\r') {
      checkVersion();
      state = LINE_END;
    } else if (used - targetEnd == VERSION_BYTES || next <= ' ') {
      throw Refusal.badRequest("the first line ends with a version, HTTP/1.1");
    } else {
      keep(next);
    }
  }

  private void checkVersion() throws Refusal {
    String version = new String(line, targetEnd, used - targetEnd, US_ASCII);
    if (!version.matches("HTTP/\\d\\.\\d")) {
      throw Refusal.badRequest("the first line ends with a version, HTTP/1.1");
    }
    if (version.charAt(5) != '1') {
      throw new Refusal(Status.VERSION_NOT_SUPPORTED, "this is HTTP/1.1");
    }
    minor = version.charAt(7) - '0';
  }

  private static void lineFeed(int next) throws Refusal {
    if (next != '\n') {
      throw Refusal.badRequest("a CR without LF");
    }
  }

  private void keep(int next) {
    if (used == line.length) {
      line = Arrays.copyOf(line, 2 * line.length);
    }
    line[used++] = (byte) next;
  }

  String method() {
    return new String(line, 0, methodEnd, US_ASCII);
  }

  String target() {
    return new String(line, methodEnd, targetEnd - methodEnd, US_ASCII);
  }

  /** Returns 0 for HTTP/1.0, 1 for HTTP/1.1. */
  int minorVersion() {
    return minor;
  }

  Fields fields() {
    return fields;
  }
}
