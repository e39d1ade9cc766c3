package dev.sluice.examples;

import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.IoBuffer;
import dev.sluice.UnixEndpoint;
import dev.sluice.event.FileEvents;
import dev.sluice.event.FileWatcher;
import dev.sluice.event.Interest;
import dev.sluice.loop.Connection;
import dev.sluice.loop.ConnectionHandler;
import dev.sluice.loop.ConnectionLimits;
import dev.sluice.loop.EventLoop;
import dev.sluice.net.ListeningSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice watch}: {@code tail -F} for whoever connects. */
@Command(
    name = "watch",
    header = "Sends what is appended to a file to whoever connects, like tail -F.",
    description = {
      "inotify and the clients' sockets are watched by one edge-triggered loop. The file may be"
          + " rotated, truncated, deleted and made again; it need not exist yet. Clients get whole"
          + " lines. One that reads slowly lags behind, at no cost but its place in the file; it is"
          + " dropped when the file has been replaced twice meanwhile."
    },
    footer = {
      "",
      "Examples:",
      "  sluice watch /var/log/syslog             try: nc 127.0.0.1 7777",
      "  sluice watch app.log --lines 0           only what comes from now on",
      "  sluice watch app.log --unix @app         try: socat - ABSTRACT-CONNECT:app"
    })
final class TailServer implements Callable<Integer>, ConnectionHandler {
  private static final int CLIENTS = 1_000;
  private static final int BACKLOG = 128;
  private static final int TURN = 16;
  private static final int BUFFER_BYTES = 64 * 1024 + 1;
  private static final ConnectionLimits LIMITS = ConnectionLimits.STANDARD;

  private static final FileEvents CHANGES =
      List.of(
              FileEvents.CREATE,
              FileEvents.MOVED_FROM,
              FileEvents.MOVED_TO,
              FileEvents.DELETE,
              FileEvents.DELETE_SELF,
              FileEvents.ONLY_DIRECTORY)
          .stream()
          .reduce(FileEvents.MODIFY, FileEvents::and);

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Mixin private final Address address = new Address();

  @Parameters(paramLabel = "FILE", description = "What to follow.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Path path;

  @Option(
      names = "--lines",
      paramLabel = "NUMBER",
      description = "How many of the last lines a client gets first (default: 10).")
  private int lines = 10;

  private final Set<Connection> clients = new LinkedHashSet<>();
  private @Nullable FollowedFile file;
  private @Nullable IoBuffer buffer;
  private @Nullable Failure failure;

  @Override
  public Integer call() throws IOException {
    if (lines < 0) {
      throw new CommandLine.ParameterException(command.commandLine(), "--lines is 0 or more");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new Failure(path + " is no regular file");
    }
    Endpoint local = address.endpoint();
    try (CtrlC ctrlC = new CtrlC();
        FileWatcher watcher = FileWatcher.open();
        EventLoop loop = EventLoop.openEdge()) {
      watch(watcher);
      ListeningSocket listening = listen(local);
      try {
        serve(loop, listening, watcher, ctrlC);
      } finally {
        deleteSocketFile(local);
      }
    }
    if (failure != null) {
      throw failure;
    }
    return 0;
  }

  /** The directory: a file's own watch would end with the file. */
  private void watch(FileWatcher watcher) throws IOException {
    Path directory = path.toAbsolutePath().normalize().getParent();
    if (directory == null) {
      throw new Failure(path + " is no regular file");
    }
    try {
      int _ = watcher.watch(directory, CHANGES);
    } catch (ErrnoException e) {
      throw new Failure("cannot watch " + directory + ": " + e.errno());
    }
  }

  private static ListeningSocket listen(Endpoint local) throws IOException {
    try {
      return ListeningSocket.listenOn(local, BACKLOG);
    } catch (ErrnoException e) {
      throw Failure.cannotListen(local, e);
    }
  }

  private static void deleteSocketFile(Endpoint local) throws IOException {
    if (local instanceof UnixEndpoint unix && unix.kind() == UnixEndpoint.Kind.PATH) {
      Files.deleteIfExists(unix.toSocketAddress().getPath());
    }
  }

  private void serve(EventLoop loop, ListeningSocket listening, FileWatcher watcher, CtrlC ctrlC)
      throws IOException {
    try (FollowedFile followed = new FollowedFile(path, TailServer::say);
        IoBuffer chunk = IoBuffer.allocate(BUFFER_BYTES)) {
      file = followed;
      buffer = chunk;
      loop.listen(listening, this, LIMITS, CLIENTS);
      loop.watch(watcher, Interest.READ, _ -> changed(loop, watcher));
      say("listening on " + listening.localEndpoint());
      followed.look();
      ctrlC.stopsBy(() -> loop.shutdown(0));
      loop.run();
    }
  }

  private static void say(String text) {
    System.out.println(text);
    System.out.flush();
  }

  /** What the events say only tells when to look: they may be late, merged, or lost. */
  private void changed(EventLoop loop, FileWatcher watcher) throws IOException {
    while (watcher.read() > 0) {
      for (int i = 0; i < watcher.count(); i++) {
        if (watcher.events(i).intersects(FileEvents.IGNORED)) {
          failure = new Failure("the directory of " + path + " is gone");
          loop.shutdown(0);
          return;
        }
      }
    }
    if (file != null) {
      file.look();
    }
    List.copyOf(clients).forEach(this::bringUpToDate);
  }

  // ---- a client

  @Override
  public void opened(Connection client) throws IOException {
    if (file != null) {
      client.attach(file.newReader(lines));
      clients.add(client);
      bringUpToDate(client);
    }
  }

  /** Sends what the client has not got yet, until it is not read; {@link #drained} goes on. */
  private void bringUpToDate(Connection client) {
    if (!(client.attachment() instanceof FollowedFile.Reader reader) || buffer == null) {
      return;
    }
    try {
      if (reader.filesBehind() > 1) {
        client.abort(new Failure("reads too slowly: the file was replaced twice"));
        return;
      }
      for (int turns = TURN; client.isOpen() && !client.isAboveHighWater(); ) {
        if (turns-- == 0) {
          client.loop().execute(() -> bringUpToDate(client)); // after the others
          return;
        }
        if (!reader.read(buffer)) {
          return;
        }
        client.send(buffer);
      }
    } catch (IOException e) {
      client.abort(e);
    }
  }

  @Override
  public void drained(Connection client) {
    bringUpToDate(client);
  }

  @Override
  public void received(Connection client, IoBuffer input) {
    input.skip(input.readable()); // clients have nothing to say
  }

  @Override
  public void closed(Connection client, @Nullable Throwable cause) {
    clients.remove(client);
    if (client.attachment() instanceof FollowedFile.Reader reader) {
      try {
        reader.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (cause instanceof Failure) {
      say("a client was dropped: " + cause.getMessage());
    }
  }
}
