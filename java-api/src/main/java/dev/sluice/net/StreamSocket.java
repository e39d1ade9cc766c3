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

/**
 * One end of a byte stream: TCP, MPTCP, AF_UNIX or AF_VSOCK. Its life: {@link #open} → {@link
 * #connect}, or {@link ListeningSocket#accept} → {@link #recv}, {@link #send} → {@link #shutdown} →
 * {@link #close}.
 *
 * <p>The rule people trip over: a stream has no messages. One {@code send} may arrive in pieces,
 * two may arrive as one, and {@code send} may take only a part.
 *
 * <p>Thread-safe as {@link Socket} says; the buffers are not.
 */
public final class StreamSocket extends Socket {
  StreamSocket(SocketCalls calls) {
    super(calls);
  }

  /**
   * Opens a socket that is not connected, close-on-exec.
   *
   * @param family IPv4, IPv6, AF_UNIX or AF_VSOCK
   * @throws ErrnoException {@code EMFILE}, {@code ENFILE} if no descriptor is left; {@code
   *     EAFNOSUPPORT} if the kernel lacks the family
   * @see <a href="https://man7.org/linux/man-pages/man2/socket.2.html">socket(2)</a>
   */
  public static StreamSocket open(Family family) throws ErrnoException {
    return open(family, 0);
  }

  /**
   * Opens a socket of a protocol that is not the family's usual one.
   *
   * @param family IPv4, IPv6, AF_UNIX or AF_VSOCK
   * @param protocol its number, for instance {@link dev.sluice.sys.InetConstants#IPPROTO_MPTCP}; 0
   *     for the usual one
   * @throws ErrnoException as {@link #open(Family)} does; {@code EPROTONOSUPPORT}, {@code
   *     ENOPROTOOPT} if the kernel lacks the protocol
   * @see <a href="https://man7.org/linux/man-pages/man2/socket.2.html">socket(2)</a>
   */
  public static StreamSocket open(Family family, int protocol) throws ErrnoException {
    return new StreamSocket(LinuxCalls.open(family, SocketConstants.SOCK_STREAM, protocol));
  }

  /**
   * Opens a socket and connects it, waiting as long as the kernel tries.
   *
   * @param peer the address of a listening socket
   * @throws ErrnoException as {@link #open} and {@link #connect} do; nothing is left open
   */
  public static StreamSocket connectTo(Endpoint peer) throws IOException {
    return open(peer.family()).connected(peer);
  }

