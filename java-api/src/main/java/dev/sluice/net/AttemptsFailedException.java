package dev.sluice.net;

import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import java.io.IOException;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;

/**
 * Several addresses were tried and none would do. The message lists each with its error; {@link
 * #getSuppressed} has the errors themselves, in the order of the attempts.
 *
 * <p>The message reads {@code createConnection(localhost, 9): [::1]:9: ECONNREFUSED (111)
 * Connection refused; 127.0.0.1:9: ECONNREFUSED (111) Connection refused}.
 */
public final class AttemptsFailedException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private AttemptsFailedException(String message) {
    super(message);
  }

  /** What was tried so far, and how it failed. */
  static final class Attempts {
    private final String call;
    private final List<IOException> failures = new ArrayList<>();
    private final StringBuilder list = new StringBuilder();

    Attempts(String call) {
      this.call = call;
    }

    void failed(Endpoint endpoint, IOException failure) {
      failures.add(failure);
      list.append(list.isEmpty() ? "" : "; ").append(endpoint).append(": ");
      list.append(failure instanceof ErrnoException e ? e.errno() : failure.getMessage());
    }

    /** Returns the list of the failures, to go behind another message; empty if there are none. */
    String list() {
      return list.isEmpty() ? "" : ": " + list;
    }

    /** Lets a failure of the whole know those of its attempts. */
    <E extends IOException> E suppressedBy(E whole) {
      failures.forEach(whole::addSuppressed);
      return whole;
    }

    AttemptsFailedException exception() {
      return suppressedBy(new AttemptsFailedException(call + list()));
    }
  }
}
