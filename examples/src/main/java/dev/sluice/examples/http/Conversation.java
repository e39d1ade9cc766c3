package dev.sluice.examples.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.IoBuffer;
import dev.sluice.loop.Connection;
import dev.sluice.loop.LoopTimer;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The requests of one connection, one after the other. */
final class Conversation {
  private static final String ECHO = "echo";

  private final Connection connection;
  private final HttpHandler settings;
  private final RequestParser parser = new RequestParser();
  private final BodyDecoder body = new BodyDecoder();
  private @Nullable Request request; // understood, and to be answered after its body
  private @Nullable EchoAnswer echo;
  private @Nullable LoopTimer timer;
  private int bodyBytes; // since the timer was started

  Conversation(Connection connection, HttpHandler settings) {
    this.connection = connection;
    this.settings = settings;
  }

  void received(IoBuffer input) {
    try {
      advance(input);
    } catch (Refusal e) {
      refuse(e.status(), e.why());
    }
  }

  /**
   * Reads and answers as long as the client reads the answers: what it sends meanwhile stays where
   * it is, and is shown again.
   */
  private void advance(IoBuffer input) throws Refusal {
    while (true) {
      if (request != null && body.isOver() && connection.isOpen()) {
        answer(request);
      }
      if (input.isEmpty() || !connection.isOpen() || connection.isAboveHighWater()) {
        if (isUnderWay() && connection.isOpen()) {
          startTimer();
        }
        return;
      }
      if (request != null) {
        readBody(input);
      } else if (parser.parse(input)) {
        stopTimer();
        begin(Request.of(parser));
      }
    }
  }

  /** Tells whether a request has begun to come and is not complete. */
  private boolean isUnderWay() {
    return request != null || parser.hasBegun();
  }

  private void begin(Request next) throws Refusal {
    TargetPath target = TargetPath.parse(next.path());
    boolean isEcho = target.is(ECHO);
    boolean isServed =
        isEcho
            ? next.method().equals("POST")
            : next.method().equals("GET") || next.method().equals("HEAD");
    if (!isServed) {
      Reply reply =
          next.hasBody() ? Reply.last(connection, next.isHead()) : Reply.to(next, connection);
      reply.notAllowed(isEcho ? "POST" : "GET, HEAD");
      reply.end();
      parser.reset();
      return;
    }
    request = next; // first: whether it is HEAD decides how its refusal looks
    body.begin(next.bodyBytes(), settings.maxBodyBytes());
    echo = isEcho ? new EchoAnswer(connection, next) : null;
    if (next.expectsContinue()) {
      connection.send("HTTP/1.1 100 Continue\r\n\r\n", US_ASCII);
    }
  }

  private void readBody(IoBuffer input) throws Refusal {
    int bytes = body.next(input);
    bodyBytes += bytes;
    if (bodyBytes >= settings.pieceBytes()) {
      stopTimer();
      bodyBytes = 0;
    }
    if (bytes > 0 && echo != null) {
      echo.part(input, bytes);
    } else {
      input.skip(bytes); // nobody asked for the body of a GET
    }
  }

  private void answer(Request complete) throws Refusal {
    if (echo != null) {
      echo.end();
    } else {
      Reply reply = Reply.to(complete, connection);
      TargetPath target = TargetPath.parse(complete.path());
      new FileAnswer(connection, reply, complete, target).send(Path.of(settings.root()));
      reply.end();
    }
    stopTimer();
    bodyBytes = 0;
    request = null;
    echo = null;
    parser.reset();
  }

  private void refuse(int status, String why) {
    stopTimer();
    if (echo != null && echo.hasBegun()) {
      echo.breakOff(why);
      return;
    }
    Reply reply = Reply.last(connection, request != null && request.isHead());
    reply.status(status, why);
    reply.end();
  }

  // ---- time

  /** A byte now and then keeps a connection from being idle: so each piece has its time. */
  private void startTimer() {
    LoopTimer current = timer;
    if (current == null) {
      current = connection.loop().newTimer(this::pieceTakesLong);
      timer = current;
    }
    if (!current.isRunning()) {
      current.startAfter(settings.pieceNanos());
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
    }
  }

  private void pieceTakesLong() {
    if (connection.isAboveHighWater()) {
      startTimer(); // its rest is not read meanwhile
    } else {
      refuse(Status.REQUEST_TIMEOUT, "the request took too long");
    }
  }

  /** Nothing went in either direction for long. */
  void idle() {
    if (connection.queuedBytes() > 0) {
      connection.abort(new IOException("the client does not read its answer"));
    } else if (isUnderWay()) {
      refuse(Status.REQUEST_TIMEOUT, "the request took too long");
    } else {
      connection.close();
    }
  }

  void closed() {
    stopTimer();
  }
}
