package dev.sluice.examples.chat;

import dev.sluice.Endpoint;
import dev.sluice.examples.Address;
import dev.sluice.examples.ModelName;
import dev.sluice.examples.ServerProgram;
import dev.sluice.loop.ConnectionLimits;
import dev.sluice.server.ServerModel;
import dev.sluice.server.ServerSettings;
import dev.sluice.server.StreamServer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice chat}: the server; any program that sends lines is a client. */
@Command(
    name = "chat",
    header = "Chat server: rooms, nicknames, one line each; clients are nc, socat, telnet.",
    description = {
      "Each line is said to all in the same room; /help lists the commands. A line has at most 512"
          + " bytes of UTF-8, whose control characters are left out. Who sends too fast waits, and"
          + " who does not read what is said is dropped, which the others are told.",
      "Members share their rooms, so the models are those with one thread: non-blocking-polling,"
          + " select, poll, epoll-level, epoll-edge, nio."
    },
    footer = {
      "",
      "Examples:",
      "  sluice chat                        TCP, 127.0.0.1:7777; try: nc 127.0.0.1 7777",
      "  sluice chat --host :: --port 0     every address of this machine, any free port",
      "  sluice chat --unix /tmp/chat.sock  AF_UNIX; try: socat READLINE UNIX:/tmp/chat.sock"
    })
public final class Chat implements Callable<Integer> {
  /** Each member's connection calls the one handler: in one thread, or it would need locks. */
  private static final List<ServerModel> MODELS =
      List.of(
          ServerModel.NON_BLOCKING_POLLING,
          ServerModel.SELECT,
          ServerModel.POLL,
          ServerModel.EPOLL_LEVEL,
          ServerModel.EPOLL_EDGE,
          ServerModel.NIO);

  private static final ConnectionLimits LIMITS =
      ConnectionLimits.STANDARD
          .maxInput(64 << 10)
          .output(Member.MAX_QUEUED_BYTES / 4, Member.MAX_QUEUED_BYTES / 2, 256 << 10);

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Mixin private final Address address = new Address();

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      converter = ModelName.class,
      description = "How the members are served (default: epoll-edge).")
  private ServerModel model = ServerModel.EPOLL_EDGE;

  @Option(
      names = "--members",
      paramLabel = "NUMBER",
      description = "How many there may be; others wait (default: 1000).")
  private int members = 1_000;

  @Option(
      names = "--rate",
      paramLabel = "LINES",
      description = "How many lines a member may send in a second (default: 20).")
  private int rate = 20;

  private Chat() {}

  @Override
  public Integer call() throws IOException {
    check();
    return ServerProgram.serve(address.endpoint(), ServerProgram.FAREWELL_NANOS, this::open);
  }

  private void check() {
    if (!MODELS.contains(model)) {
      throw usage(
          "members of a chat share their rooms, and " + model + " shares nothing: " + MODELS);
    }
    if (members < 1 || rate < 1) {
      throw usage("--members and --rate are at least 1");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private StreamServer open(Endpoint local) throws IOException {
    ServerSettings settings = ServerSettings.STANDARD.maxConnections(members).limits(LIMITS);
    return StreamServer.open(local, model, new ChatHandler(rate), settings);
  }
}
