package dev.sluice.net;

import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.Fd;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.spi.SocketCalls;
import dev.sluice.sys.SocketConstants;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A connection that keeps records apart, {@code SOCK_SEQPACKET}: reliable and in order as a stream,
 * whole or cut as a datagram. Its life: {@link #open} → {@link #connect}, or {@link #bind} → {@link
 * #listen} → {@link #accept} → {@link #recv}, {@link #send} → {@link #close}.
 *
 * <p>The rules people trip over: what the buffer has no room for of a record is lost, so receiving
 * returns the record's own length; and a record of no bytes cannot be told from the end, so sending
 * one is refused.
 *
 * <p>On Linux only, in the families AF_UNIX and AF_VSOCK. Thread-safe as {@link Socket} says; the
 * buffers are not.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public final class SeqpacketSocket extends Socket {
  SeqpacketSocket(SocketCalls calls) {
    super(calls);
  }

  /**
   * Opens a socket that is neither bound nor connected, close-on-exec.
   *
   * @param family AF_UNIX or AF_VSOCK
   * @throws ErrnoException {@code EMFILE}, {@code ENFILE} if no descriptor is left; {@code
   *     ESOCKTNOSUPPORT}, {@code EAFNOSUPPORT} if the kernel has no such records in the family
   * @see <a href="https://man7.org/linux/man-pages/man2/socket.2.html">socket(2)</a>
   */
  public static SeqpacketSocket open(Family family) throws ErrnoException {
    return open(family, 0);
  }

  /**
   * Opens a socket of a protocol that is not the family's usual one.
   *
   * @param family AF_UNIX, AF_VSOCK, or another by its number
   * @param protocol its number; 0 for the usual one
   * @throws ErrnoException as {@link #open(Family)} does; {@code EPROTONOSUPPORT} if the kernel
   *     lacks the protocol
   * @see <a href="https://man7.org/linux/man-pages/man2/socket.2.html">socket(2)</a>
   */
  public static SeqpacketSocket open(Family family, int protocol) throws ErrnoException {
    return new SeqpacketSocket(LinuxCalls.open(family, SocketConstants.SOCK_SEQPACKET, protocol));
  }

  /**
   * Takes over a seqpacket descriptor, which has to be non-blocking.
   *
   * @param fd the descriptor; closing the socket closes it
   */
  public static SeqpacketSocket adopt(Fd fd) {
    return new SeqpacketSocket(new LinuxCalls(fd));
  }

  /**
   * Connects to a listening socket. A blocking one waits while an AF_UNIX backlog is full.
   *
   * @param peer the address of a listening socket
   * @return whether the connection stands; false, from a non-blocking socket and in AF_VSOCK only,
   *     if it is under way: wait until it is writable and call {@link #finishConnect}
   * @throws dev.sluice.FdClosedException if the socket is closed
   * @throws java.net.SocketTimeoutException if the timeout is over
   * @throws java.io.InterruptedIOException if the thread is interrupted while it waits
   * @throws ErrnoException {@code ECONNREFUSED} if nobody listens; {@code ENOENT} without the
   *     socket file; {@code EPROTOTYPE} if it is of another type; {@code EAGAIN} if an AF_UNIX
   *     backlog is full and the socket does not block; {@code EISCONN} for a second call
   * @see <a href="https://man7.org/linux/man-pages/man2/connect.2.html">connect(2)</a>
   */
  public boolean connect(Endpoint peer) throws IOException {
    return Connects.connect(this, peer);
  }

  /**
   * Learns how a connection that was under way has ended.
   *
   * @return whether the connection stands; false if it is still under way
   * @throws IllegalStateException if no connection was begun
   * @throws dev.sluice.FdClosedException if the socket is closed
   * @throws ErrnoException what {@link #connect} would have thrown
   */
  public boolean finishConnect() throws IOException {
    return Connects.finish(this);
  }

  /**
   * Begins to listen.
   *
   * @param backlog how many connections may wait to be accepted; the kernel caps it at {@code
   *     /proc/sys/net/core/somaxconn}
   * @throws dev.sluice.FdClosedException if the socket is closed
   * @throws ErrnoException {@code EINVAL} if it is not bound, or connected
   * @see <a href="https://man7.org/linux/man-pages/man2/listen.2.html">listen(2)</a>
   */
  public void listen(int backlog) throws IOException {
    int result = calls().listen(backlog);
    if (result < 0) {
      throw failed("listen", result);
    }
  }

  /**
   * Accepts a connection, close-on-exec. It blocks, or not, as this socket does.
   *
   * @return the connection; {@code null}, from a non-blocking socket only, if none waits
   * @throws dev.sluice.FdClosedException if the socket is closed, before or meanwhile
   * @throws java.net.SocketTimeoutException if the timeout is over
   * @throws java.io.InterruptedIOException if the thread is interrupted while it waits
   * @throws ErrnoException {@code EMFILE}, {@code ENFILE} if no descriptor is left: the connection
   *     waits on; {@code EINVAL} if the socket does not listen
   * @see <a href="https://man7.org/linux/man-pages/man2/accept.2.html">accept4(2)</a>
   */
  public @Nullable SeqpacketSocket accept() throws IOException {
    long timeout = timeoutNanos();
    SocketCalls connection = calls().accept();
    long start = System.nanoTime();
    while (connection == null && timeout != 0) {
      if (!calls().awaitReadable(left(timeout, start))) {
        throw timedOut("accept", timeout);
      }
      connection = calls().accept();
    }
    if (connection == null) {
      return null;
    }
    SeqpacketSocket accepted = new SeqpacketSocket(connection);
    accepted.inheritMode(this);
    return accepted;
  }

  /**
   * Receives one record.
   *
   * @param buffer receives at its write index
   * @param flags for instance {@link MsgFlags#PEEK}; with {@link MsgFlags#DONTWAIT} the call does
   *     not wait
   * @return the record's length, greater than the buffer's room if it was cut; {@link
   *     IoStatus#END_OF_STREAM}; or, where the call does not wait, {@link IoStatus#WOULD_BLOCK}
   * @throws IllegalArgumentException if the buffer is full
   * @throws dev.sluice.FdClosedException if the socket is closed, before or meanwhile
   * @throws java.net.SocketTimeoutException if the timeout is over
   * @throws java.io.InterruptedIOException if the thread is interrupted while it waits
   * @throws ErrnoException {@code ECONNRESET} if the peer closed with records unread; {@code
   *     ENOTCONN} if there is no connection
   * @see <a href="https://man7.org/linux/man-pages/man2/recv.2.html">recv(2)</a>
   */
  public int recv(IoBuffer buffer, MsgFlags flags) throws IOException {
    int length = recvOnce(buffer, flags.bits());
    long timeout = timeoutNanos(flags);
    if (length != IoStatus.WOULD_BLOCK || timeout == 0) {
      return length;
    }
    long start = System.nanoTime();
    do {
      if (!calls().awaitReadable(left(timeout, start))) {
        throw timedOut("receive", timeout);
      }
      length = recvOnce(buffer, flags.bits());
    } while (length == IoStatus.WOULD_BLOCK);
    return length;
  }

  private int recvOnce(IoBuffer buffer, int flags) throws IOException {
    int room = buffer.writable();
    if (room == 0) {
      throw new IllegalArgumentException(
          buffer + " is full: compact or clear it, there is no room for any of the record");
    }
    long result;
    do {
      result = linux("recv").recv(buffer, room, flags | SocketConstants.MSG_TRUNC);
    } while (result == EINTR);
    if (result > 0) {
      buffer.filled((int) Math.min(room, result));
      return (int) result;
    }
    if (result == 0) {
      return IoStatus.END_OF_STREAM;
    }
    if (result == EAGAIN) {
      return IoStatus.WOULD_BLOCK;
    }
    throw failed("recv", result);
  }

  /**
   * Sends the readable bytes as one record.
   *
   * @param buffer sends from its read index, all or nothing
   * @param flags for instance {@link MsgFlags#EOR}; with {@link MsgFlags#DONTWAIT} the call does
   *     not wait
   * @return the number of bytes; or, where the call does not wait, {@link IoStatus#WOULD_BLOCK}
   * @throws IllegalArgumentException if the buffer is empty: the peer would take it for the end
   * @throws dev.sluice.FdClosedException if the socket is closed, before or meanwhile
   * @throws java.net.SocketTimeoutException if the timeout is over
   * @throws java.io.InterruptedIOException if the thread is interrupted while it waits
   * @throws ErrnoException {@code EPIPE} if the peer is gone; {@code EMSGSIZE} if it is too long;
   *     {@code ENOTCONN} if there is no connection
   * @see <a href="https://man7.org/linux/man-pages/man2/send.2.html">send(2)</a>
   */
  public int send(IoBuffer buffer, MsgFlags flags) throws IOException {
    if (buffer.isEmpty()) {
      throw new IllegalArgumentException(
          "a record of no bytes: the peer would take it for the end; put bytes, or shut down");
    }
    int sent = sendOnce(buffer, flags.bits());
    long timeout = timeoutNanos(flags);
    if (sent != IoStatus.WOULD_BLOCK || timeout == 0) {
      return sent;
    }
    long start = System.nanoTime();
    do {
      if (!calls().awaitWritable(left(timeout, start))) {
        throw timedOut("send", timeout);
      }
      sent = sendOnce(buffer, flags.bits());
    } while (sent == IoStatus.WOULD_BLOCK);
    return sent;
  }

  private int sendOnce(IoBuffer buffer, int flags) throws IOException {
    long result;
    do {
      result = linux("send").send(buffer, flags);
    } while (result == EINTR);
    if (result >= 0) {
      buffer.skip((int) result);
      return (int) result;
    }
    if (result == EAGAIN) {
      return IoStatus.WOULD_BLOCK;
    }
    throw failed("send", result);
  }

  /**
   * Sends a message as one record: bytes and ancillary data, {@code sendmsg(2)}. Once it is sent,
   * its ancillary data is empty.
   *
   * @param message what to send
   * @param flags as for {@link #send(IoBuffer, MsgFlags)}
   * @return the number of bytes; or, where the call does not wait, {@link IoStatus#WOULD_BLOCK}
   * @throws IllegalArgumentException if it has no bytes: the peer would take it for the end
   * @throws ErrnoException as {@link #send(IoBuffer, MsgFlags)} does; {@code EINVAL} if the kernel
   *     does not take the ancillary data
   * @see <a href="https://man7.org/linux/man-pages/man2/sendmsg.2.html">sendmsg(2)</a>
   */
  public int send(Message message, MsgFlags flags) throws IOException {
    if (message.readable() == 0) {
      throw new IllegalArgumentException(
          "a record of no bytes: the peer would take it for the end; put bytes, or shut down");
    }
    return MessageTransfers.send(this, message, flags);
  }

  /**
   * Receives a record: bytes and ancillary data, {@code recvmsg(2)}. The message's flags have
   * {@link MsgFlags#TRUNC} if it was cut; each call ends a record, with {@link MsgFlags#EOR} or
   * not.
   *
   * @param message receives; its buffers at their write indices
   * @param flags as for {@link #recv(IoBuffer, MsgFlags)}
   * @return as {@link #recv(IoBuffer, MsgFlags)} does
   * @throws IllegalArgumentException if the buffers are full
   * @throws ErrnoException as {@link #recv(IoBuffer, MsgFlags)} does
   * @see <a href="https://man7.org/linux/man-pages/man2/recvmsg.2.html">recvmsg(2)</a>
   */
  public int recv(Message message, MsgFlags flags) throws IOException {
    int length = MessageTransfers.recv(this, message, flags);
    return length == 0 ? IoStatus.END_OF_STREAM : length;
  }

  /**
   * Shuts down a direction of the connection, for every duplicate of the descriptor.
   *
   * @param how which direction
   * @throws dev.sluice.FdClosedException if the socket is closed
   * @throws ErrnoException {@code ENOTCONN} if there is no connection, or no more
   * @see <a href="https://man7.org/linux/man-pages/man2/shutdown.2.html">shutdown(2)</a>
   */
  public void shutdown(Shutdown how) throws IOException {
    int result = calls().shutdown(how.how());
    if (result < 0) {
      throw ErrnoException.of("shutdown(" + calls() + ", " + how + ")", result);
    }
  }

  /**
   * Returns the address of the other end; unnamed for a client that was not bound.
   *
   * @throws dev.sluice.FdClosedException if the socket is closed
   * @throws ErrnoException {@code ENOTCONN} if there is no connection, or no more
   * @see <a href="https://man7.org/linux/man-pages/man2/getpeername.2.html">getpeername(2)</a>
   */
  public Endpoint peerEndpoint() throws IOException {
    return calls().peerEndpoint();
  }
}
