package dev.sluice.examples.http;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what a server has sent to the end of a connection, strictly, and without its pieces. */
final class Answers {
  private static final Pattern HEAD =
      Pattern.compile("HTTP/1\\.1 ([1-5]\\d\\d) [^\r\n]+\r\n((?:[!-9;-~]+: [^\r\n]*\r\n)*)\r\n");
  private static final Pattern CHUNK = Pattern.compile("([0-9a-f]+)\r\n");

  private final String text;
  private final List<String> answers = new ArrayList<>();
  private int at;

  private Answers(String text) {
    this.text = text;
  }

  /**
   * Returns each with its fields, but the date, and its body as one.
   *
   * @param heads whether each request, one after the other, was a HEAD
   */
  static List<String> read(String text, List<Boolean> heads) {
    Answers answers = new Answers(text);
    for (int i = 0; answers.at < text.length(); ) {
      boolean isHead = i < heads.size() && heads.get(i);
      i += answers.readOne(isHead) ? 1 : 0;
    }
    return answers.answers;
  }

  /** Reads one, and tells whether it was the last to its request. */
  private boolean readOne(boolean isHead) {
    Matcher head = HEAD.matcher(text).region(at, text.length());
    check(head.lookingAt(), "no head of an answer");
    at = head.end();
    String status = head.group(1);
    check(!status.equals("500"), "the server says that it has failed");
    String fields = head.group(2).replaceAll("(?m)^Date: [^\r]*\r\n", "");
    boolean isInterim = status.startsWith("1");
    boolean hasBody = !isHead && !isInterim && !status.equals("204") && !status.equals("304");
    answers.add(status + "\r\n" + fields + (hasBody ? body(fields) : ""));
    return !isInterim;
  }

  private String body(String fields) {
    if (fields.contains("Transfer-Encoding: chunked\r\n")) {
      return chunks();
    }
    Matcher length = Pattern.compile("(?m)^Content-Length: (\\d+)\r\n").matcher(fields);
    if (!length.find()) {
      check(fields.contains("Connection: close\r\n"), "a body without end");
      return next(text.length() - at); // HTTP/1.0 knows no chunks
    }
    return next(Integer.parseInt(length.group(1)));
  }

  /** The server breaks off in the middle, where the request turns out to be none. */
  private String chunks() {
    StringBuilder body = new StringBuilder();
    while (at < text.length()) {
      Matcher chunk = CHUNK.matcher(text).region(at, text.length());
      check(chunk.lookingAt(), "no chunk");
      at = chunk.end();
      int bytes = Integer.parseInt(chunk.group(1), 16);
      body.append(next(bytes));
      check(next(2).equals("\r\n"), "a chunk that does not end");
      if (bytes == 0) {
        return body.toString();
      }
    }
    return body + " and no more";
  }

  private String next(int bytes) {
    check(bytes <= text.length() - at, "shorter than it said");
    at += bytes;
    return text.substring(at - bytes, at);
  }

  private void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise + " at " + at + " of:\n" + text);
    }
  }
}
