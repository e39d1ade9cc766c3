package dev.sluice.net;

import dev.sluice.Errno;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;

/** Transfers over a stream that take as many calls as all their bytes need. No state. */
final class WholeTransfers {
  private static final int EAGAIN = -Errno.EAGAIN.number();
  private static final int EINTR = -Errno.EINTR.number();

  /** What leaves the buffer, or the kernel's queue, as it was: going on would never end. */
  private static final MsgFlags ONCE = MsgFlags.PEEK.and(MsgFlags.TRUNC);

  private WholeTransfers() {}

  /**
   * Goes on with {@code MSG_WAITALL} where one call left it. The kernel waits for all only on a
   * descriptor that blocks, and ours do not.
   *
   * @param first what the first call returned
   */
  static int recvRest(StreamSocket socket, IoBuffer buffer, MsgFlags flags, long timeout, int first)
      throws IOException {
    long start = System.nanoTime();
    boolean once = flags.intersects(ONCE);
    int total = Math.max(0, first);
    int received = first;
    while (received != IoStatus.END_OF_STREAM && buffer.writable() > 0 && !(once && total > 0)) {
      try {
        received = socket.recvWaiting(buffer, flags, timeout, start);
      } catch (InterruptedIOException e) {
        if (total == 0) {
          throw e;
        }
        break;
      }
      total += Math.max(0, received);
    }
    return total == 0 ? received : total;
  }

  static void recvExactly(StreamSocket socket, IoBuffer buffer, int bytes) throws IOException {
    if (bytes < 0 || bytes > buffer.writable()) {
      throw new IllegalArgumentException(
          bytes + " bytes to receive, and " + buffer + " has room for " + buffer.writable());
    }
    long timeout = blockingTimeoutNanos(socket, "recvExactly");
    long start = System.nanoTime();
    int total = 0;
    while (total < bytes) {
      long result = socket.calls().recv(buffer, bytes - total);
      if (result > 0) {
        buffer.filled((int) result);
        total += (int) result;
      } else if (result == 0) {
        throw new EOFException(
            socket + ": the stream ended after " + total + " of " + bytes + " bytes");
      } else if (result == EAGAIN) {
        awaitReadable(socket, timeout, start, total, bytes);
      } else if (result != EINTR) {
        throw socket.failed("recv", result);
      }
    }
  }

  private static void awaitReadable(
      StreamSocket socket, long timeout, long start, int done, int bytes) throws IOException {
    try {
      if (!socket.calls().awaitReadable(Socket.left(timeout, start))) {
        throw late(socket, "receive", timeout, done, bytes);
      }
    } catch (InterruptedIOException e) {
      e.bytesTransferred = done;
      throw e;
    }
  }

  static void sendAll(StreamSocket socket, IoBuffer buffer) throws IOException {
    long timeout = blockingTimeoutNanos(socket, "sendAll");
    long start = System.nanoTime();
    int bytes = buffer.readable();
    while (!buffer.isEmpty()) {
      if (socket.sendOnce(buffer, 0) == IoStatus.WOULD_BLOCK) {
        awaitWritable(socket, timeout, start, bytes - buffer.readable(), bytes);
      }
    }
  }

  private static void awaitWritable(
      StreamSocket socket, long timeout, long start, int done, int bytes) throws IOException {
    try {
      if (!socket.calls().awaitWritable(Socket.left(timeout, start))) {
        throw late(socket, "send", timeout, done, bytes);
      }
    } catch (InterruptedIOException e) {
      e.bytesTransferred = done;
      throw e;
    }
  }

  private static SocketTimeoutException late(
      StreamSocket socket, String verb, long timeout, int done, int bytes) {
    return socket.timedOut(verb + " more than " + done + " of " + bytes + " bytes", timeout);
  }

  static long blockingTimeoutNanos(StreamSocket socket, String call) {
    long timeout = socket.timeoutNanos();
    if (timeout == 0) {
      throw new IllegalStateException(
          call + " waits, and " + socket + " does not block: call setBlocking(true) or setTimeout");
    }
    return timeout;
  }
}
