package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.IoBuffer;
import dev.sluice.loop.Connection;
import dev.sluice.loop.ConnectionHandler;

/** What {@code sluice prefork} does with its clients; each worker makes one for itself. */
public final class PreforkHandler implements ConnectionHandler {
  private final long process;

  private PreforkHandler(long process) {
    this.process = process;
  }

  /** Made in a worker, which is about to serve. */
  public PreforkHandler() {
    this(ProcessHandle.current().pid());
    System.out.println("process " + process + " serves");
    System.out.flush();
  }

  /** Returns one to open the server with: it tells the class, and serves nobody. */
  static PreforkHandler template() {
    return new PreforkHandler(0);
  }

  @Override
  public void opened(Connection connection) {
    connection.send("process " + process + " is here\n", US_ASCII);
  }

  @Override
  public void received(Connection connection, IoBuffer input) {
    connection.send(input);
  }
}
