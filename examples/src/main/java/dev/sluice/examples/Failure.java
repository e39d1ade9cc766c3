package dev.sluice.examples;

import java.io.IOException;
import java.io.Serial;

/** A program cannot go on; the message is one sentence for its user, who sees no stack trace. */
final class Failure extends IOException {
  @Serial private static final long serialVersionUID = 1;

  Failure(String message) {
    super(message);
  }
}
