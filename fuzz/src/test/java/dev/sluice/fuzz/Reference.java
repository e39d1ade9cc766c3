package dev.sluice.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.frame.Framing;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A framing, and what a stream means in it, worked out in the plainest way from all of it. */
abstract sealed class Reference {
  static final String REFUSED = "refused";
  static final String ENDED = "ended";
  static final String PARTIAL = "partial";

  private final Framing framing;

  private Reference(Framing framing) {
    this.framing = framing;
  }

  final Framing framing() {
    return framing;
  }

  /** Returns the payloads, a character per byte, and how the stream ends. */
  final List<String> decode(byte[] bytes) {
    String rest = new String(bytes, ISO_8859_1);
    List<String> outcome = new ArrayList<>();
    while (!rest.isEmpty()) {
      Part part = first(rest);
      if (part.frameBytes == 0) {
        outcome.add(part.text);
        return outcome;
      }
      outcome.add(part.text);
      rest = rest.substring(part.frameBytes);
    }
    outcome.add(ENDED);
    return outcome;
  }

  /** The frame that text begins with; or, with a length of 0, why there is none. */
  record Part(String text, int frameBytes) {}

  abstract Part first(String rest);

  final Part part(String rest, int header, BigInteger payload) {
    if (payload.compareTo(BigInteger.valueOf(framing.maxPayloadBytes())) > 0) {
      return new Part(REFUSED, 0);
    }
    int end = header + payload.intValueExact();
    return end > rest.length() ? new Part(PARTIAL, 0) : new Part(rest.substring(header, end), end);
  }

  /** A number of fixed width. */
  static final class LengthPrefix extends Reference {
    private final int width;
    private final ByteOrder order;

    LengthPrefix(int width, ByteOrder order, int max) {
      super(Framing.lengthPrefix(width, order, max));
      this.width = width;
      this.order = order;
    }

    @Override
    Part first(String rest) {
      if (rest.length() < width) {
        return new Part(PARTIAL, 0);
      }
      StringBuilder number = new StringBuilder(rest.substring(0, width));
      if (order == ByteOrder.LITTLE_ENDIAN) {
        number.reverse();
      }
      return part(rest, width, new BigInteger(1, number.toString().getBytes(ISO_8859_1)));
    }
  }

  /** Seven bits in each byte. */
  static final class Varint extends Reference {
    Varint(int max) {
      super(Framing.varint(max));
    }

    @Override
    Part first(String rest) {
      int most = (Integer.toBinaryString(framing().maxPayloadBytes()).length() + 6) / 7;
      BigInteger number = BigInteger.ZERO;
      for (int i = 0; i < most; i++) {
        if (i == rest.length()) {
          return new Part(PARTIAL, 0);
        }
        int bits = rest.charAt(i) % 128;
        number = number.add(BigInteger.valueOf(bits).shiftLeft(7 * i));
        if (rest.charAt(i) < 128) {
          return bits == 0 && i > 0 ? new Part(REFUSED, 0) : part(rest, i + 1, number);
        }
      }
      return new Part(REFUSED, 0);
    }
  }

  /** What ends a payload. */
  static final class Delimiter extends Reference {
    private final String delimiter;
    private final int max;
    private final boolean kept;

    Delimiter(String delimiter, int max, boolean kept) {
      super(
          kept
              ? Framing.delimiterKept(delimiter.getBytes(ISO_8859_1), max)
              : Framing.delimiter(delimiter.getBytes(ISO_8859_1), max));
      this.delimiter = delimiter;
      this.max = max;
      this.kept = kept;
    }

    @Override
    Part first(String rest) {
      int at = rest.indexOf(delimiter);
      if (at >= 0) {
        int end = at + delimiter.length();
        return at > max ? new Part(REFUSED, 0) : new Part(rest.substring(0, kept ? end : at), end);
      }
      // What can still become a delimiter is no payload yet.
      int begun = delimiter.length();
      while (!rest.endsWith(delimiter.substring(0, begun))) {
        begun--;
      }
      return new Part(rest.length() - begun > max ? REFUSED : PARTIAL, 0);
    }
  }

  /** One length. */
  static final class Fixed extends Reference {
    Fixed(int bytes) {
      super(Framing.fixed(bytes));
    }

    @Override
    Part first(String rest) {
      return part(rest, 0, BigInteger.valueOf(framing().maxPayloadBytes()));
    }
  }
}
