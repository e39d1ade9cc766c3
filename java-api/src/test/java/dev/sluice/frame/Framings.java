package dev.sluice.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.IoBuffer;
import dev.sluice.Property;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/** A framing with payloads that it can carry, and what they are on the wire. */
final class Framings {
  private static final int ROOM = 64 * 1024;

  private final Framing framing;
  private final List<byte[]> payloads;
  private final byte[] wire;
  private final List<Integer> frameBytes;

  private Framings(Framing framing, List<byte[]> payloads, byte[] wire, List<Integer> frameBytes) {
    this.framing = framing;
    this.payloads = payloads;
    this.wire = wire;
    this.frameBytes = frameBytes;
  }

  Framing framing() {
    return framing;
  }

  /** Returns what is sent. */
  List<byte[]> payloads() {
    return payloads;
  }

  /** Returns all frames, one behind the other. */
  byte[] wire() {
    return wire;
  }

  /** Returns how long each frame is. */
  List<Integer> frameBytes() {
    return frameBytes;
  }

  /** Encodes the payloads. */
  static Framings of(Framing framing, List<byte[]> payloads) {
    List<Integer> lengths = new ArrayList<>();
    try (IoBuffer out = IoBuffer.allocate(ROOM)) {
      for (byte[] payload : payloads) {
        int before = out.readable();
        framing.encode(payload, out);
        lengths.add(out.readable() - before);
      }
      return new Framings(framing, payloads, out.getAll(), lengths);
    }
  }

  /** Returns one of each kind, small enough to be cut at every place. */
  static List<Framings> all() {
    List<byte[]> any = List.of(bytes("ab\n"), bytes(""), bytes("\r\r\0\u00FF"));
    List<byte[]> lines = List.of(bytes("ab"), bytes(""), bytes("\r"), bytes("a\rb"));
    List<Framings> all = new ArrayList<>();
    for (int width : new int[] {1, 2, 4, 8}) {
      all.add(of(Framing.lengthPrefix(width, ByteOrder.BIG_ENDIAN, 5), any));
      all.add(of(Framing.lengthPrefix(width, ByteOrder.LITTLE_ENDIAN, 5), any));
    }
    all.add(of(Framing.varint(5), any));
    all.add(of(Framing.varint(200), List.of(new byte[127], new byte[128], new byte[0])));
    all.add(of(Framing.delimiter(bytes("\n"), 5), lines));
    all.add(of(Framing.delimiter(bytes("\r\n"), 5), lines));
    all.add(of(Framing.delimiterKept(bytes("\n"), 5), List.of(bytes("ab\n"), bytes("\n"))));
    all.add(
        of(Framing.delimiter(bytes("abab"), 9), List.of(bytes("aba"), bytes(""), bytes("cabaa"))));
    all.add(of(Framing.fixed(3), List.of(bytes("abc"), bytes("\n\n\n"))));
    return all;
  }

  /** Draws a framing, and payloads. */
  static Framings draw(Random random) {
    Framing framing = drawFraming(random);
    IntFunction<byte[]> payload = _ -> drawPayload(framing, random);
    List<byte[]> payloads = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      payloads.add(payload.apply(i));
    }
    return of(framing, payloads);
  }

  /** Draws a framing. */
  static Framing drawFraming(Random random) {
    ByteOrder order = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    int max = random.nextInt(1, random.nextBoolean() ? 8 : 256);
    return switch (random.nextInt(5)) {
      case 0 -> Framing.lengthPrefix(1 << random.nextInt(4), order, max);
      case 1 -> Framing.varint(random.nextInt(1, random.nextBoolean() ? 8 : 20_000));
      case 2 -> Framing.delimiter(drawText(random, 1, 4), max);
      case 3 -> Framing.delimiterKept(drawText(random, 1, 4), max);
      default -> Framing.fixed(max);
    };
  }

  private static byte[] drawPayload(Framing framing, Random random) {
    return switch (framing) {
      case FixedFraming fixed ->
          Property.bytes(random, fixed.maxPayloadBytes(), fixed.maxPayloadBytes());
      case DelimiterFraming delimited -> drawLine(delimited, random);
      case VarintFraming varint -> {
        int[] edges = {0, 127, 128, varint.maxPayloadBytes()};
        int length = Math.min(varint.maxPayloadBytes(), edges[random.nextInt(edges.length)]);
        yield Property.bytes(random, length, length);
      }
      case LengthPrefixFraming prefix -> Property.bytes(random, 0, prefix.maxPayloadBytes());
    };
  }

  /** Draws until there is one that the framing takes; that it takes the right ones, others test. */
  private static byte[] drawLine(DelimiterFraming framing, Random random) {
    byte[] delimiter = framing.delimiter();
    boolean kept = framing.trailerBytes() == 0;
    int max = framing.maxFrameBytes() - delimiter.length;
    for (; ; ) {
      String text = text(drawText(random, 0, Math.min(max, random.nextInt(1, 20))));
      if ((text + text(delimiter)).indexOf(text(delimiter)) == text.length()) {
        return bytes(kept ? text + text(delimiter) : text);
      }
    }
  }

  /** Draws of an alphabet so small that delimiters nearly occur, and overlap. */
  static byte[] drawText(Random random, int atLeast, int atMost) {
    byte[] drawn = new byte[random.nextInt(atLeast, atMost + 1)];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = (byte) (random.nextInt(3) == 0 ? 'b' : random.nextInt(6) == 0 ? 'c' : 'a');
    }
    return drawn;
  }

  /** Returns a byte per character. */
  static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  /** Returns a character per byte. */
  static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }
}
