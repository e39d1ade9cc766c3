package dev.sluice.examples;

import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.server.StreamServer;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * What the programs with a {@link StreamServer} have in common: they say where they listen, serve,
 * and end in order on Ctrl-C.
 */
public final class ServerProgram {
  /** How long clients may still be answered once a server is asked to stop. */
  public static final long FAREWELL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private ServerProgram() {}

  /** Opens a server. */
  public interface Opening {
    /** Returns a server that listens there. */
    StreamServer at(Endpoint local) throws IOException;
  }

  /**
   * Serves until Ctrl-C, and returns the exit code.
   *
   * @param farewellNanos how long clients may still be answered then
   * @throws Failure if the server cannot listen there
   */
  public static int serve(Endpoint local, long farewellNanos, Opening opening) throws IOException {
    try (CtrlC ctrlC = new CtrlC();
        StreamServer server = open(local, opening)) {
      ctrlC.stopsBy(farewellNanos, server::shutdown);
      System.out.println("listening on " + server.endpoint());
      System.out.flush();
      server.serve();
    }
    return 0;
  }

  private static StreamServer open(Endpoint local, Opening opening) throws IOException {
    try {
      return opening.at(local);
    } catch (ErrnoException e) {
      throw Failure.cannotListen(local, e);
    }
  }
}
