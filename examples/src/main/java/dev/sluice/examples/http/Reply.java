package dev.sluice.examples.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.loop.Connection;

/** Sends answers to one request, and ends the connection if none may follow. */
final class Reply {
  private static final String TEXT = "text/plain; charset=utf-8";

  private final Connection connection;
  private final String connectionField;
  private final boolean hasNoBody;

  private Reply(Connection connection, String connectionField, boolean hasNoBody) {
    this.connection = connection;
    this.connectionField = connectionField;
    this.hasNoBody = hasNoBody;
  }

  /** Answers a request that was understood. */
  static Reply to(Request request, Connection connection) {
    String field = !request.keepsAlive() ? "close" : request.isHttp11() ? "" : "keep-alive";
    return new Reply(connection, field, request.isHead());
  }

  /** Answers for the last time. */
  static Reply last(Connection connection, boolean hasNoBody) {
    return new Reply(connection, "close", hasNoBody);
  }

  Answer head(int status) {
    return new Answer(status, connectionField);
  }

  void send(Answer head) {
    byte[] bytes = head.bytes();
    connection.send(bytes, 0, bytes.length);
  }

  void status(int status, String why) {
    text(head(status), status, why);
  }

  void notAllowed(String allowed) {
    text(
        head(Status.METHOD_NOT_ALLOWED).with("Allow", allowed),
        Status.METHOD_NOT_ALLOWED,
        "this takes " + allowed);
  }

  void redirect(String location) {
    text(
        head(Status.MOVED_PERMANENTLY).with("Location", location),
        Status.MOVED_PERMANENTLY,
        location);
  }

  void unsatisfiable(long size) {
    text(
        head(Status.RANGE_NOT_SATISFIABLE).with("Content-Range", "bytes */" + size),
        Status.RANGE_NOT_SATISFIABLE,
        "the file has " + size + " bytes");
  }

  private void text(Answer head, int status, String why) {
    String text = status + " " + Status.phrase(status) + ": " + why + "\n";
    whole(head, TEXT, text.getBytes(UTF_8));
  }

  void whole(int status, String type, byte[] content) {
    whole(head(status), type, content);
  }

  private void whole(Answer head, String type, byte[] content) {
    send(head.with("Content-Type", type).with("Content-Length", content.length));
    if (!hasNoBody) {
      connection.send(content, 0, content.length);
    }
  }

  /** Closes, if no further request is to be answered; what was sent still arrives. */
  void end() {
    if (connectionField.equals("close")) {
      connection.close();
    }
  }
}
