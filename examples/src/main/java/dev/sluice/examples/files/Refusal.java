package dev.sluice.examples.files;

import java.io.IOException;
import java.io.Serial;

/** One side does not do what the other wants; the message is a sentence for its user. */
final class Refusal extends IOException {
  @Serial private static final long serialVersionUID = 1;

  Refusal(String message) {
    super(message);
  }
}
