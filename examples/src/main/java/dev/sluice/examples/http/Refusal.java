package dev.sluice.examples.http;

import java.io.Serial;

/**
 * A request that cannot be understood, or is too much: it is answered with a status, and the
 * connection is closed, because where the next request begins is no longer certain. Has no stack
 * trace, since a hostile client can have as many as it likes.
 */
final class Refusal extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final int status;

  Refusal(int status, String why) {
    super(why, null, false, false);
    this.status = status;
  }

  /** Refuses what is not HTTP. */
  static Refusal badRequest(String why) {
    return new Refusal(Status.BAD_REQUEST, why);
  }

  int status() {
    return status;
  }

  /** Returns why, for the client's author. */
  String why() {
    return String.valueOf(getMessage());
  }
}
