package dev.sluice.examples.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Writes the head of an answer. */
final class Answer {
  private final StringBuilder text = new StringBuilder(256);

  /**
   * Begins one.
   *
   * @param status of {@link Status}
   * @param connection what becomes of it, or empty if that goes without saying
   */
  Answer(int status, String connection) {
    text.append("HTTP/1.1 ").append(status).append(' ').append(Status.phrase(status));
    text.append("\r\n");
    with("Server", "sluice").with("Date", HttpDate.now());
    if (!connection.isEmpty()) {
      with("Connection", connection);
    }
  }

  /**
   * Adds a field.
   *
   * @throws IllegalArgumentException if the value would be more than one line
   */
  Answer with(String name, Object value) {
    String line = value.toString();
    if (!line.chars().allMatch(Grammar::isFieldByte)) {
      throw new IllegalArgumentException(name + " would be another header: " + line);
    }
    text.append(name).append(": ").append(line).append("\r\n");
    return this;
  }

  byte[] bytes() {
    return text.append("\r\n").toString().getBytes(ISO_8859_1);
  }
}
