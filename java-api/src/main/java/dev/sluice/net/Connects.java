package dev.sluice.net;

import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.LockSupport;

/** How sockets that have connections get one: with waiting, sentinels and errors. No state. */
final class Connects {
  private static final int EINPROGRESS = -Errno.EINPROGRESS.number();
  private static final long FIRST_PAUSE_NANOS = 50_000;
  private static final long LONGEST_PAUSE_NANOS = 5_000_000;

  private Connects() {}

  /** Connects; false, from a non-blocking socket only, if that is under way. */
  static boolean connect(Socket socket, Endpoint peer) throws IOException {
    long timeout = socket.timeoutNanos();
    long start = timeout == 0 ? 0 : System.nanoTime();
    int result = socket.calls().connect(peer);
    if (result == Socket.EAGAIN && timeout != 0 && peer.family() == Family.UNIX) {
      result = connectWhenBacklogHasRoom(socket, peer, timeout, start);
    }
    if (result == 0) {
      return true;
    }
    // After EINTR the kernel goes on connecting, exactly as with EINPROGRESS.
    if (result != EINPROGRESS && result != Socket.EINTR) {
      throw ErrnoException.of("connect(" + socket.calls() + ", " + peer + ")", result);
    }
    socket.setConnecting(true);
    if (timeout == 0) {
      return false;
    }
    do {
      if (!socket.calls().awaitWritable(Socket.left(timeout, start))) {
        throw socket.timedOut("connect to " + peer, timeout);
      }
    } while (!finish(socket, "connect(" + socket.calls() + ", " + peer + ")"));
    return true;
  }

  /**
   * AF_UNIX with a full backlog: nothing is under way, and no readiness reports when there is room,
   * so all that is left is to ask again.
   */
  private static int connectWhenBacklogHasRoom(
      Socket socket, Endpoint peer, long timeout, long start) throws IOException {
    long pause = FIRST_PAUSE_NANOS;
    int result;
    do {
      if (Socket.left(timeout, start) == 0) {
        throw socket.timedOut("connect to " + peer, timeout);
      }
      LockSupport.parkNanos(pause);
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted while connecting to " + peer);
      }
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
      result = socket.calls().connect(peer);
    } while (result == Socket.EAGAIN);
    return result;
  }

  /** Learns how a connection that was under way has ended; false if it has not. */
  static boolean finish(Socket socket) throws IOException {
    if (!socket.isConnecting()) {
      throw new IllegalStateException(
          "no connection of " + socket.calls() + " is under way: call connect first");
    }
    return finish(socket, "connect(" + socket.calls() + ")");
  }

  private static boolean finish(Socket socket, String call) throws IOException {
    int result = socket.calls().finishConnect();
    if (result == EINPROGRESS) {
      return false;
    }
    socket.setConnecting(false);
    if (result < 0) {
      throw ErrnoException.of(call, result);
    }
    return true;
  }
}
