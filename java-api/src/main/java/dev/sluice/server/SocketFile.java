package dev.sluice.server;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.UnixEndpoint;
import dev.sluice.net.DatagramSocket;
import dev.sluice.net.Sockets;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The file of an AF_UNIX server: one that a dead server has left is replaced, that of a live one is
 * not, and its own is deleted in the end, unless a successor has replaced it.
 */
final class SocketFile {
  private static final int S_IFMT = 0xF000;
  private static final int S_IFSOCK = 0xC000;

  private final Path path;
  private final Object inode;
  private final Object since; // an inode's number is soon used again

  private SocketFile(Path path) throws IOException {
    this.path = path;
    this.inode = Files.getAttribute(path, "unix:ino", NOFOLLOW_LINKS);
    this.since = Files.getLastModifiedTime(path, NOFOLLOW_LINKS);
  }

  private static Path path(UnixEndpoint endpoint) {
    return Path.of(new String(endpoint.name(), StandardCharsets.UTF_8));
  }

  /** Remembers the file of a socket that was bound just now; null if it has none. */
  static @Nullable SocketFile of(Endpoint local) throws IOException {
    return isPath(local) ? new SocketFile(path((UnixEndpoint) local)) : null;
  }

  /** Binds a socket. */
  @FunctionalInterface
  interface Binding<S> {
    S bind() throws IOException;
  }

  /** Binds; at a path, a file that a dead server has left behind is replaced. */
  static <S> S bind(Endpoint local, Probe probe, Binding<S> binding) throws IOException {
    try {
      return binding.bind();
    } catch (ErrnoException e) {
      if (e.errno().equals(Errno.EADDRINUSE)
          && isPath(local)
          && deleteIfAbandoned((UnixEndpoint) local, probe)) {
        return binding.bind();
      }
      throw e;
    }
  }

  /** Tells whether a socket of this name has a file. */
  static boolean isPath(Endpoint local) {
    return local instanceof UnixEndpoint unix && unix.kind() == UnixEndpoint.Kind.PATH;
  }

  /** Deletes the file if it is a socket's behind which nobody answers; tells whether it did. */
  private static boolean deleteIfAbandoned(UnixEndpoint endpoint, Probe probe) throws IOException {
    Path path = path(endpoint);
    if (!isSocket(path) || isAlive(endpoint, probe)) {
      return false;
    }
    Files.deleteIfExists(path);
    return true;
  }

  private static boolean isSocket(Path path) throws IOException {
    try {
      int mode = (Integer) Files.getAttribute(path, "unix:mode", NOFOLLOW_LINKS);
      return (mode & S_IFMT) == S_IFSOCK;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Connects to a server without waiting, and closes. */
  @FunctionalInterface
  interface Probe {
    void connect(UnixEndpoint endpoint) throws IOException;
  }

  /** A full backlog would let a blocking connect wait: that server is alive as well. */
  static Probe stream(Sockets sockets) {
    return endpoint -> {
      try (StreamSocket probe = sockets.openStream(endpoint.family())) {
        probe.setBlocking(false);
        probe.connect(endpoint);
      }
    };
  }

  static Probe datagram() {
    return endpoint -> {
      try (DatagramSocket probe = DatagramSocket.open(endpoint.family())) {
        probe.connect(endpoint);
      }
    };
  }

  private static boolean isAlive(UnixEndpoint endpoint, Probe probe) throws IOException {
    try {
      probe.connect(endpoint);
      return true;
    } catch (ErrnoException e) {
      return !e.errno().equals(Errno.ECONNREFUSED);
    }
  }

  void delete() throws IOException {
    if (Files.exists(path, NOFOLLOW_LINKS)
        && Files.getAttribute(path, "unix:ino", NOFOLLOW_LINKS).equals(inode)
        && Files.getLastModifiedTime(path, NOFOLLOW_LINKS).equals(since)) {
      Files.deleteIfExists(path);
    }
  }
}
