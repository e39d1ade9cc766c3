package dev.sluice.examples;

import dev.sluice.Endpoint;
import dev.sluice.IoBuffer;
import dev.sluice.loop.Connection;
import dev.sluice.loop.ConnectionHandler;
import dev.sluice.loop.ConnectionLimits;
import dev.sluice.loop.EventLoop;
import dev.sluice.loop.Heartbeat;
import dev.sluice.net.Connector;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice heartbeat client}: stays connected, whatever happens to the server. */
@Command(
    name = "client",
    header = "Stays connected to a heartbeat server, whatever happens to it.",
    description = {
      "Sends 'ping' when nothing has come for a while, and says how long the answer took. When the"
          + " server is lost it connects again, after pauses that double and are random in their"
          + " upper half; they begin anew with the first sign of life."
    },
    footer = {
      "",
      "Examples:",
      "  sluice heartbeat client",
      "  sluice heartbeat client --interval 500 --missed 3 --pause 50 --longest 2000",
      "  sluice heartbeat client --attempts 5     then it gives up, with exit code 1"
    })
final class HeartbeatClient implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Mixin private final Address address = new Address();
  @Mixin private final HeartbeatOptions options = new HeartbeatOptions();

  @Option(
      names = "--pause",
      paramLabel = "MS",
      description = "The first pause, in milliseconds (default: 200).")
  private long pauseMillis = 200;

  @Option(
      names = "--longest",
      paramLabel = "MS",
      description = "The longest pause, in milliseconds (default: 10000).")
  private long longestMillis = 10_000;

  @Option(
      names = "--attempts",
      paramLabel = "NUMBER",
      description = "Give up after so many in a row without a sign of life (default: never).")
  private int attempts;

  private final CountDownLatch stopped = new CountDownLatch(1);
  private boolean alive;
  private int inVain;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Endpoint peer = address.endpoint();
    Heartbeat heartbeat = options.heartbeat();
    BackOff backOff = backOff();
    // A loop for one connection, whose wait blocks this thread: there is nothing else to do.
    try (CtrlC ctrlC = new CtrlC();
        EventLoop loop = EventLoop.openBlocking()) {
      ctrlC.stopsBy(
          () -> {
            stopped.countDown();
            loop.shutdown(0);
          });
      for (; ; ) {
        alive = false;
        talk(loop, peer, new Talking(heartbeat, backOff));
        if (stopped.getCount() == 0) {
          return 0;
        }
        inVain = alive ? 0 : inVain + 1;
        if (attempts > 0 && inVain == attempts) {
          throw new Failure("no sign of life from " + peer + " in " + inVain + " attempts");
        }
        long millis = backOff.nextMillis();
        say("again in " + millis + " ms");
        if (stopped.await(millis, TimeUnit.MILLISECONDS)) {
          return 0;
        }
      }
    }
  }

  private BackOff backOff() {
    try {
      return new BackOff(pauseMillis, longestMillis, RandomGenerator.getDefault());
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(
          command.commandLine(), "--pause is at least 1, and --longest at least as long");
    }
  }

  /** Returns when the connection is over. */
  private static void talk(EventLoop loop, Endpoint peer, ConnectionHandler handler)
      throws IOException {
    try {
      Connector connector = Connector.withTimeout(TimeUnit.SECONDS.toMillis(3));
      loop.add(connector.createConnection(List.of(peer)), handler, ConnectionLimits.STANDARD);
      say("connected to " + peer);
    } catch (IOException e) {
      say("cannot connect: " + e.getMessage());
      return;
    }
    loop.runUntilEmpty();
  }

  private static void say(String text) {
    System.out.println(text);
    System.out.flush();
  }

  /** One connection to the server. */
  private final class Talking implements ConnectionHandler {
    private final Heartbeat heartbeat;
    private final BackOff backOff;
    private final PingPong talk = new PingPong();

    Talking(Heartbeat heartbeat, BackOff backOff) {
      this.heartbeat = heartbeat;
      this.backOff = backOff;
    }

    @Override
    public void opened(Connection connection) {
      connection.heartbeat(heartbeat, talk::ask);
      talk.ask(connection); // a server that hangs has connected too: its kernel did
    }

    @Override
    public void received(Connection connection, IoBuffer input) throws IOException {
      alive = true;
      backOff.reset();
      long nanos = talk.take(connection, input);
      if (nanos >= 0) {
        say("pong after " + TimeUnit.NANOSECONDS.toMicros(nanos) + " µs");
      }
    }

    @Override
    public void closed(Connection connection, @Nullable Throwable cause) {
      say("lost: " + (cause == null ? "the server has closed" : cause.getMessage()));
    }
  }
}
