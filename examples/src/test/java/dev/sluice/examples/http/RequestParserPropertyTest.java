package dev.sluice.examples.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.NoLeakedDescriptors;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** Any stream, whole or with any bytes broken, in any pieces. */
@AddLifecycleHook(NoLeakedDescriptors.class)
class RequestParserPropertyTest {
  @Provide
  static Arbitrary<String> requests() {
    Arbitrary<String> body = Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(300);
    Arbitrary<String> request =
        Combinators.combine(
                Arbitraries.of("GET", "POST", "HEAD", "PUT"),
                Arbitraries.strings().alpha().numeric().withChars("/%.?").ofMaxLength(20),
                body,
                Arbitraries.integers().between(0, 9))
            .as(RequestParserPropertyTest::request);
    return request.list().ofMaxSize(4).map(all -> String.join("", all));
  }

  /** A chunk's length of 0 stands for a body that tells its length ahead. */
  private static String request(String method, String path, String body, int chunkBytes) {
    String head = method + " /" + path + " HTTP/1.1\r\nHost: h\r\n";
    if (chunkBytes == 0) {
      return head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }
    StringBuilder chunks = new StringBuilder(head + "Transfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < body.length(); i += chunkBytes) {
      String chunk = body.substring(i, Math.min(body.length(), i + chunkBytes));
      chunks
          .append(Integer.toHexString(chunk.length()))
          .append("\r\n")
          .append(chunk)
          .append("\r\n");
    }
    return chunks.append("0\r\n\r\n").toString();
  }

  @Property
  void wellFormedRequests_inAnyPieces_areThoseThatWereSent(
      @ForAll("requests") String stream, @ForAll List<@IntRange(max = 3_000) Integer> cuts) {
    String whole = Parsed.whole(stream);
    assertThat(whole).matches("(?s)|.*}"); // and neither a status nor a question
    assertThat(Parsed.inPieces(stream, within(cuts, stream))).isEqualTo(whole);
  }

  @Property
  void brokenRequests_inAnyPieces_areRefusedAlike(
      @ForAll("requests") String stream,
      @ForAll @IntRange(max = 3_000) int where,
      @ForAll @IntRange(max = 255) int what,
      @ForAll List<@IntRange(max = 3_000) Integer> cuts) {
    String start = stream + "GET / HTTP/1.1\r\n";
    int place = where % start.length();
    String broken = start.substring(0, place) + (char) what + start.substring(place + 1);
    assertThat(Parsed.inPieces(broken, within(cuts, broken))).isEqualTo(Parsed.whole(broken));
  }

  private static List<Integer> within(List<Integer> cuts, String stream) {
    TreeSet<Integer> sorted = new TreeSet<>();
    cuts.forEach(cut -> sorted.add(cut % (stream.length() + 1)));
    return List.copyOf(sorted);
  }
}
