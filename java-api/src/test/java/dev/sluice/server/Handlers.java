package dev.sluice.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.IoBuffer;
import dev.sluice.loop.Connection;
import dev.sluice.loop.ConnectionHandler;
import dev.sluice.loop.Heartbeat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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

    volatile @Nullable Throwable closedBy;

    @Override
    public void received(Connection connection, IoBuffer input) {
      input.skip(input.readable());
      connection.send(new byte[BYTES], 0, BYTES);
    }

    @Override
    public void closed(Connection connection, @Nullable Throwable cause) {
      closedBy = cause;
    }

    @Override
    public void drained(Connection connection) {
      connection.send("D", UTF_8);
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
    final AtomicInteger beats = new AtomicInteger();

    @Override
    public void received(Connection connection, IoBuffer input) {
      connection.send(input);
    }

    @Override
    public void idle(Connection connection) {
      beats.incrementAndGet();
      connection.send("beat", UTF_8);
    }
  }

  /** Asks who is silent "?", twice at most, and echoes. */
  public static final class Heart implements ConnectionHandler {
    static final Heartbeat HEARTBEAT = Heartbeat.every(300, TimeUnit.MILLISECONDS).missed(2);

    volatile @Nullable Throwable closedBy;

    @Override
    public void opened(Connection connection) {
      connection.heartbeat(HEARTBEAT, asked -> asked.send("?", UTF_8));
    }

    @Override
    public void closed(Connection connection, @Nullable Throwable cause) {
      closedBy = cause;
    }

    @Override
    public void received(Connection connection, IoBuffer input) {
      connection.send(input);
    }
  }

  /** Counts what it echoes, and how many connections there are at a time. */
  public static final class Witness implements ConnectionHandler {
    final AtomicLong handledBytes = new AtomicLong();
    final AtomicInteger mostAtATime = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();

    @Override
    public void opened(Connection connection) {
      mostAtATime.accumulateAndGet(open.incrementAndGet(), Math::max);
    }

    @Override
    public void received(Connection connection, IoBuffer input) {
      handledBytes.addAndGet(input.readable());
      connection.send(input);
    }

    @Override
    public void closed(Connection connection, @Nullable Throwable cause) {
      open.decrementAndGet();
    }
  }

  /** Blocks on a question mark, until it is let go. */
  public static final class Blocks implements ConnectionHandler {
    final CountDownLatch blocked = new CountDownLatch(1);
    final CountDownLatch letGo = new CountDownLatch(1);

    @Override
    public void received(Connection connection, IoBuffer input) {
      if (input.peek(0) == '?') {
        blocked.countDown();
        try {
          if (!letGo.await(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nobody lets it go");
          }
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      connection.send(input);
    }
  }

  /** Throws once, in the method of this name, and echoes otherwise. */
  public static final class Throws implements ConnectionHandler {
    private final String where;
    private final AtomicBoolean done = new AtomicBoolean();

    /** Throws when something comes. */
    public Throws() {
      this("received");
    }

    Throws(String where) {
      this.where = where;
    }

    private void passing(String place) {
      if (place.equals(where) && done.compareAndSet(false, true)) {
        throw new IllegalStateException("asked for in " + place);
      }
    }

    @Override
    public boolean verify(Connection connection) {
      passing("verify");
      return true;
    }

    @Override
    public void opened(Connection connection) {
      passing("opened");
    }

    @Override
    public void received(Connection connection, IoBuffer input) {
      passing("received");
      if (where.equals("drained") && !done.get()) {
        connection.send(new byte[AnswersMuch.BYTES], 0, AnswersMuch.BYTES);
      }
      connection.send(input);
    }

    @Override
    public void drained(Connection connection) {
      passing("drained");
    }

    @Override
    public void idle(Connection connection) {
      passing("idle");
    }

    @Override
    public void endOfInput(Connection connection) {
      passing("endOfInput");
      connection.close();
    }

    @Override
    public void closed(Connection connection, @Nullable Throwable cause) {
      passing("closed");
    }
  }
}
