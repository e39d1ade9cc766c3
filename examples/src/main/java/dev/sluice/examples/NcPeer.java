package dev.sluice.examples;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.IoBuffer;
import dev.sluice.net.DatagramSocket;
import dev.sluice.net.Shutdown;
import dev.sluice.net.Socket;
import dev.sluice.net.StreamSocket;
import java.io.IOException;

/** The other side of {@code nc}: what differs between streams and datagrams. */
interface NcPeer {
  /** Returns what to wait on. */
  Socket socket();

  /** Receives without waiting; sentinels as {@link dev.sluice.IoStatus} has them. */
  int recv(IoBuffer buffer) throws IOException;

  /** Sends without waiting, all of a datagram or part of a stream. */
  int send(IoBuffer buffer) throws IOException;

  /** Says that nothing more is sent. */
  void endOutput() throws IOException;

  /** Tells whether somebody is there to send to. */
  boolean isAnswerable();

  /**
   * The most that is sent at once. Datagrams are as short as netcat-openbsd makes them, which has
   * no room for longer ones.
   */
  int sendBytes();

  static NcPeer of(StreamSocket socket) {
    return new Stream(socket);
  }

  static NcPeer of(DatagramSocket socket) {
    return new Datagrams(socket, true);
  }

  /** Not connected, so heard from everybody; nobody is answered. */
  static NcPeer ofEverybody(DatagramSocket socket) {
    return new Datagrams(socket, false);
  }

  /** A connection. */
  record Stream(StreamSocket socket) implements NcPeer {
    @Override
    public int recv(IoBuffer buffer) throws IOException {
      return socket.recv(buffer);
    }

    @Override
    public int send(IoBuffer buffer) throws IOException {
      return socket.send(buffer);
    }

    @Override
    public void endOutput() throws IOException {
      try {
        socket.shutdown(Shutdown.WRITE);
      } catch (ErrnoException e) {
        if (!e.errno().equals(Errno.ENOTCONN)) { // then the peer was faster
          throw e;
        }
      }
    }

    @Override
    public boolean isAnswerable() {
      return true;
    }

    @Override
    public int sendBytes() {
      return 64 * 1024;
    }
  }

  /** Datagrams, which have no end. */
  record Datagrams(DatagramSocket socket, boolean isAnswerable) implements NcPeer {
    @Override
    public int recv(IoBuffer buffer) throws IOException {
      return socket.recv(buffer);
    }

    @Override
    public int send(IoBuffer buffer) throws IOException {
      return socket.send(buffer);
    }

    @Override
    public void endOutput() {
      // nothing on the wire says so
    }

    @Override
    public int sendBytes() {
      return 16 * 1024;
    }
  }
}
