package dev.sluice.examples.http;

import dev.sluice.IoBuffer;
import java.io.EOFException;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An answer to a GET as it is received, in whatever pieces: RFC 9112, sections 4 and 6.3. */
final class Reception {
  private static final int MAX_LINE_BYTES = 8 * 1024;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.\\d ([1-9]\\d\\d)(?: [^\\r]*)?\\r");

  private static final int LINE = 0;
  private static final int FIELDS = 1;
  private static final int FRAMED_BODY = 2;
  private static final int BODY_UP_TO_THE_END = 3;
  private static final int OVER = 4;

  private final StringBuilder line = new StringBuilder();
  private final Fields fields = new Fields();
  private final BodyDecoder body = new BodyDecoder();
  private int state = LINE;
  private int status;
  private long bytes;

  boolean isOver() {
    return state == OVER;
  }

  int status() {
    return status;
  }

  long bytes() {
    return bytes;
  }

  boolean isRedirect() {
    return REDIRECTS.contains(status) && fields.count("location") == 1;
  }

  String location() {
    @Nullable String location = fields.value("location");
    return location == null ? "" : location;
  }

  /** Takes all of what was received, up to the end of the answer. */
  void take(IoBuffer input) throws Refusal {
    while (state != OVER && !input.isEmpty()) {
      switch (state) {
        case LINE -> line(input.get());
        case FIELDS -> {
          if (fields.take(input.get())) {
            beginBody();
          }
        }
        case FRAMED_BODY -> {
          int part = body.next(input);
          bytes += part;
          input.skip(part);
          state = body.isOver() ? OVER : FRAMED_BODY;
        }
        default -> {
          bytes += input.readable();
          input.clear();
        }
      }
    }
  }

  /** Learns that nothing more will come. */
  void ended() throws IOException {
    if (state != BODY_UP_TO_THE_END) {
      throw new EOFException(
          state == LINE || state == FIELDS
              ? "the server closed the connection before it had answered"
              : "the server closed the connection after " + bytes + " bytes of a longer body");
    }
    state = OVER;
  }

  private void line(int next) throws Refusal {
    if (next != '\n') {
      if (line.length() == MAX_LINE_BYTES) {
        throw Refusal.badRequest("its first line has no end");
      }
      line.append((char) next);
      return;
    }
    Matcher matcher = STATUS_LINE.matcher(line);
    if (!matcher.matches()) {
      throw Refusal.badRequest("it does not begin with a status line");
    }
    status = Integer.parseInt(matcher.group(1));
    fields.clear();
    state = FIELDS;
  }

  private void beginBody() throws Refusal {
    String length = fields.value("content-length");
    if (status < 200 && status != 101) { // an interim answer: another one follows
      line.setLength(0);
      state = LINE;
    } else if (status < 200 || status == 204 || status == 304) {
      state = OVER;
    } else if (fields.hasElement("transfer-encoding", "chunked")) {
      body.begin(Request.CHUNKED, Long.MAX_VALUE);
      state = FRAMED_BODY;
    } else if (length != null) {
      body.begin(Request.length(length), Long.MAX_VALUE);
      state = body.isOver() ? OVER : FRAMED_BODY;
    } else {
      state = BODY_UP_TO_THE_END;
    }
  }
}
