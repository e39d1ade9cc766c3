package dev.sluice.examples;

import dev.sluice.Endpoint;
import dev.sluice.examples.http.HttpHandler;
import dev.sluice.server.ServerModel;
import dev.sluice.server.ServerSettings;
import dev.sluice.server.StreamServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice http}: files and an echo over HTTP/1.1, on any model. */
@Command(
    name = "http",
    header = "HTTP/1.1 server: files by sendfile, ranges, chunked bodies; any server model.",
    description = {
      "GET and HEAD serve the files below --root, POST /echo sends its body back in chunks.",
      "Ctrl-C ends it, after what has arrived is answered.",
      "Models: " + ModelName.ALL + "."
    },
    footer = {
      "",
      "Examples:",
      "  sluice http --root site                   then: curl http://127.0.0.1:7777/",
      "  sluice http --port 0 --model edge-loops:2 any free port, which the first line tells",
      "  sluice http --unix /tmp/http.sock         then: curl --unix-socket /tmp/http.sock"
          + " http://x/",
      "  curl --data-binary @FILE http://127.0.0.1:7777/echo"
    })
final class Http implements Callable<Integer> {
  private static final int PIECE_BYTES = 16 * 1024;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Mixin private final Address address = new Address();

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      converter = ModelName.class,
      description = "How the clients are served (default: epoll-edge).")
  private ServerModel model = ServerModel.EPOLL_EDGE;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description = "The directory to serve (default: the current one).")
  private Path root = Path.of(".");

  @Option(
      names = "--max-body-bytes",
      paramLabel = "BYTES",
      description = "How long the body of a request may be (default: ${DEFAULT-VALUE}).")
  private long maxBodyBytes = 16 << 20;

  @Option(
      names = "--slow-millis",
      paramLabel = "MILLIS",
      description = {
        "How long the head of a request may take, and each 16 KiB of its body",
        "(default: ${DEFAULT-VALUE})."
      })
  private long slowMillis = 10_000;

  @Option(
      names = "--idle-millis",
      paramLabel = "MILLIS",
      description = "How long a connection may be silent (default: ${DEFAULT-VALUE}).")
  private long idleMillis = 30_000;

  @Override
  public Integer call() throws IOException {
    if (maxBodyBytes < 0 || slowMillis < 1 || idleMillis < 1) {
      throw new ParameterException(
          command.commandLine(), "a body has 0 bytes or more, and a time 1 ms or more");
    }
    return ServerProgram.serve(address.endpoint(), ServerProgram.FAREWELL_NANOS, this::open);
  }

  private StreamServer open(Endpoint local) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new Failure("--root " + root + " is no directory");
    }
    String real = root.toRealPath().toString();
    HttpHandler handler =
        new HttpHandler(real, TimeUnit.MILLISECONDS.toNanos(slowMillis), PIECE_BYTES, maxBodyBytes);
    ServerSettings settings =
        ServerSettings.STANDARD.limits(
            ServerSettings.STANDARD.limits().idle(TimeUnit.MILLISECONDS.toNanos(idleMillis)));
    return StreamServer.open(local, model, handler, settings);
  }
}
