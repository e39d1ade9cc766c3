package dev.sluice.examples.lab;

import java.io.IOException;
import java.io.Serial;

/** A scenario could not be played to its end; the message is one sentence for the user. */
final class LabException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  LabException(String message) {
    super(message);
  }

  LabException(String message, Throwable cause) {
    super(message, cause);
  }
}
