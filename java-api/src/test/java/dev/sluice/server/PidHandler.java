package dev.sluice.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.IoBuffer;
import dev.sluice.loop.Connection;
import dev.sluice.loop.ConnectionHandler;
import java.util.concurrent.CountDownLatch;

/** Answers each byte with the number of its process; {@code !} blocks for ever. */
public final class PidHandler implements ConnectionHandler {
  /** How long an answer is, in bytes. */
  static final int ANSWER_BYTES = 8;

  /** For worker processes, which make one of their own. */
  public PidHandler() {}

  @Override
  public void received(Connection connection, IoBuffer input) {
    while (!input.isEmpty()) {
      if (input.get() == '!') {
        block();
      }
      String pid = Long.toString(ProcessHandle.current().pid());
      connection.send(" ".repeat(ANSWER_BYTES - pid.length()) + pid, UTF_8);
    }
  }

  private static void block() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
