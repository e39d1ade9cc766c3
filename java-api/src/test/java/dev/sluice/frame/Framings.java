package dev.sluice.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.HostileBytes;
import dev.sluice.IoBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** A framing with payloads that it can carry, and what they are on the wire. */
final class Framings {
  private static final int ROOM = 128 * 1024;

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

  /** Says in a failed property what was sent. */
  @Override
  public String toString() {
    return framing + " " + frameBytes + " " + text(wire);
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

  /** Returns framings of all kinds, with payloads. */
  static Arbitrary<Framings> any() {
    return anyFraming()
        .flatMap(
            framing ->
                payloads(framing).list().ofMaxSize(5).map(payloads -> of(framing, payloads)));
  }

  /** Returns framings of all kinds. */
  static Arbitrary<Framing> anyFraming() {
    Arbitrary<Integer> max = lengths(255);
    return Arbitraries.oneOf(
        List.of(
            Combinators.combine(
                    Arbitraries.of(1, 2, 4, 8),
                    Arbitraries.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN),
                    max)
                .as(Framing::lengthPrefix),
            lengths(19_999).map(Framing::varint),
            Combinators.combine(texts(1, 4), max).as(Framing::delimiter),
            Combinators.combine(texts(1, 4), max).as(Framing::delimiterKept),
            max.map(Framing::fixed)));
  }

  /** Returns lengths of at least 1, half of them so short that contents collide. */
  private static Arbitrary<Integer> lengths(int atMost) {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(1, 7), Arbitraries.integers().between(1, atMost));
  }

  private static Arbitrary<byte[]> payloads(Framing framing) {
    int max = framing.maxPayloadBytes();
    return switch (framing) {
      case FixedFraming _ -> HostileBytes.ofLength(max);
      case DelimiterFraming delimited -> lines(delimited);
      case VarintFraming _ ->
          Arbitraries.of(0, 127, 128, max)
              .flatMap(length -> HostileBytes.ofLength(Math.min(length, max)));
      case LengthPrefixFraming _ -> HostileBytes.ofLength(0, max);
    };
  }

  /** Returns the lines that the framing takes; that it takes the right ones, others test. */
  private static Arbitrary<byte[]> lines(DelimiterFraming framing) {
    String delimiter = text(framing.delimiter());
    boolean kept = framing.trailerBytes() == 0;
    int max = Math.min(framing.maxFrameBytes() - delimiter.length(), 19);
    return texts(0, max)
        .map(Framings::text)
        .filter(text -> (text + delimiter).indexOf(delimiter) == text.length())
        .map(text -> bytes(kept ? text + delimiter : text));
  }

  /** Returns text of an alphabet so small that delimiters nearly occur, and overlap. */
  static Arbitrary<byte[]> texts(int atLeast, int atMost) {
    return Arbitraries.frequency(
            Tuple.of(10, (byte) 'a'), Tuple.of(6, (byte) 'b'), Tuple.of(2, (byte) 'c'))
        .array(byte[].class)
        .ofMinSize(atLeast)
        .ofMaxSize(atMost);
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
