package dev.sluice.examples.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.IoBuffer;
import dev.sluice.examples.NoLeakedDescriptors;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read does not depend on where the segments were cut. */
@ExtendWith(NoLeakedDescriptors.class)
class RequestParserTest {
  /** Streams of requests, good and bad ones. */
  static List<String> streams() {
    return Stream.concat(Stream.of(Streams.GOOD), Malformed.all().map(Malformed.Case::request))
        .filter(stream -> stream.length() < 600)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("streams")
  void stream_cutAtEachPosition_meansTheSame(String stream) {
    String whole = Parsed.whole(stream);
    for (int cut = 0; cut <= stream.length(); cut++) {
      assertThat(Parsed.inPieces(stream, List.of(cut))).as("cut at %d", cut).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void stream_byteByByte_meansTheSame(String stream) {
    List<Integer> cuts = IntStream.range(1, stream.length()).boxed().toList();
    assertThat(Parsed.inPieces(stream, cuts)).isEqualTo(Parsed.whole(stream));
  }

  @Test
  void goodStream_isAllOfItsRequests() {
    assertThat(Parsed.whole(Streams.GOOD))
        .isEqualTo("GET /a 0+{}POST /echo 5+{hello}POST /echo -1+{hello world}GET / 0-{}");
  }

  @Test
  void fields_areFoundByName_andListsJoined() throws Refusal {
    RequestParser parser = new RequestParser();
    String head =
        String.join(
            "\r\n",
            "GET / HTTP/1.1",
            "Host: h",
            "Accept: a",
            "aCCEPT:\t b \t",
            "Empty:",
            "X: caf\u00e9",
            "",
            "");
    try (IoBuffer input = IoBuffer.allocate(200)) {
      assertThat(parser.parse(input.put(head, StandardCharsets.ISO_8859_1))).isTrue();
      assertThat(input.isEmpty()).isTrue();
    }
    Fields fields = parser.fields();
    assertThat(fields.value("accept")).isEqualTo("a, b");
    assertThat(fields.count("accept")).isEqualTo(2);
    assertThat(fields.value("empty")).isEmpty();
    assertThat(fields.value("x")).isEqualTo("caf\u00e9");
    assertThat(fields.value("none")).isNull();
    assertThat(fields.hasElement("accept", "B")).isTrue();
    assertThat(fields.hasElement("accept", "c")).isFalse();
  }

  @Test
  void valueOfAnAnswer_thatWouldBeAnotherHeader_isRefused() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new Answer(Status.OK, "").with("Location", "/a\r\nSet-Cookie: x"));
  }
}
