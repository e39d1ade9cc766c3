package dev.sluice.examples;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.UnixEndpoint;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.StreamSocket;
import dev.sluice.net.TcpOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket as programs want it: with {@code TCP_NODELAY} for its connections, and with a
 * socket file that is cleaned up behind a dead server and behind this one.
 */
final class Listening implements AutoCloseable {
  private static final int BACKLOG = 4096;
  private static final int S_IFMT = 0xF000;
  private static final int S_IFSOCK = 0xC000;

  private final ListeningSocket socket;
  private final @Nullable Path file;
  private final @Nullable Object fileKey;

  private Listening(ListeningSocket socket, @Nullable Path file) throws IOException {
    this.socket = socket;
    this.file = file;
    this.fileKey = file == null ? null : key(file);
  }

  /**
   * Listens. A socket file that no server listens behind is replaced; that of a live server, and
   * any other kind of file, is not.
   *
   * @throws Failure with what to do about it
   */
  static Listening on(Endpoint local) throws IOException {
    try {
      return listen(local);
    } catch (ErrnoException e) {
      throw new Failure("cannot listen on " + local + ": " + reason(e, local));
    }
  }

  private static Listening listen(Endpoint local) throws IOException {
    if (!(local instanceof UnixEndpoint unix)) {
      ListeningSocket socket = ListeningSocket.listenOn(local, BACKLOG);
      // Accepted connections inherit it. An answer is complete: waiting for more to send, as Nagle
      // does, only delays it.
      socket.set(TcpOptions.TCP_NODELAY, true);
      return new Listening(socket, null);
    }
    Path file = unix.kind() == UnixEndpoint.Kind.PATH ? path(unix) : null;
    try {
      return new Listening(ListeningSocket.listenOn(local, BACKLOG), file);
    } catch (ErrnoException e) {
      if (file == null || !e.errno().equals(Errno.EADDRINUSE) || !isAbandoned(unix, file)) {
        throw e;
      }
      Files.deleteIfExists(file);
      return new Listening(ListeningSocket.listenOn(local, BACKLOG), file);
    }
  }

  private static Path path(UnixEndpoint unix) {
    return Path.of(new String(unix.name(), StandardCharsets.UTF_8));
  }

  /** Asks the socket file itself: behind a dead server's, nobody answers. */
  private static boolean isAbandoned(UnixEndpoint unix, Path file) throws IOException {
    if (!isSocket(file)) {
      return false;
    }
    try (StreamSocket probe = StreamSocket.open(unix.family())) {
      probe.setBlocking(false);
      probe.connect(unix);
      return false;
    } catch (ErrnoException e) {
      return e.errno().equals(Errno.ECONNREFUSED);
    }
  }

  private static boolean isSocket(Path file) throws IOException {
    int mode = (Integer) Files.getAttribute(file, "unix:mode", NOFOLLOW_LINKS);
    return (mode & S_IFMT) == S_IFSOCK;
  }

  private static Object key(Path file) throws IOException {
    return Files.getAttribute(file, "unix:ino", NOFOLLOW_LINKS);
  }

  private static String reason(ErrnoException e, Endpoint local) {
    boolean isUnix = local instanceof UnixEndpoint;
    return switch (e.errno().name()) {
      case "EADDRINUSE" ->
          isUnix
              ? "it is in use by a live server, or is no socket file; choose another path"
              : "the port is in use; choose another --port, or 0 for any free one";
      case "EADDRNOTAVAIL" -> "the address is not this machine's; choose another --host";
      case "EACCES" ->
          isUnix
              ? "no permission to write to its directory"
              : "ports below 1024 need a privilege; choose a higher --port";
      case "ENOENT", "ENOTDIR" -> "its directory does not exist; create it first";
      default -> e.errno().toString();
    };
  }

  ListeningSocket socket() {
    return socket;
  }

  /** Stops listening and deletes the socket file, unless it is a successor's by now. */
  @Override
  public void close() throws IOException {
    socket.close();
    if (file != null && Files.exists(file, NOFOLLOW_LINKS) && key(file).equals(fileKey)) {
      Files.deleteIfExists(file);
    }
  }
}
