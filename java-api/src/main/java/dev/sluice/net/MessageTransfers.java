package dev.sluice.net;

import dev.sluice.IoStatus;
import dev.sluice.sys.SocketConstants;
import java.io.IOException;

/** How sockets send and receive a {@link Message}: with waiting, sentinels and errors. No state. */
final class MessageTransfers {
  private static final MsgFlags NOT_ON_STREAMS = MsgFlags.TRUNC.and(MsgFlags.WAITALL);

  private MessageTransfers() {}

  static int send(Socket socket, Message message, MsgFlags flags) throws IOException {
    LinuxCalls linux = socket.linux("sendmsg");
    if (socket instanceof StreamSocket && message.readable() == 0) {
      if (!message.ancillary().hasNothingToSend()) {
        throw new IllegalArgumentException(
            "ancillary data goes with bytes on a stream, and the buffers have none to send");
      }
      return 0;
    }
    int sent = sendOnce(socket, linux, message, flags.bits());
    long timeout = socket.timeoutNanos(flags);
    if (sent != IoStatus.WOULD_BLOCK || timeout == 0) {
      return sent;
    }
    long start = System.nanoTime();
    do {
      if (!linux.awaitWritable(Socket.left(timeout, start))) {
        throw socket.timedOut("send", timeout);
      }
      sent = sendOnce(socket, linux, message, flags.bits());
    } while (sent == IoStatus.WOULD_BLOCK);
    return sent;
  }

  private static int sendOnce(Socket socket, LinuxCalls linux, Message message, int flags)
      throws IOException {
    long result;
    do {
      result = message.sendOn(linux.fd(), flags);
    } while (result == Socket.EINTR);
    if (result >= 0) {
      return (int) result;
    }
    if (result == Socket.EAGAIN) {
      return IoStatus.WOULD_BLOCK;
    }
    throw socket.failed("sendmsg", result);
  }

  static int recv(Socket socket, Message message, MsgFlags flags) throws IOException {
    LinuxCalls linux = socket.linux("recvmsg");
    boolean stream = socket instanceof StreamSocket;
    if (stream && flags.intersects(NOT_ON_STREAMS)) {
      throw new IllegalArgumentException(
          flags + " does not go with a message on a stream: receive into one buffer");
    }
    if (message.writable() == 0 && !flags.intersects(MsgFlags.ERRQUEUE)) {
      throw new IllegalArgumentException(
          message + " has no room for a byte: set buffers, compact or clear them");
    }
    int bits = stream ? flags.bits() : flags.bits() | SocketConstants.MSG_TRUNC;
    int received = recvOnce(socket, linux, message, bits);
    long timeout = flags.intersects(MsgFlags.OOB) ? 0 : socket.timeoutNanos(flags);
    if (received != IoStatus.WOULD_BLOCK || timeout == 0) {
      return received;
    }
    long start = System.nanoTime();
    do {
      if (!linux.awaitReadable(Socket.left(timeout, start))) {
        throw socket.timedOut("receive", timeout);
      }
      received = recvOnce(socket, linux, message, bits);
    } while (received == IoStatus.WOULD_BLOCK);
    return received;
  }

  private static int recvOnce(Socket socket, LinuxCalls linux, Message message, int flags)
      throws IOException {
    long result;
    do {
      result = message.recvOn(linux.fd(), flags);
    } while (result == Socket.EINTR);
    boolean errorQueue = (flags & SocketConstants.MSG_ERRQUEUE) != 0;
    if (result == 0 && socket instanceof StreamSocket && !errorQueue) {
      return IoStatus.END_OF_STREAM;
    }
    if (result >= 0) {
      return (int) result;
    }
    if (result == Socket.EAGAIN) {
      return IoStatus.WOULD_BLOCK;
    }
    throw socket.failed("recvmsg", result);
  }

  static int send(Socket socket, MessageBatch batch, int first, int count, MsgFlags flags)
      throws IOException {
    batch.checkRange(first, count);
    LinuxCalls linux = socket.linux("sendmmsg");
    if (count == 0) {
      return 0;
    }
    long timeout = socket.timeoutNanos(flags);
    long start = timeout == 0 ? 0 : System.nanoTime();
    for (; ; ) {
      int sent = batch.sendOn(linux.fd(), first, count, flags.bits());
      if (sent >= 0) {
        return sent;
      }
      if (sent == Socket.EAGAIN) {
        if (timeout == 0) {
          return IoStatus.WOULD_BLOCK;
        }
        if (!linux.awaitWritable(Socket.left(timeout, start))) {
          throw socket.timedOut("send", timeout);
        }
      } else if (sent != Socket.EINTR) {
        throw socket.failed("sendmmsg", sent);
      }
    }
  }

  static int recv(Socket socket, MessageBatch batch, MsgFlags flags) throws IOException {
    LinuxCalls linux = socket.linux("recvmmsg");
    long timeout = socket.timeoutNanos(flags);
    long start = timeout == 0 ? 0 : System.nanoTime();
    for (; ; ) {
      int received = batch.recvOn(linux.fd(), flags.bits());
      if (received >= 0) {
        return received;
      }
      if (received == Socket.EAGAIN) {
        if (timeout == 0) {
          return IoStatus.WOULD_BLOCK;
        }
        if (!linux.awaitReadable(Socket.left(timeout, start))) {
          throw socket.timedOut("receive", timeout);
        }
      } else if (received != Socket.EINTR) {
        throw socket.failed("recvmmsg", received);
      }
    }
  }
}
