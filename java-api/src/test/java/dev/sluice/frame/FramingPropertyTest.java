package dev.sluice.frame;

import static dev.sluice.frame.Framings.bytes;
import static dev.sluice.frame.Framings.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.HostileBytes;
import dev.sluice.IoBuffer;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.Portable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** Any framing, with any payloads or any bytes at all, in any pieces. */
@Portable
@AddLifecycleHook(NoLeakedDescriptors.class)
class FramingPropertyTest {
  /** What happens to the buffer between two pieces. */
  enum Between {
    NOTHING,
    MAKE_ROOM,
    MOVE
  }

  /** How much arrives at once, and what comes then. */
  record Piece(int bytes, Between between) {}

  @Provide
  static Arbitrary<Framings> sent() {
    return Framings.any();
  }

  @Provide
  static Arbitrary<Framing> framings() {
    return Framings.anyFraming();
  }

  /** Returns ways to cut a stream, which are gone through again and again until its end. */
  @Provide
  static Arbitrary<List<Piece>> pieces() {
    Arbitrary<Between> between =
        Arbitraries.frequency(
            Tuple.of(5, Between.NOTHING),
            Tuple.of(2, Between.MAKE_ROOM),
            Tuple.of(1, Between.MOVE));
    Arbitrary<Integer> bytes =
        Arbitraries.oneOf(
            Arbitraries.integers().between(1, 3), Arbitraries.integers().between(1, 60_000));
    return Combinators.combine(bytes, between).as(Piece::new).list().ofMinSize(1).ofMaxSize(20);
  }

  @Provide
  static Arbitrary<byte[]> noise() {
    return Arbitraries.oneOf(Framings.texts(0, 60), HostileBytes.ofLength(0, 60));
  }

  @Provide
  static Arbitrary<byte[]> delimiters() {
    return Framings.texts(1, 4);
  }

  @Provide
  static Arbitrary<String> lines() {
    return Framings.texts(0, 12).map(Framings::text);
  }

  @Property
  void anyFraming_anyPiecesCompactedAndMoved_decodesTheSame(
      @ForAll("sent") Framings sent,
      @ForAll @IntRange(max = 39) int spareBytes,
      @ForAll("pieces") List<Piece> pieces)
      throws IOException {
    int capacity = sent.framing().maxFrameBytes() + spareBytes;
    byte[] wire = sent.wire();
    try (FrameReceiver receiver = new FrameReceiver(sent, capacity)) {
      int from = 0;
      for (int i = 0; from < wire.length; i++) {
        Piece piece = pieces.get(i % pieces.size());
        int to = Math.min(wire.length, from + piece.bytes());
        receiver.receive(wire, from, to);
        from = to;
        switch (piece.between()) {
          case NOTHING -> {}
          case MAKE_ROOM -> receiver.makeRoom();
          case MOVE -> receiver.move(capacity);
        }
      }
      receiver.checkAll();
    }
  }

  /** Whatever a peer sends: the same payloads and the same end, merged or byte by byte. */
  @Property
  void anyBytes_anyPieces_haveTheSameOutcome(
      @ForAll("framings") Framing framing,
      @ForAll("noise") byte[] noise,
      @ForAll @IntRange(min = 1, max = 7) int pieceBytes) {
    List<String> merged = outcome(framing, noise, noise.length);
    assertThat(outcome(framing, noise, 1)).isEqualTo(merged);
    assertThat(outcome(framing, noise, pieceBytes)).isEqualTo(merged);
  }

  /** Describes each payload, and how the stream ended. */
  private static List<String> outcome(Framing framing, byte[] wire, int pieceBytes) {
    List<String> outcome = new ArrayList<>();
    FrameDecoder decoder = framing.newDecoder();
    try (IoBuffer in = IoBuffer.allocate(Math.max(framing.maxFrameBytes(), wire.length))) {
      try {
        for (int from = 0; from < wire.length; from += pieceBytes) {
          in.put(wire, from, Math.min(pieceBytes, wire.length - from));
          IoBuffer payload;
          while ((payload = decoder.next(in)) != null) {
            outcome.add(Framings.text(payload.getAll()));
          }
          decoder.makeRoom(in);
        }
        decoder.end(in);
        outcome.add("ended");
      } catch (IOException e) {
        outcome.add(e.toString());
      }
    }
    return outcome;
  }

  @Property
  void delimiter_anyPayload_isRefusedIfADecoderWouldCutIt(
      @ForAll("delimiters") byte[] delimiter, @ForAll("lines") String line) {
    String wire = line + text(delimiter);
    boolean fits = wire.indexOf(text(delimiter)) == line.length();
    checkFits(Framing.delimiter(delimiter, 12), line, fits);
    checkFits(Framing.delimiterKept(delimiter, 12), wire, fits);
  }

  private static void checkFits(Framing framing, String content, boolean fits) {
    try (IoBuffer payload = IoBuffer.allocate(64).put(bytes(content));
        IoBuffer out = IoBuffer.allocate(64)) {
      if (fits) {
        framing.encode(bytes(content), out);
        framing.encode(payload, out);
      } else {
        assertThatThrownBy(() -> framing.encode(bytes(content), out))
            .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> framing.encode(payload, out))
            .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> framing.putHeader(payload, out))
            .isInstanceOf(IllegalArgumentException.class);
        assertThat(out.isEmpty()).isTrue();
        assertThat(payload.readable()).isEqualTo(content.length());
      }
    }
  }
}
