package dev.sluice.examples.chat;

import java.io.IOException;
import java.io.Serial;

/** A member does not read what the others say. */
final class TooSlowException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  TooSlowException(long queuedBytes) {
    super(queuedBytes + " bytes wait to be read");
  }
}
