package dev.sluice.examples.http;

import dev.sluice.IoBuffer;

/**
 * Finds the bytes of a body among those of its framing, in whatever pieces they come: RFC 9112,
 * section 7.1. Its life: {@link #begin} → {@link #next} until {@link #isOver}, for each body.
 *
 * <p>As strict as the grammar, and bounded: a size has at most 15 digits, extensions and trailers
 * are read and dropped, and only so much of them.
 */
final class BodyDecoder {
  static final int MAX_EXTENSION_BYTES = 1024;

  private static final int MAX_SIZE_DIGITS = 15;

  private static final int SIZE = 0;
  private static final int EXTENSION = 1;
  private static final int SIZE_END = 2;
  private static final int DATA = 3;
  private static final int DATA_CR = 4;
  private static final int DATA_END = 5;
  private static final int TRAILERS = 6;
  private static final int OVER = 7;

  private final Fields trailers = new Fields();
  private boolean chunked;
  private int state = OVER;
  private long left;
  private long room;
  private int digits;
  private int extensionBytes;

  /**
   * Begins with a body.
   *
   * @param bytes how long it is, or {@link Request#CHUNKED}
   * @param maxBytes how long it may be
   * @throws Refusal if it is known to be longer
   */
  void begin(long bytes, long maxBytes) throws Refusal {
    chunked = bytes == Request.CHUNKED;
    room = maxBytes;
    left = 0;
    if (chunked) {
      trailers.clear();
      beginChunk();
    } else {
      allot(bytes);
      state = bytes == 0 ? OVER : DATA;
    }
  }

  private void allot(long bytes) throws Refusal {
    if (bytes > room) {
      throw new Refusal(Status.CONTENT_TOO_LARGE, "the body is too long");
    }
    room -= bytes;
    left = bytes;
  }

  private void beginChunk() {
    state = SIZE;
    left = 0;
    digits = 0;
    extensionBytes = 0;
  }

  /** Tells whether the body has ended. */
  boolean isOver() {
    return state == OVER;
  }

  /**
   * Takes the framing up to the next bytes of the body.
   *
   * @return how many of those the buffer begins with now, to be taken by the caller; 0 if it has no
   *     more for now, or the body is over
   * @throws Refusal if the framing is wrong, or the body becomes too long
   */
  int next(IoBuffer input) throws Refusal {
    while (state != OVER && !input.isEmpty()) {
      if (state == DATA) {
        int bytes = (int) Math.min(left, input.readable());
        left -= bytes;
        if (left == 0) {
          state = chunked ? DATA_CR : OVER;
        }
        return bytes;
      }
      framing(input.get());
    }
    return 0;
  }

  private void framing(int next) throws Refusal {
    switch (state) {
      case SIZE -> size(next);
      case EXTENSION -> extension(next);
      case SIZE_END -> {
        expect('\n', next);
        state = left == 0 ? TRAILERS : DATA;
      }
      case DATA_CR -> {
        expect('\r', next);
        state = DATA_END;
      }
      case DATA_END -> {
        expect('\n', next);
        beginChunk();
      }
      default -> {
        if (trailers.take(next)) {
          state = OVER;
        }
      }
    }
  }

  private void size(int next) throws Refusal {
    int digit = next < 128 ? Character.digit(next, 16) : -1;
    if (digit >= 0) {
      if (++digits > MAX_SIZE_DIGITS) {
        throw Refusal.badRequest("the size of a chunk has too many digits");
      }
      left = left * 16 + digit;
    } else if (digits > 0 && next == '\r') {
      sizeIsKnown();
    } else if (digits > 0 && next == ';') {
      state = EXTENSION;
    } else {
      throw Refusal.badRequest("no size of a chunk has the byte " + next);
    }
  }

  private void extension(int next) throws Refusal {
    if (next == '\r') {
      sizeIsKnown();
    } else if (!Grammar.isFieldByte(next) || ++extensionBytes > MAX_EXTENSION_BYTES) {
      throw Refusal.badRequest("an extension of a chunk is wrong or too long");
    }
  }

  private void sizeIsKnown() throws Refusal {
    allot(left);
    state = SIZE_END;
  }

  private static void expect(char expected, int next) throws Refusal {
    if (next != expected) {
      throw Refusal.badRequest("a chunk does not end where it said");
    }
  }
}
