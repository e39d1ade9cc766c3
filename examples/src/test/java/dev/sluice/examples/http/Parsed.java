package dev.sluice.examples.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.IoBuffer;
import java.util.List;

/**
 * What a parser says to a stream of bytes that comes in pieces: of each request its line and body,
 * and at the end the refusal, or how much is missing.
 */
final class Parsed {
  private static final long MAX_BODY_BYTES = 1 << 20;

  private final RequestParser parser = new RequestParser();
  private final BodyDecoder body = new BodyDecoder();
  private final StringBuilder said = new StringBuilder();
  private boolean inBody;
  private boolean refused;

  private Parsed() {}

  /** Reads a stream that is cut at these places, in ascending order. */
  static String inPieces(String stream, List<Integer> cuts) {
    Parsed parsed = new Parsed();
    byte[] bytes = stream.getBytes(ISO_8859_1);
    int from = 0;
    for (int cut : cuts) {
      parsed.take(bytes, from, cut);
      from = cut;
    }
    parsed.take(bytes, from, bytes.length);
    return parsed.said.append(parsed.parser.hasBegun() || parsed.inBody ? "more?" : "").toString();
  }

  static String whole(String stream) {
    return inPieces(stream, List.of());
  }

  private void take(byte[] bytes, int from, int to) {
    try (IoBuffer input = IoBuffer.allocate(Math.max(1, to - from))) {
      input.put(bytes, from, to - from);
      while (!refused && !input.isEmpty()) {
        if (inBody) {
          int part = body.next(input);
          byte[] content = new byte[part];
          input.get(content);
          said.append(new String(content, ISO_8859_1));
          endOfBody();
        } else if (parser.parse(input)) {
          begin();
        }
      }
    } catch (Refusal e) {
      refused = true;
      said.append('!').append(e.status());
    }
  }

  private void begin() throws Refusal {
    Request request = Request.of(parser);
    said.append(request.method()).append(' ').append(request.path()).append(' ');
    said.append(request.bodyBytes()).append(request.keepsAlive() ? "+" : "-").append('{');
    body.begin(request.bodyBytes(), MAX_BODY_BYTES);
    inBody = true;
    endOfBody();
  }

  private void endOfBody() {
    if (body.isOver()) {
      inBody = false;
      said.append('}');
      parser.reset();
    }
  }
}