  /** Connects, or closes. */
  StreamSocket connected(Endpoint peer) throws IOException {
    try {
      connect(peer);
      return this;
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /**
   * Takes over a connected stream descriptor, which has to be non-blocking.
   *
   * @param fd the descriptor; closing the socket closes it
   */
  public static StreamSocket adopt(Fd fd) {
    return new StreamSocket(new LinuxCalls(fd));
  }

  /**
   * Connects to a listening socket. An interrupted wait goes on in the background; a socket whose
   * connection failed is to be closed.
   *
   * @param peer the address of a listening socket
   * @return whether the connection stands; false, from a non-blocking socket only, if it is under
   *     way: wait until it is writable and call {@link #finishConnect}
   * @throws dev.sluice.FdClosedException if the socket is closed, before or meanwhile
   * @throws java.net.SocketTimeoutException if the timeout is over
   * @throws java.io.InterruptedIOException if the thread is interrupted
   * @throws ErrnoException {@code ECONNREFUSED} if nobody listens; {@code ETIMEDOUT}, {@code
   *     EHOSTUNREACH}, {@code ENETUNREACH} from the network; {@code ENOENT} without the socket
   *     file; {@code EAGAIN} if an AF_UNIX backlog is full and the socket does not block; {@code
   *     EISCONN}, {@code EALREADY} for a second call
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
   * Receives what is there, at most what the buffer has room for.
   *
   * @param buffer receives at its write index
   * @return the number of bytes, at least 1; {@link IoStatus#END_OF_STREAM}; or, from a
   *     non-blocking socket, {@link IoStatus#WOULD_BLOCK}
   * @throws IllegalArgumentException if the buffer is full
   * @throws dev.sluice.FdClosedException if the socket is closed, before or meanwhile
   * @throws java.net.SocketTimeoutException if the timeout is over
   * @throws java.io.InterruptedIOException if the thread is interrupted while it waits
   * @throws ErrnoException {@code ECONNRESET} if the peer reset the connection; {@code ENOTCONN} if
   *     there is none; {@code ETIMEDOUT} if keep-alive gave it up
   * @see <a href="https://man7.org/linux/man-pages/man2/recv.2.html">recv(2)</a>
   */
  public int recv(IoBuffer buffer) throws IOException {
    int received = recvOnce(buffer);
    if (received != IoStatus.WOULD_BLOCK) {
      return received;
    }
    long timeout = timeoutNanos();
    return timeout == 0 ? received : recvWaiting(buffer, MsgFlags.NONE, timeout, System.nanoTime());
  }

  /**
   * The path without flags is lean: it is compiled into the caller's loop with all that FFM needs,
   * and only there do its memory views cost nothing.
   */
  private int recvOnce(IoBuffer buffer) throws IOException {
    checkRoom(buffer);
    long result;
    do {
      result = calls().recv(buffer);
    } while (result == EINTR);
    if (result > 0) {
      buffer.filled((int) result);
      return (int) result;
    }
    return endOrFailure(result);
  }

  /**
   * Receives as the flags say. With {@link MsgFlags#WAITALL} a blocking socket receives until the
   * buffer is full or the stream ends; if a timeout or an interrupt ends the wait, what came before
   * is the result. What is peeked at stays, and nothing tells when more has come: peeking waits for
   * the first bytes only.
   *
   * @param buffer receives at its write index; with {@link MsgFlags#TRUNC} TCP puts nothing in it
   *     and discards as many bytes as it has room for
   * @param flags for instance {@link MsgFlags#PEEK}; with {@link MsgFlags#DONTWAIT}, {@link
   *     MsgFlags#ERRQUEUE} or {@link MsgFlags#OOB} the call does not wait
   * @return as {@link #recv(IoBuffer)} does; {@link IoStatus#WOULD_BLOCK} also where the flags say
   *     not to wait
   * @throws IllegalArgumentException if the buffer is full
   * @throws UnsupportedOperationException under NIO, unless there are no flags
   * @throws ErrnoException as {@link #recv(IoBuffer)} does; {@code EINVAL} if there is no urgent
   *     byte
   */
  public int recv(IoBuffer buffer, MsgFlags flags) throws IOException {
    int received = recvOnce(buffer, flags);
    boolean waitAll = flags.intersects(MsgFlags.WAITALL);
    if (received != IoStatus.WOULD_BLOCK && !waitAll) {
      return received;
    }
    long timeout = flags.intersects(MsgFlags.OOB) ? 0 : timeoutNanos(flags);
    if (timeout == 0) {
      return received;
    }
    return waitAll
        ? WholeTransfers.recvRest(this, buffer, flags, timeout, received)
        : recvWaiting(buffer, flags, timeout, System.nanoTime());
  }

  int recvWaiting(IoBuffer buffer, MsgFlags flags, long timeout, long start) throws IOException {
    int received;
    do {
      if (!calls().awaitReadable(left(timeout, start))) {
        throw timedOut("receive", timeout);
      }
      received = recvOnce(buffer, flags);
    } while (received == IoStatus.WOULD_BLOCK);
    return received;
  }

  int recvOnce(IoBuffer buffer, MsgFlags flags) throws IOException {
    if (flags.bits() == 0) {
      return recvOnce(buffer);
    }
    checkRoom(buffer);
    // tcp(7): MSG_TRUNC discards the bytes. AF_UNIX streams ignore it.
    boolean discards =
        flags.intersects(MsgFlags.TRUNC) && calls().localEndpoint().family() != Family.UNIX;
    long result;
    do {
      result = linux("recv with flags").recv(buffer, buffer.writable(), flags.bits());
    } while (result == EINTR);
    if (result > 0) {
      buffer.filled(discards ? 0 : (int) result);
      return (int) result;
    }
    return endOrFailure(result);
  }

  private static void checkRoom(IoBuffer buffer) {
    if (buffer.writable() == 0) {
      throw new IllegalArgumentException(
          buffer + " is full: compact or clear it, receiving 0 bytes would look like the end");
    }
  }

  private int endOrFailure(long result) throws IOException {
    if (result == 0) {
      return IoStatus.END_OF_STREAM;
    }
    if (result == EAGAIN) {
      return IoStatus.WOULD_BLOCK;
    }
    throw failed("recv", result);
  }

  /**
   * Receives so many bytes, waiting until the last of them is there. Whatever ends it early, what
   * was received is in the buffer.
   *
   * @param buffer receives at its write index
   * @param bytes how many, at most {@link IoBuffer#writable}
   * @throws IllegalArgumentException if the buffer has less room, or the number is negative
   * @throws IllegalStateException if the socket does not block
   * @throws java.io.EOFException if the stream ends before; the message says after how many bytes
   * @throws dev.sluice.FdClosedException if the socket is closed, before or meanwhile
   * @throws java.net.SocketTimeoutException if the timeout is over before
   * @throws java.io.InterruptedIOException if the thread is interrupted while it waits
   * @throws ErrnoException as {@link #recv(IoBuffer)} does
   */
  public void recvExactly(IoBuffer buffer, int bytes) throws IOException {
    WholeTransfers.recvExactly(this, buffer, bytes);
  }

  /**
   * Sends as much of the buffer as the kernel takes; what is left stays readable in it. A blocking
   * socket waits until it can send something, not until all is sent.
   *
   * @param buffer sends from its read index
   * @return the number of bytes, 0 only for an empty buffer; or, from a non-blocking socket, {@link
   *     IoStatus#WOULD_BLOCK}
   * @throws dev.sluice.FdClosedException if the socket is closed, before or meanwhile
   * @throws java.net.SocketTimeoutException if the timeout is over
   * @throws java.io.InterruptedIOException if the thread is interrupted while it waits
   * @throws ErrnoException {@code EPIPE} if this side was shut down or the peer is gone; {@code
   *     ECONNRESET} if it reset the connection; {@code ENOTCONN} if there is none
   * @see <a href="https://man7.org/linux/man-pages/man2/send.2.html">send(2)</a>
   */
  public int send(IoBuffer buffer) throws IOException {
    int sent = sendOnce(buffer);
    if (sent != IoStatus.WOULD_BLOCK) {
      return sent;
    }
    long timeout = timeoutNanos();
    return timeout == 0 ? sent : sendWaiting(buffer, 0, timeout);
  }

  /** Lean, as {@link #recvOnce(IoBuffer)} is. */
  private int sendOnce(IoBuffer buffer) throws IOException {
    if (buffer.isEmpty()) {
      return 0;
    }
    long result;
    do {
      result = calls().send(buffer);
    } while (result == EINTR);
    return sent(buffer, result);
  }

  /**
   * Sends as the flags say, and otherwise as {@link #send(IoBuffer)} does.
   *
   * @param buffer sends from its read index
   * @param flags for instance {@link MsgFlags#MORE}; with {@link MsgFlags#DONTWAIT} the call does
   *     not wait
   * @return as {@link #send(IoBuffer)} does; {@link IoStatus#WOULD_BLOCK} also where the flags say
   *     not to wait
   * @throws UnsupportedOperationException under NIO, unless there are no flags
   * @throws ErrnoException as {@link #send(IoBuffer)} does; {@code EOPNOTSUPP} for a flag that this
   *     kind of socket does not have
   */
  public int send(IoBuffer buffer, MsgFlags flags) throws IOException {
    int sent = sendOnce(buffer, flags.bits());
    if (sent != IoStatus.WOULD_BLOCK) {
      return sent;
    }
    long timeout = timeoutNanos(flags);
    return timeout == 0 ? sent : sendWaiting(buffer, flags.bits(), timeout);
  }

  private int sendWaiting(IoBuffer buffer, int flags, long timeout) throws IOException {
    long start = System.nanoTime();
    int sent;
    do {
      if (!calls().awaitWritable(left(timeout, start))) {
        throw timedOut("send", timeout);
      }
      sent = sendOnce(buffer, flags);
    } while (sent == IoStatus.WOULD_BLOCK);
    return sent;
  }

  int sendOnce(IoBuffer buffer, int flags) throws IOException {
    if (flags == 0) {
      return sendOnce(buffer);
    }
    if (buffer.isEmpty()) {
      return 0;
    }
    long result;
    do {
      result = linux("send with flags").send(buffer, flags);
    } while (result == EINTR);
    return sent(buffer, result);
  }

  private int sent(IoBuffer buffer, long result) throws IOException {
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
   * Sends all of the buffer, waiting until the kernel has taken the last byte. Whatever ends it
   * early, what was not sent is still readable in the buffer.
   *
   * @param buffer sends from its read index
   * @throws IllegalStateException if the socket does not block
   * @throws dev.sluice.FdClosedException if the socket is closed, before or meanwhile
   * @throws java.net.SocketTimeoutException if the timeout is over before
   * @throws java.io.InterruptedIOException if the thread is interrupted while it waits
   * @throws ErrnoException as {@link #send(IoBuffer)} does
   */
  public void sendAll(IoBuffer buffer) throws IOException {
    WholeTransfers.sendAll(this, buffer);
  }

  /**
   * Sends as much of a message as the kernel takes: bytes, address and ancillary data, {@code
   * sendmsg(2)}. Once it is sent, its ancillary data is empty, and what is left of the bytes stays
   * readable in the buffers.
   *
   * @param message what to send
   * @param flags for instance {@link MsgFlags#MORE}; with {@link MsgFlags#DONTWAIT} the call does
   *     not wait
   * @return the number of bytes; or, where the call does not wait, {@link IoStatus#WOULD_BLOCK}
   * @throws IllegalArgumentException if there is ancillary data but no byte
   * @throws UnsupportedOperationException under NIO
   * @throws ErrnoException as {@link #send(IoBuffer)} does; {@code EINVAL} if the kernel does not
   *     take the ancillary data; {@code EPERM} for credentials that are not one's own; {@code
   *     ETOOMANYREFS} if too many descriptors are under way
   * @see <a href="https://man7.org/linux/man-pages/man2/sendmsg.2.html">sendmsg(2)</a>
   */
  public int send(Message message, MsgFlags flags) throws IOException {
    return MessageTransfers.send(this, message, flags);
  }

  /**
   * Receives a message: bytes, sender and ancillary data, {@code recvmsg(2)}. Descriptors of the
   * message before that were not taken are closed.
   *
   * @param message receives; its buffers at their write indices
   * @param flags for instance {@link MsgFlags#PEEK}; with {@link MsgFlags#DONTWAIT} or {@link
   *     MsgFlags#ERRQUEUE} the call does not wait
   * @return the number of bytes, 0 only from the error queue; {@link IoStatus#END_OF_STREAM}; or,
   *     where the call does not wait, {@link IoStatus#WOULD_BLOCK}
   * @throws IllegalArgumentException if the buffers are full, or the flags have {@link
   *     MsgFlags#WAITALL} or {@link MsgFlags#TRUNC}
   * @throws UnsupportedOperationException under NIO
   * @throws ErrnoException as {@link #recv(IoBuffer)} does
   * @see <a href="https://man7.org/linux/man-pages/man2/recvmsg.2.html">recvmsg(2)</a>
   */
  public int recv(Message message, MsgFlags flags) throws IOException {
    return MessageTransfers.recv(this, message, flags);
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
   * Returns the address of the other end; unnamed for an AF_UNIX client that was not bound.
   *
   * @throws dev.sluice.FdClosedException if the socket is closed
   * @throws ErrnoException {@code ENOTCONN} if there is no connection, or no more
   * @see <a href="https://man7.org/linux/man-pages/man2/getpeername.2.html">getpeername(2)</a>
   */
  public Endpoint peerEndpoint() throws IOException {
    return calls().peerEndpoint();
  }
}
