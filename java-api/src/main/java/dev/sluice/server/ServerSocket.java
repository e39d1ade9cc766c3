package dev.sluice.server;

import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.UnixEndpoint;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.Socket;
import dev.sluice.net.SocketOptions;
import dev.sluice.net.Sockets;
import dev.sluice.net.TcpOptions;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A listening socket as servers want it, with its file if it has one. */
record ServerSocket(ListeningSocket socket, Endpoint endpoint, @Nullable SocketFile file) {

  /** Listens; a file that a dead server has left behind is replaced. */
  static ServerSocket listen(Sockets sockets, Endpoint local, int backlog) throws IOException {
    return of(
        SocketFile.bind(
            local, SocketFile.stream(sockets), () -> open(sockets, local, backlog, Sharing.ALONE)),
        local);
  }

  /** Listens at a TCP address where nobody does, and others of this process will. */
  static ServerSocket listenShared(Sockets sockets, Endpoint local, int backlog)
      throws IOException {
    return of(open(sockets, local, backlog, Sharing.FIRST), local);
  }

  /** Listens where another of this process does, by {@link #listenShared}. */
  static ServerSocket listenToo(Sockets sockets, Endpoint local, int backlog) throws IOException {
    return of(open(sockets, local, backlog, Sharing.FURTHER), local);
  }

  private enum Sharing {
    ALONE,
    FIRST,
    FURTHER
  }

  private static ServerSocket of(ListeningSocket socket, Endpoint local) throws IOException {
    try {
      return new ServerSocket(socket, socket.localEndpoint(), SocketFile.of(local));
    } catch (IOException | RuntimeException | Error e) {
      socket.close();
      throw e;
    }
  }

  private static ListeningSocket open(Sockets sockets, Endpoint local, int backlog, Sharing sharing)
      throws IOException {
    ListeningSocket socket = sockets.openListening(local.family());
    try {
      if (!(local instanceof UnixEndpoint)) {
        socket.set(SocketOptions.SO_REUSEADDR, true);
        if (socket.channel() == null) {
          prepare(socket); // accepted connections inherit it
        }
      }
      if (sharing == Sharing.FURTHER) {
        socket.set(SocketOptions.SO_REUSEPORT, true);
      }
      socket.bind(local);
      if (sharing == Sharing.FIRST) {
        // Only now: before, the kernel would let it join the sockets of another server.
        socket.set(SocketOptions.SO_REUSEPORT, true);
      }
      socket.listen(backlog);
      return socket;
    } catch (IOException | RuntimeException | Error e) {
      socket.close();
      throw e;
    }
  }

  /** An answer is complete: waiting for more to send, as Nagle does, only delays it. */
  static void prepare(Socket socket) throws IOException {
    if (socket.localEndpoint().family() != Family.UNIX) {
      socket.set(TcpOptions.TCP_NODELAY, true);
    }
  }

  /** Closes the socket and deletes its file; again does no harm. */
  void close() throws IOException {
    try {
      if (file != null) {
        file.delete(); // first: a successor takes the file of a live server for what it is
      }
    } finally {
      socket.close();
    }
  }
}
