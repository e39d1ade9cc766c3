package dev.sluice.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.Endpoint;
import dev.sluice.IoBuffer;
import dev.sluice.loop.Connection;
import dev.sluice.loop.ConnectionHandler;
import dev.sluice.loop.Heartbeat;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Handlers that ask who is silent. */
public final class HeartbeatHandlers {
  private HeartbeatHandlers() {}

  /** Asks who is silent once, in a short time. */
  private static void beatOnce(Connection connection, Heartbeat.Ping ping) {
    connection.heartbeat(Heartbeat.every(50, TimeUnit.MILLISECONDS).missed(1), ping);
  }

  private static void askByMark(Connection connection) {
    connection.send("?", UTF_8);
  }

  /** Reports why a connection has ended. */
  public abstract static class Reporting implements ConnectionHandler {
    @Override
    public void opened(Connection connection) throws IOException {
      connection.attach(Reports.serverOf(connection));
    }

    @Override
    public void closed(Connection connection, @Nullable Throwable cause) {
      if (connection.attachment() instanceof Endpoint server) {
        Reports.say(server, "closed by " + cause);
      }
    }
  }

  /** Asks who is silent "?", twice at most, and echoes. */
  public static final class Asks extends Reporting {
    static final Heartbeat HEARTBEAT = Heartbeat.every(300, TimeUnit.MILLISECONDS).missed(2);

    @Override
    public void opened(Connection connection) throws IOException {
      super.opened(connection);
      connection.heartbeat(HEARTBEAT, HeartbeatHandlers::askByMark);
    }

    @Override
    public void received(Connection connection, IoBuffer input) {
      connection.send(input);
    }
  }

  /** Asks behind more than kernels take. */
  public static final class AnswersMuch extends Reporting {
    private final ConnectionHandler much = new Handlers.AnswersMuch();

    @Override
    public void received(Connection connection, IoBuffer input) throws IOException {
      much.received(connection, input);
      beatOnce(connection, HeartbeatHandlers::askByMark);
    }
  }

  /** Pauses for longer than the heartbeat allows, reports if it asks, and echoes in the end. */
  public static final class Pauses implements ConnectionHandler {
    @Override
    public void received(Connection connection, IoBuffer input) throws IOException {
      if (connection.attachment() == null) {
        Endpoint server = Reports.serverOf(connection);
        connection.attach(server);
        connection.pauseReading();
        beatOnce(connection, _ -> Reports.say(server, "asked"));
        long later = TimeUnit.MILLISECONDS.toNanos(300);
        connection.loop().newTimer(connection::resumeReading).startAfter(later);
      } else {
        connection.stopHeartbeat();
        connection.send(input);
      }
    }
  }

  /** Stops one heartbeat and replaces another, each of which would abort. */
  public static final class StopsAndReplaces implements ConnectionHandler {
    @Override
    public void received(Connection connection, IoBuffer input) {
      beatOnce(connection, Connection::abort);
      connection.stopHeartbeat();
      beatOnce(connection, Connection::abort);
      beatOnce(connection, StopsAndReplaces::sayLater);
      input.skip(input.readable());
    }

    private static void sayLater(Connection asked) {
      asked.stopHeartbeat();
      long later = TimeUnit.MILLISECONDS.toNanos(200);
      asked.loop().newTimer(() -> asked.send("still here", UTF_8)).startAfter(later);
    }
  }

  /** Throws where it would ask whoever has sent "!"; echoes. */
  public static final class ThrowsForMark implements ConnectionHandler {
    @Override
    public void received(Connection connection, IoBuffer input) {
      if (input.peek(0) == '!') {
        beatOnce(connection, _ -> throwAsAsked());
      }
      connection.send(input);
    }

    private static void throwAsAsked() {
      throw new IllegalStateException("asked for in the heartbeat");
    }
  }
}
