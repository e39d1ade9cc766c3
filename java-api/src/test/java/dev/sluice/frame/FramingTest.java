package dev.sluice.frame;

import static dev.sluice.frame.Framings.bytes;
import static dev.sluice.frame.Framings.text;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.IoBuffer;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.Portable;
import java.util.HexFormat;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What frames look like on the wire, and what is not put there. */
@Portable
@ExtendWith(NoLeakedDescriptors.class)
class FramingTest {
  private static final byte[] CRLF = bytes("\r\n");

  private final IoBuffer payload = IoBuffer.allocate(70_000);
  private final IoBuffer out = IoBuffer.allocate(70_000);

  @AfterEach
  void free() {
    payload.close();
    out.close();
  }

  private String encoded(Framing framing, String content) {
    framing.encode(bytes(content), out.clear());
    byte[] ofArray = out.getAll();
    framing.encode(payload.clear().put(bytes(content)), out.clear());
    assertThat(payload.isEmpty()).isTrue();
    assertThat(out.getAll()).isEqualTo(ofArray);
    assertThat(framing.frameBytes(content.length())).isEqualTo(ofArray.length);
    checkParts(framing, content, ofArray);
    return HexFormat.of().formatHex(ofArray);
  }

  /** Header, payload and trailer in buffers of their own are the same frame. */
  private void checkParts(Framing framing, String content, byte[] frame) {
    payload.clear().put(bytes(content));
    framing.putHeader(payload, out.clear());
    assertThat(payload.readable()).isEqualTo(content.length());
    out.put(payload);
    framing.putTrailer(out);
    assertThat(out.getAll()).isEqualTo(frame);
  }

  @Test
  void lengthPrefix_eachWidthAndOrder_isTheLengthInIt() {
    assertThat(encoded(Framing.lengthPrefix(1, BIG_ENDIAN, 255), "hi")).isEqualTo("026869");
    assertThat(encoded(Framing.lengthPrefix(1, LITTLE_ENDIAN, 255), "")).isEqualTo("00");
    assertThat(encoded(Framing.lengthPrefix(2, BIG_ENDIAN, 9), "hi")).isEqualTo("00026869");
    assertThat(encoded(Framing.lengthPrefix(2, LITTLE_ENDIAN, 9), "hi")).isEqualTo("02006869");
    assertThat(encoded(Framing.lengthPrefix(4, BIG_ENDIAN, 9), "hi")).isEqualTo("000000026869");
    assertThat(encoded(Framing.lengthPrefix(4, LITTLE_ENDIAN, 9), "hi")).isEqualTo("020000006869");
    assertThat(encoded(Framing.lengthPrefix(8, BIG_ENDIAN, 9), "hi"))
        .isEqualTo("00000000000000026869");
    assertThat(encoded(Framing.lengthPrefix(8, LITTLE_ENDIAN, 9), "hi"))
        .isEqualTo("02000000000000006869");
  }

  @Test
  void lengthPrefix_everyByteOfTheLength_isInItsPlace() {
    int length = 0x01_02_03_04;
    Framing big = Framing.lengthPrefix(4, BIG_ENDIAN, length);
    big.putHeader(length, out);
    assertThat(HexFormat.of().formatHex(out.getAll())).isEqualTo("01020304");
    Framing.lengthPrefix(4, LITTLE_ENDIAN, length).putHeader(length, out);
    assertThat(HexFormat.of().formatHex(out.getAll())).isEqualTo("04030201");
    Framing.lengthPrefix(8, BIG_ENDIAN, length).putHeader(length, out);
    assertThat(HexFormat.of().formatHex(out.getAll())).isEqualTo("0000000001020304");
    Framing.lengthPrefix(8, LITTLE_ENDIAN, length).putHeader(length, out);
    assertThat(HexFormat.of().formatHex(out.getAll())).isEqualTo("0403020100000000");
  }

  @Test
  void varint_eachWidth_isTheShortestThereIs() {
    Framing varint = Framing.varint(Integer.MAX_VALUE - 5);
    int[] lengths = {0, 1, 127, 128, 300, 16_383, 16_384, 2_097_151, 2_097_152, 268_435_456};
    String[] headers = {
      "00", "01", "7f", "8001", "ac02", "ff7f", "808001", "ffff7f", "80808001", "8080808001"
    };
    for (int i = 0; i < lengths.length; i++) {
      varint.putHeader(lengths[i], out.clear());
      assertThat(HexFormat.of().formatHex(out.getAll())).isEqualTo(headers[i]);
      assertThat(varint.frameBytes(lengths[i])).isEqualTo(lengths[i] + headers[i].length() / 2);
    }
    assertThat(encoded(varint, "hi")).isEqualTo("026869");
  }

