package dev.sluice.examples;

import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.UnixEndpoint;
import java.io.IOException;
import java.io.Serial;

/** A program cannot go on; the message is one sentence for its user, who sees no stack trace. */
public final class Failure extends IOException {
  @Serial private static final long serialVersionUID = 1;

  /** Says what went wrong, and what to do. */
  public Failure(String message) {
    super(message);
  }

  /** Says what to do where a server cannot listen, or bind. */
  public static Failure cannotListen(Endpoint local, ErrnoException e) {
    boolean isUnix = local instanceof UnixEndpoint;
    String reason =
        switch (e.errno().name()) {
          case "EADDRINUSE" ->
              isUnix
                  ? "it is in use by a live server, or is no socket file; choose another path"
                  : "the port is in use; choose another --port, or 0 for any free one";
          case "EADDRNOTAVAIL" -> "the address is not this machine's; choose another --host";
          case "EACCES" ->
              isUnix
                  ? "no permission to write to its directory"
                  : "ports below 1024 need a privilege; choose a higher --port";
          case "ENOENT", "ENOTDIR" -> "its directory does not exist; create it first";
          default -> e.errno().toString();
        };
    return new Failure("cannot listen on " + local + ": " + reason);
  }
}
