package dev.sluice.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.sluice.Endpoint;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.loop.Connection;
import dev.sluice.loop.ConnectionHandler;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Handlers of the contracts: public, with a public constructor without parameters. */
public final class Handlers {
  private Handlers() {}

  /** Says good-bye at once, and goes on listening. */
  public static final class ShutsDownOutput implements ConnectionHandler {
    @Override
    public void opened(Connection connection) {
      connection.send("bye", UTF_8);
      connection.shutdownOutput();
    }

    @Override
    public void received(Connection connection, IoBuffer input) {
      input.skip(input.readable());
      if (connection.send("too late", UTF_8)) {
        throw new IllegalStateException("taken after shutdownOutput");
      }
    }
  }

  /** Answers how much there was, once the peer has sent everything. */
  public static final class CountsToTheEnd implements ConnectionHandler {
    @Override
    public void opened(Connection connection) {
      connection.attach(0);
    }

    @Override
    public void received(Connection connection, IoBuffer input) {
      int before = connection.attachment() instanceof Integer number ? number : 0;
      connection.attach(before + input.readable());
      input.skip(input.readable());
    }

    @Override
    public void endOfInput(Connection connection) {
      connection.send(String.valueOf(connection.attachment()), UTF_8);
      connection.close();
    }
  }

  /** Leaves what comes, pauses, and echoes it when it is shown again. */
  public static final class PausesOnce implements ConnectionHandler {
    @Override
    public void received(Connection connection, IoBuffer input) {
      if (connection.attachment() != null) {
        connection.send(input);
        return;
      }
      connection.attach("paused");
      connection.pauseReading();
      connection.loop().newTimer(connection::resumeReading).startAfter(1_000_000);
    }
  }

  /** Leaves what comes, pauses for longer than it takes to lose patience, and echoes it then. */
  public static final class PausesLong implements ConnectionHandler {
    static final long NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    @Override
    public void received(Connection connection, IoBuffer input) {
      if (connection.attachment() != null) {
        connection.send(input);
        return;
      }
      connection.attach("paused");
      connection.pauseReading();
      connection.loop().newTimer(connection::resumeReading).startAfter(NANOS);
    }
  }

  /** Pauses for good. */
  public static final class PausesForEver implements ConnectionHandler {
    @Override
    public void received(Connection connection, IoBuffer input) {
      connection.send(input);
      connection.pauseReading();
    }
  }

  /** Takes a line, and leaves what follows to an echo. */
  public static final class SwitchesProtocol implements ConnectionHandler {
    @Override
    public void received(Connection connection, IoBuffer input) {
      while (!input.isEmpty()) {
        if (input.get() == '\n') {
          connection.setHandler(new EchoHandler());
          return;
        }
      }
    }
  }

  /** Answers with the number of the message on its connection. */
  public static final class Counts implements ConnectionHandler {
    @Override
    public void received(Connection connection, IoBuffer input) {
      int number = connection.attachment() instanceof Integer before ? before + 1 : 1;
      connection.attach(number);
      input.skip(input.readable());
      connection.send(String.valueOf(number), UTF_8);
    }
  }

  /** Has another thread answer. */
  public static final class AnswersFromAnotherThread implements ConnectionHandler {
    @Override
    public void received(Connection connection, IoBuffer input) {
      byte[] answer = input.getAll();
      Thread.ofPlatform()
          .start(
              () ->
                  connection
                      .loop()
                      .execute(
                          () -> {
                            boolean _ = connection.send(answer, 0, answer.length);
                          }));
    }
  }

  /** Closes, and then tries to send. */
  public static final class SendsAfterClose implements ConnectionHandler {
    @Override
    public void received(Connection connection, IoBuffer input) {
      connection.send(input);
      connection.close();
      if (connection.isOpen() || connection.send("more", UTF_8)) {
        throw new IllegalStateException("taken after close");
      }
    }
  }

  /** Takes nothing. */
  public static final class TakesNothing implements ConnectionHandler {
    @Override
    public void received(Connection connection, IoBuffer input) {}
  }

  /** Answers with much more than a socket holds, and with one byte when that is on its way. */
  public static final class AnswersMuch implements ConnectionHandler {
    static final int BYTES = 12_000_000;

    @Override
    public void received(Connection connection, IoBuffer input) {
      input.skip(input.readable());
      connection.send(new byte[BYTES], 0, BYTES);
    }