  @Test
  void delimiterAndFixed_encoded_standBehindAndNowhere() {
    assertThat(encoded(Framing.delimiter(CRLF, 9), "hi")).isEqualTo("68690d0a");
    assertThat(encoded(Framing.delimiter(CRLF, 9), "")).isEqualTo("0d0a");
    assertThat(encoded(Framing.delimiter(CRLF, 9), "\r")).isEqualTo("0d0d0a");
    assertThat(encoded(Framing.delimiterKept(CRLF, 9), "hi\r\n")).isEqualTo("68690d0a");
    assertThat(encoded(Framing.fixed(2), "hi")).isEqualTo("6869");
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void encode_whatTheDelimiterForbids_saysWhere() {
    Framing lines = Framing.delimiter(CRLF, 9);
    assertRefused(
        () -> lines.encode(bytes("a\r\nb"), out),
        "the delimiter \"\\r\\n\" would be found at byte 1 of a payload of 4");
    assertRefused(
        () -> Framing.delimiter(bytes("aba"), 9).encode(bytes("xab"), out),
        "the delimiter \"aba\" would be found at byte 1 of a payload of 3");
    assertRefused(
        () -> Framing.delimiterKept(new byte[] {0, 1}, 9).encode(bytes("x"), out),
        "the payload does not end with 0x0001, which delimiterKept(0x0001, 9) keeps");
    assertThatThrownBy(() -> lines.putHeader(4, out))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(
            "delimiter(\"\\r\\n\", 9) has to see a payload, which must not contain the delimiter:"
                + " pass its buffer");
    assertThat(out.isEmpty()).isTrue();
  }

  @Test
  void encode_wrongLength_isRefused() {
    Framing byteWide = Framing.lengthPrefix(1, BIG_ENDIAN, 255);
    assertRefused(
        () -> byteWide.encode(new byte[256], out),
        "a payload of 256 bytes: lengthPrefix(1, BIG_ENDIAN, 255) has 0 to 255");
    assertRefused(
        () -> byteWide.putHeader(-1, out),
        "a payload of -1 bytes: lengthPrefix(1, BIG_ENDIAN, 255) has 0 to 255");
    assertRefused(
        () -> Framing.varint(3).encode(payload.put(bytes("four")), out),
        "a payload of 4 bytes: varint(3) has 0 to 3");
    assertRefused(
        () -> Framing.delimiter(CRLF, 3).encode(bytes("four"), out),
        "a payload of 4 bytes: delimiter(\"\\r\\n\", 3) has 0 to 3");
    assertRefused(
        () -> Framing.fixed(3).encode(bytes("12"), out), "a payload of 2 bytes: fixed(3) has 3");
    assertRefused(() -> Framing.fixed(3).frameBytes(4), "a payload of 4 bytes: fixed(3) has 3");
    assertThat(out.isEmpty()).isTrue();
    assertThat(payload.readable()).isEqualTo(4);
  }

  @Test
  void encode_noRoom_putsNothing() {
    try (IoBuffer small = IoBuffer.allocate(5)) {
      Framing prefix = Framing.lengthPrefix(4, BIG_ENDIAN, 9);
      payload.put(bytes("hi"));
      assertThatThrownBy(() -> prefix.encode(payload, small))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage(
              "a frame of 6 bytes, and 5 of IoBuffer[read 0, written 0, capacity 5] are writable");
      assertThatThrownBy(() -> prefix.encode(bytes("hi"), small))
          .isInstanceOf(IndexOutOfBoundsException.class);
      small.put(bytes("12"));
      assertThatThrownBy(() -> prefix.putHeader(payload, small))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage(
              "a header of 4 bytes, and 3 of IoBuffer[read 0, written 2, capacity 5] are writable");
      small.put(bytes("34"));
      assertThatThrownBy(() -> Framing.delimiter(CRLF, 9).putTrailer(small))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(text(small.getAll())).isEqualTo("1234");
      assertThat(payload.readable()).isEqualTo(2);
    }
  }

  @Test
  void framing_impossibleArguments_areRefused() {
    assertRefused(
        () -> Framing.lengthPrefix(3, BIG_ENDIAN, 9), "a length has 1, 2, 4 or 8 bytes, not 3");
    assertRefused(
        () -> Framing.lengthPrefix(1, BIG_ENDIAN, 256),
        "a length of width 1 tells at most 255, and the maximum is 256");
    assertRefused(
        () -> Framing.lengthPrefix(2, BIG_ENDIAN, 65_536),
        "a length of width 2 tells at most 65535, and the maximum is 65536");
    assertRefused(
        () -> Framing.lengthPrefix(8, BIG_ENDIAN, Integer.MAX_VALUE),
        "no buffer holds a frame with a payload of 2147483647 bytes: the maximum is at most"
            + " 2147483639");
    assertRefused(() -> Framing.varint(0), "a payload has a maximum of at least 1 byte, not 0");
    assertRefused(() -> Framing.fixed(-1), "a payload has a maximum of at least 1 byte, not -1");
    assertRefused(() -> Framing.delimiter(new byte[0], 9), "a delimiter has at least 1 byte");
    assertRefused(
        () -> Framing.delimiterKept(CRLF, 0), "a payload has a maximum of at least 1 byte, not 0");
    assertRefused(
        () -> Framing.delimiterKept(CRLF, Integer.MAX_VALUE),
        "no buffer holds a payload of 2147483647 bytes and its delimiter: the maximum is at most"
            + " 2147483645");
  }

  @Test
  void maxFrameBytes_eachFraming_countsAllOfTheFrame() {
    assertThat(Framing.lengthPrefix(8, BIG_ENDIAN, 10).maxFrameBytes()).isEqualTo(18);
    assertThat(Framing.varint(127).maxFrameBytes()).isEqualTo(128);
    assertThat(Framing.varint(128).maxFrameBytes()).isEqualTo(130);
    assertThat(Framing.delimiter(CRLF, 10).maxFrameBytes()).isEqualTo(12);
    assertThat(Framing.delimiter(CRLF, 10).maxPayloadBytes()).isEqualTo(10);
    assertThat(Framing.delimiterKept(CRLF, 10).maxFrameBytes()).isEqualTo(12);
    assertThat(Framing.delimiterKept(CRLF, 10).maxPayloadBytes()).isEqualTo(12);
    assertThat(Framing.fixed(10).maxFrameBytes()).isEqualTo(10);
  }

  @Test
  void delimiter_arrayChangedAfterwards_isTheOneThatWasGiven() {
    byte[] given = CRLF.clone();
    Framing framing = Framing.delimiter(given, 9);
    given[0] = 'x';
    assertThat(encoded(framing, "hi")).isEqualTo("68690d0a");
  }
}
