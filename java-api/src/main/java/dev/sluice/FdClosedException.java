package dev.sluice;

import java.io.Serial;

/**
 * A descriptor was used after it had been closed or released, or closed by another thread during a
 * wait.
 */
public final class FdClosedException extends IllegalStateException {
  @Serial private static final long serialVersionUID = 1;

  /**
   * Says which descriptor it was.
   *
   * @param message what was closed, and what to do
   */
  public FdClosedException(String message) {
    super(message);
  }
}