    @Override
    public void drained(Connection connection) {
      connection.send("D", UTF_8);
    }
  }

  /** Answers with too much, and reports its end. */
  public static final class AnswersTooMuch implements ConnectionHandler {
    @Override
    public void received(Connection connection, IoBuffer input) throws IOException {
      input.skip(input.readable());
      connection.attach(Reports.serverOf(connection));
      connection.send(new byte[AnswersMuch.BYTES], 0, AnswersMuch.BYTES);
    }

    @Override
    public void closed(Connection connection, @Nullable Throwable cause) {
      if (connection.attachment() instanceof Endpoint server) {
        Reports.say(server, "closed " + (cause == null ? "" : cause.getMessage()));
      }
    }
  }

  /** Waits for a message of a certain length. */
  public static final class WaitsForAll implements ConnectionHandler {
    static final int BYTES = 300_000;

    @Override
    public void received(Connection connection, IoBuffer input) {
      if (input.readable() >= BYTES) {
        connection.send(input);
      }
    }
  }

  /** Sends something whenever nothing was sent for a while. */
  public static final class Beats implements ConnectionHandler {
    @Override
    public void received(Connection connection, IoBuffer input) {
      connection.send(input);
    }

    @Override
    public void idle(Connection connection) throws IOException {
      Reports.say(Reports.serverOf(connection), "beat");
      connection.send("beat", UTF_8);
    }
  }

  /** Reports what it echoes, and when connections begin and end. */
  public static final class Witness implements ConnectionHandler {
    @Override
    public void opened(Connection connection) throws IOException {
      Endpoint server = Reports.serverOf(connection);
      connection.attach(server);
      Reports.say(server, "opened");
    }

    @Override
    public void received(Connection connection, IoBuffer input) {
      Reports.say(server(connection), "received " + input.readable());
      connection.send(input);
    }

    @Override
    public void closed(Connection connection, @Nullable Throwable cause) {
      Reports.say(server(connection), "closed");
    }

    private static Endpoint server(Connection connection) {
      return (Endpoint) requireNonNull(connection.attachment());
    }
  }

  /** Blocks on a question mark, until it is let go. */
  public static final class Blocks implements ConnectionHandler {
    @Override
    public void received(Connection connection, IoBuffer input) throws IOException {
      if (input.peek(0) == '?') {
        Reports.passGate(Reports.serverOf(connection));
      }
      connection.send(input);
    }
  }

  /**
   * Echoes, and throws for some clients: the last number of their address says where. It does so in
   * whatever process they are served.
   */
  public static final class Throws implements ConnectionHandler {
    private static final List<String> CALLS =
        List.of("verify", "opened", "received", "drained", "idle", "endOfInput", "closed");

    private static final int FIRST = 100;

    /** Returns an address of this host for which a call throws. */
    static InetEndpoint clientFor(String call) {
      byte last = (byte) (FIRST + CALLS.indexOf(call));
      return InetEndpoint.of(new byte[] {127, 0, 0, last}, 0);
    }

    private static void passing(String call, Connection connection) {
      if (call.equals(connection.attachment())) {
        throw new IllegalStateException("asked for in " + call);
      }
    }

    @Override
    public boolean verify(Connection connection) throws IOException {
      int number = ((InetEndpoint) connection.peerEndpoint()).address()[3] - FIRST;
      connection.attach(number < 0 ? "" : CALLS.get(number));
      passing("verify", connection);
      return true;
    }

    @Override
    public void opened(Connection connection) {
      passing("opened", connection);
    }

    @Override
    public void received(Connection connection, IoBuffer input) {
      passing("received", connection);
      if ("drained".equals(connection.attachment())) {
        connection.send(new byte[AnswersMuch.BYTES], 0, AnswersMuch.BYTES);
      }
      connection.send(input);
    }

    @Override
    public void drained(Connection connection) {
      passing("drained", connection);
    }

    @Override
    public void idle(Connection connection) {
      passing("idle", connection);
      connection.abort(); // as a handler that has none of its own
    }

    @Override
    public void endOfInput(Connection connection) {
      passing("endOfInput", connection);
      connection.close();
    }

    @Override
    public void closed(Connection connection, @Nullable Throwable cause) {
      passing("closed", connection);
    }
  }
}
