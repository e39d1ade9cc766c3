package dev.sluice.frame;

import static dev.sluice.frame.Framings.bytes;
import static dev.sluice.frame.Framings.text;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.AllocatedBytes;
import dev.sluice.IoBuffer;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.Portable;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a decoder takes, what it leaves, and what it refuses. */
@Portable
@ExtendWith(NoLeakedDescriptors.class)
class FrameDecoderTest {
  private final IoBuffer in = IoBuffer.allocate(64);

  @AfterEach
  void free() {
    in.close();
  }

  private static String payload(FrameDecoder decoder, IoBuffer in) throws IOException {
    return text(requireNonNull(decoder.next(in)).getAll());
  }

  private void hex(String digits) {
    in.put(HexFormat.of().parseHex(digits));
  }

  @Test
  void next_payload_isTheBufferItself() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(16);
      IoBuffer over = IoBuffer.wrap(memory).put(bytes("\2hi\3foo"));
      FrameDecoder decoder = Framing.varint(9).newDecoder();
      IoBuffer first = requireNonNull(decoder.next(over));
      memory.set(ValueLayout.JAVA_BYTE, 1, (byte) 'H');
      assertThat(text(first.getAll())).isEqualTo("Hi");
      assertThat(decoder.next(over)).isSameAs(first);
      assertThat(text(first.getAll())).isEqualTo("foo");
    }
  }

  @Test
  void next_payloadWrittenOver_leavesWhatFollows() throws IOException {
    FrameDecoder decoder = Framing.varint(9).newDecoder();
    in.put(bytes("\2hi\3foo"));
    IoBuffer first = requireNonNull(decoder.next(in));
    assertThat(first.writable()).isZero();
    first.clear().put(bytes("XYZ"));
    assertThatThrownBy(() -> first.put('!')).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(payload(decoder, in)).isEqualTo("foo");
  }

  @Test
  void neededBytes_eachStep_isWhatIsKnown() throws IOException {
    FrameDecoder prefix = Framing.lengthPrefix(2, LITTLE_ENDIAN, 9).newDecoder();
    assertThat(prefix.neededBytes()).isEqualTo(2);
    in.put(3);
    assertThat(prefix.next(in)).isNull();
    assertThat(prefix.neededBytes()).isEqualTo(2);
    in.put(0);
    assertThat(prefix.next(in)).isNull();
    assertThat(prefix.neededBytes()).isEqualTo(5);
    assertThat(prefix)
        .hasToString("FrameDecoder[lengthPrefix(2, LITTLE_ENDIAN, 9), needs 5 bytes]");
    in.put(bytes("abc"));
    assertThat(payload(prefix, in)).isEqualTo("abc");
    assertThat(prefix.neededBytes()).isEqualTo(2);
  }

  @Test
  void neededBytes_ofADelimiter_countsWhatMatchesAlready() throws IOException {
    FrameDecoder lines = Framing.delimiter(bytes("\r\n"), 9).newDecoder();
    assertThat(lines.neededBytes()).isEqualTo(2);
    assertThat(lines.next(in.put(bytes("ab")))).isNull();
    assertThat(lines.neededBytes()).isEqualTo(4);
    assertThat(lines.next(in.put('\r'))).isNull();
    assertThat(lines.neededBytes()).isEqualTo(4);
    assertThat(lines.next(in.put('\r'))).isNull();
    assertThat(lines.neededBytes()).isEqualTo(5);
    assertThat(payload(lines, in.put('\n'))).isEqualTo("ab\r");
  }

  /** A second look at the first bytes would find the delimiter that was written there since. */
  @Test
  void delimiter_bytesSeenOnce_areNotLookedAtAgain() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(32);
      IoBuffer over = IoBuffer.wrap(memory).put(bytes("done")).skip(4);
      FrameDecoder lines = Framing.delimiter(bytes("\n"), 20).newDecoder();
      assertThat(lines.next(over.put(bytes("abcdefghijkl")))).isNull();
      memory.set(ValueLayout.JAVA_BYTE, 4, (byte) '\n');
      assertThat(lines.next(over.put('m'))).isNull();
      lines.makeRoom(over);
      assertThat(payload(lines, over.put('\n'))).isEqualTo("\nbcdefghijklm");
    }
  }

  @Test
  void twoDecoders_takingTurnsOnAStream_leaveEachOtherTheirBytes() throws IOException {
    FrameDecoder lines = Framing.delimiter(bytes("\r\n"), 20).newDecoder();
    FrameDecoder body = Framing.fixed(5).newDecoder();
    in.put(bytes("Length: 5\r\na\r\nbcnext\r\n"));
    assertThat(payload(lines, in)).isEqualTo("Length: 5");
    assertThat(payload(body, in)).isEqualTo("a\r\nbc");
    assertThat(payload(lines, in)).isEqualTo("next");
    lines.end(in);
  }

  private void assertRefused(Framing framing, String message) {
    FrameDecoder decoder = framing.newDecoder();
    int before = in.readable();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> decoder.next(in))
          .isExactlyInstanceOf(FrameException.class)
          .hasMessage(message);
    }
    assertThat(in.readable()).isEqualTo(before);
    in.clear();
  }

  @Test
  void lengthPrefix_aboveTheMaximum_isRefusedWithTheHeader() throws IOException {
    Framing small = Framing.lengthPrefix(4, BIG_ENDIAN, 65_536);
    hex("7fffffff");
    assertRefused(
        small, "a payload of 2147483647 bytes is announced, and at most 65536 are allowed");
    hex("80000000");
    assertRefused(
        small, "a payload of 2147483648 bytes is announced, and at most 65536 are allowed");
    hex("00010001");
    assertRefused(small, "a payload of 65537 bytes is announced, and at most 65536 are allowed");
    hex("00010000");
    assertThat(small.newDecoder().next(in)).isNull();
  }

  @Test
  void lengthPrefix_eightBytes_areUnsigned() {
    hex("8000000000000000");
    assertRefused(
        Framing.lengthPrefix(8, BIG_ENDIAN, 9),
        "a payload of 9223372036854775808 bytes is announced, and at most 9 are allowed");
    hex("ffffffffffffffff");
    assertRefused(
        Framing.lengthPrefix(8, LITTLE_ENDIAN, 9),
        "a payload of 18446744073709551615 bytes is announced, and at most 9 are allowed");
    // An int's worth of it would be 0.
    hex("0000000100000000");
    assertRefused(
        Framing.lengthPrefix(8, BIG_ENDIAN, 9),
        "a payload of 4294967296 bytes is announced, and at most 9 are allowed");
  }

  @Test
  void varint_tooLongOrPadded_isRefused() throws IOException {
    hex("8101");
    assertRefused(
        Framing.varint(128), "a payload of 129 bytes is announced, and at most 128 are allowed");
    hex("8180");
    assertRefused(
        Framing.varint(128),
        "a length goes on after byte 2, and a payload of at most 128 bytes is allowed");
    hex("80");
    assertRefused(
        Framing.varint(127),
        "a length goes on after byte 1, and a payload of at most 127 bytes is allowed");
    hex("8000");
    assertRefused(
        Framing.varint(128),
        "a length of 2 bytes ends with a zero, so it is longer than it need be");
    hex("ffffffff7f");
    assertRefused(
        Framing.varint(Integer.MAX_VALUE - 5),
        "a payload of 34359738367 bytes is announced, and at most 2147483642 are allowed");
    hex("ffffffffff");
    assertRefused(
        Framing.varint(Integer.MAX_VALUE - 5),
        "a length goes on after byte 5, and a payload of at most 2147483642 bytes is allowed");
    hex("8001");
    assertThat(Framing.varint(128).newDecoder().next(in)).isNull();
  }

  @Test
  void delimiter_notWithinTheMaximum_isRefusedWhereverItComes() throws IOException {
    Framing lines = Framing.delimiter(bytes("\r\n"), 3);
    String message =
        "a payload goes on after 3 bytes, the most that are allowed, without its delimiter"
            + " \"\\r\\n\"";
    in.put(bytes("1234"));
    assertRefused(lines, message);
    in.put(bytes("1234\r\n"));
    assertRefused(lines, message);
    in.put(bytes("123\rx"));
    assertRefused(lines, message);
    in.put(bytes("1234\r\n"));
    assertRefused(Framing.delimiterKept(bytes("\r\n"), 3), message);
    FrameDecoder decoder = lines.newDecoder();
    assertThat(decoder.next(in.put(bytes("123\r")))).isNull();
    assertThat(payload(decoder, in.put('\n'))).isEqualTo("123");
    assertThat(
            payload(Framing.delimiterKept(bytes("\r\n"), 3).newDecoder(), in.put(bytes("123\r\n"))))
        .isEqualTo("123\r\n");
  }

  @Test
  void makeRoom_bufferTooSmall_isRefusedUntilALargerOneHoldsTheRest() throws IOException {
    FrameDecoder decoder = Framing.lengthPrefix(1, BIG_ENDIAN, 100).newDecoder();
    in.put(bytes("\77" + "x".repeat(63)));
    assertThat(payload(decoder, in)).hasSize(63);
    assertThat(decoder.next(in.clear().put(bytes("\100abc")))).isNull();
    assertThatThrownBy(() -> decoder.makeRoom(in))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a frame of at least 65 bytes does not fit in"
                + " IoBuffer[read 0, written 4, capacity 64]: the longest one has 101");
    try (IoBuffer larger = IoBuffer.allocate(decoder.neededBytes())) {
      larger.put(in);
      decoder.makeRoom(larger);
      assertThat(payload(decoder, larger.put(bytes("y".repeat(61)))))
          .isEqualTo("abc" + "y".repeat(61));
    }
  }

  @Test
  void makeRoom_payload_isGone() throws IOException {
    FrameDecoder decoder = Framing.fixed(2).newDecoder();
    IoBuffer payload = requireNonNull(decoder.next(in.put(bytes("abc"))));
    decoder.makeRoom(in);
    assertThat(payload.isEmpty()).isTrue();
    assertThat(text(in.getAll())).isEqualTo("c");
  }

  @Test
  void next_bytesTakenInsideAFrame_isRefused() throws IOException {
    for (Framing framing : new Framing[] {Framing.fixed(4), Framing.delimiter(bytes("\n"), 9)}) {
      FrameDecoder decoder = framing.newDecoder();
      assertThat(decoder.next(in.clear().put(bytes("abc")))).isNull();
      in.skip(1);
      assertThatThrownBy(() -> decoder.next(in))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "3 bytes of a frame were there, and IoBuffer[read 1, written 3, capacity 64] has"
                  + " fewer: nothing else may take from it before the frame is whole");
    }
  }

  @Test
  void end_insideAFrame_saysHowMuchCame() throws IOException {
    FrameDecoder decoder = Framing.lengthPrefix(1, BIG_ENDIAN, 9).newDecoder();
    decoder.end(in);
    in.put(bytes("\5abc"));
    assertThatThrownBy(() -> decoder.end(in))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "there may be another frame in IoBuffer[read 0, written 4, capacity 64]: call next"
                + " until it returns null");
    assertThat(decoder.next(in)).isNull();
    assertThatThrownBy(() -> decoder.end(in))
        .isInstanceOf(EOFException.class)
        .hasMessage("the stream ended inside a frame: 4 of at least 6 bytes came");
    assertThat(in.readable()).isEqualTo(4);
  }

  @Test
  void closedBuffer_payload_isRefused() throws IOException {
    IoBuffer brief = IoBuffer.allocate(4).put(bytes("ab"));
    IoBuffer payload = requireNonNull(Framing.fixed(2).newDecoder().next(brief));
    payload.close();
    assertThat(payload.peek(0)).isEqualTo('a');
    brief.close();
    assertThatThrownBy(payload::get).isInstanceOf(IllegalStateException.class);
  }

  /** One round: the frames arrive in two pieces, the second after a compaction. */
  @Test
  void steadyState_everyFraming_allocatesNothing() throws Exception {
    assumeTrue(AllocatedBytes.areCounted(), "this JVM does not count allocated bytes");
    for (Framings sent : Framings.all()) {
      byte[] wire = sent.wire();
      int cut = wire.length - 1;
      FrameDecoder decoder = sent.framing().newDecoder();
      int[] frames = new int[1];
      try (IoBuffer received = IoBuffer.allocate(wire.length);
          IoBuffer out = IoBuffer.allocate(wire.length)) {
        double allocated =
            AllocatedBytes.perRound(
                () -> {
                  frames[0] = 0;
                  out.clear();
                  received.clear().put(wire, 0, cut);
                  frames[0] += echo(sent.framing(), decoder, received, out);
                  decoder.makeRoom(received);
                  received.put(wire, cut, 1);
                  frames[0] += echo(sent.framing(), decoder, received, out);
                });
        assertThat(allocated).as(sent.framing().toString()).isZero();
        assertThat(frames[0]).isEqualTo(sent.payloads().size());
        assertThat(out.getAll()).isEqualTo(wire);
      }
    }
  }

  private static int echo(Framing framing, FrameDecoder decoder, IoBuffer in, IoBuffer out)
      throws IOException {
    int frames = 0;
    IoBuffer payload;
    while ((payload = decoder.next(in)) != null) {
      framing.encode(payload, out);
      frames++;
    }
    return frames;
  }
}
