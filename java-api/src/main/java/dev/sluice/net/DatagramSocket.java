package dev.sluice.net;

import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.Fd;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.spi.SenderCell;
import dev.sluice.spi.SocketCalls;
import dev.sluice.sys.SocketConstants;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A socket for messages without a connection: UDP, AF_UNIX datagrams, raw IP and ICMP, netlink, and
 * the packets of an interface. Its life: {@link #open} → {@link #bind} or {@link #connect} → {@link
 * #recvFrom}, {@link #sendTo}, {@link #recv}, {@link #send} → {@link #close}.
 *
 * <table>
 *   <caption>Kinds of sockets and how they are opened</caption>
 *   <tr><th>kind</th><th>opened by</th></tr>
 *   <tr><td>UDP, AF_UNIX</td><td>{@code open(Family.INET4)}, {@code open(Family.UNIX)}</td></tr>
 *   <tr><td>ICMP echo, {@code icmp(7)}</td>
 *       <td>{@code open(Family.INET4, IPPROTO_ICMP)}, {@code open(Family.INET6, IPPROTO_ICMPV6)};
 *       for the groups of {@code net.ipv4.ping_group_range}</td></tr>
 *   <tr><td>raw IP, {@code raw(7)}</td>
 *       <td>{@code openRaw(Family.INET4, protocol)}; an IPv4 packet arrives with its IP header, an
 *       IPv6 packet without</td></tr>
 *   <tr><td>netlink</td><td>{@code open(Family.NETLINK, NETLINK_ROUTE)}</td></tr>
 *   <tr><td>packets without link header</td><td>{@code open(Family.PACKET, ETH_P_IP)}</td></tr>
 *   <tr><td>packets with link header</td><td>{@code openRaw(Family.PACKET, ETH_P_ALL)}</td></tr>
 * </table>
 *
 * <p>The rule people trip over: a datagram is received whole or not at all. What the buffer has no
 * room for is lost, so receiving returns the datagram's own length: a result greater than the room
 * there was says that it was cut. UDP's longest datagram has 65,507 bytes.
 *
 * <p>Thread-safe as {@link Socket} says; the buffers are not.
 */
public final class DatagramSocket extends Socket {
  DatagramSocket(SocketCalls calls) {
    super(calls);
  }

  /**
   * Opens a socket that is neither bound nor connected, close-on-exec.
   *
   * @param family IPv4, IPv6 or AF_UNIX
   * @throws ErrnoException {@code EMFILE}, {@code ENFILE} if no descriptor is left; {@code
   *     EAFNOSUPPORT} if the kernel lacks the family
   * @see <a href="https://man7.org/linux/man-pages/man2/socket.2.html">socket(2)</a>
   */
  public static DatagramSocket open(Family family) throws ErrnoException {
    return open(family, 0);
  }

  /**
   * Opens a socket of type {@code SOCK_DGRAM} and of a protocol that is not the family's usual one.
   *
   * @param family any family
   * @param protocol its number, 0 for the usual one; for packets an {@code ETH_P_} number in host
   *     order, 0 for none before {@link #bind}
   * @throws ErrnoException as {@link #open(Family)} does; {@code EPROTONOSUPPORT} if the kernel
   *     lacks the protocol; {@code EACCES} for ICMP outside of {@code ping_group_range}; {@code
   *     EPERM} for packets without CAP_NET_RAW
   * @see <a href="https://man7.org/linux/man-pages/man2/socket.2.html">socket(2)</a>
   */
  public static DatagramSocket open(Family family, int protocol) throws ErrnoException {
    return new DatagramSocket(LinuxCalls.open(family, SocketConstants.SOCK_DGRAM, protocol));
  }

  /**
   * Opens a socket of type {@code SOCK_RAW}: messages with the headers that other types hide.
   *
   * @param family IPv4, IPv6, AF_PACKET, or another that has raw sockets
   * @param protocol its number, for instance {@link dev.sluice.sys.InetConstants#IPPROTO_ICMP}; for
   *     packets an {@code ETH_P_} number in host order, 0 for none before {@link #bind}
   * @throws ErrnoException as {@link #open(Family, int)} does; {@code EPERM} without CAP_NET_RAW
   * @see <a href="https://man7.org/linux/man-pages/man7/raw.7.html">raw(7)</a>
   */
  public static DatagramSocket openRaw(Family family, int protocol) throws ErrnoException {
    return new DatagramSocket(LinuxCalls.open(family, SocketConstants.SOCK_RAW, protocol));
  }

  /**
   * Takes over a datagram descriptor, which has to be non-blocking.
   *
   * @param fd the descriptor; closing the socket closes it
   */
  public static DatagramSocket adopt(Fd fd) {
    return new DatagramSocket(new LinuxCalls(fd));
  }

  /**
   * Remembers a peer: {@link #send} goes there, and only its datagrams are received. Nothing is
   * sent and nobody is asked. A second call changes the peer.
   *
   * @param peer the address of another datagram socket
   * @throws dev.sluice.FdClosedException if the socket is closed
   * @throws ErrnoException {@code ENETUNREACH}, {@code EHOSTUNREACH} without a route; {@code
   *     EACCES} for a broadcast address without {@code SO_BROADCAST}; {@code ENOENT}, {@code
   *     ECONNREFUSED} without an AF_UNIX socket of that name; {@code EAFNOSUPPORT} for an address
   *     of another family
   * @see <a href="https://man7.org/linux/man-pages/man2/connect.2.html">connect(2)</a>
   */
  public void connect(Endpoint peer) throws IOException {
    int result = calls().connect(peer);
    if (result < 0) {
      throw ErrnoException.of("connect(" + calls() + ", " + peer + ")", result);
    }
  }

  /**
   * Forgets the peer. Does nothing without one.
   *
   * @throws dev.sluice.FdClosedException if the socket is closed
   * @throws ErrnoException if the kernel refuses the call
   */
  public void disconnect() throws IOException {
    int result = calls().disconnect();
    if (result < 0) {
      throw ErrnoException.of("connect(" + calls() + ", AF_UNSPEC)", result);
    }
  }

  /**
   * Receives one datagram, and does not ask from whom.
   *
   * @param buffer receives at its write index
   * @return the datagram's length, greater than the buffer's room if it was cut, 0 for an empty
   *     one; or, from a non-blocking socket, {@link IoStatus#WOULD_BLOCK}
   * @throws IllegalArgumentException if the buffer is full
   * @throws dev.sluice.FdClosedException if the socket is closed, before or meanwhile
   * @throws java.net.SocketTimeoutException if the timeout is over
   * @throws java.io.InterruptedIOException if the thread is interrupted while it waits
   * @throws ErrnoException {@code ECONNREFUSED} if an earlier datagram found nobody, connected UDP
   *     only
   * @see <a href="https://man7.org/linux/man-pages/man2/recv.2.html">recv(2)</a>
   */
  public int recv(IoBuffer buffer) throws IOException {
    int length = recvOnce(buffer);
    return length == IoStatus.WOULD_BLOCK ? recvBlocked(buffer, null) : length;
  }

  /**
   * Receives one datagram as the flags say, and does not ask from whom.
   *
   * @param buffer receives at its write index
   * @param flags for instance {@link MsgFlags#PEEK}; with {@link MsgFlags#DONTWAIT} or {@link
   *     MsgFlags#ERRQUEUE} the call does not wait
   * @return as {@link #recv(IoBuffer)} does
   * @throws UnsupportedOperationException under NIO, unless there are no flags
   * @throws ErrnoException as {@link #recv(IoBuffer)} does
   */
  public int recv(IoBuffer buffer, MsgFlags flags) throws IOException {
    return recv(buffer, null, flags);
  }

  /**
   * Receives one datagram and learns who sent it.
   *
   * @param buffer receives at its write index
   * @param sender is told the sender, if a datagram was received
   * @return the datagram's length, greater than the buffer's room if it was cut, 0 for an empty
   *     one; or, from a non-blocking socket, {@link IoStatus#WOULD_BLOCK}
   * @throws IllegalArgumentException if the buffer is full
   * @throws dev.sluice.FdClosedException if the socket is closed, before or meanwhile
   * @throws java.net.SocketTimeoutException if the timeout is over
   * @throws java.io.InterruptedIOException if the thread is interrupted while it waits
   * @throws ErrnoException {@code ECONNREFUSED} if an earlier datagram found nobody, connected UDP
   *     only
   * @see <a href="https://man7.org/linux/man-pages/man2/recv.2.html">recvfrom(2)</a>
   */
  public int recvFrom(IoBuffer buffer, Sender sender) throws IOException {
    int length = recvOnce(buffer, sender.cell());
    return length == IoStatus.WOULD_BLOCK ? recvBlocked(buffer, sender.cell()) : length;
  }

  /**
   * Receives one datagram as the flags say, and learns who sent it. From the error queue, that is
   * whom the datagram was sent to that failed.
   *
   * @param buffer receives at its write index
   * @param sender is told the sender, if a datagram was received
   * @param flags for instance {@link MsgFlags#PEEK}; with {@link MsgFlags#DONTWAIT} or {@link
   *     MsgFlags#ERRQUEUE} the call does not wait
   * @return as {@link #recvFrom(IoBuffer, Sender)} does
   * @throws UnsupportedOperationException under NIO, unless there are no flags
   * @throws ErrnoException as {@link #recvFrom(IoBuffer, Sender)} does
   */
  public int recvFrom(IoBuffer buffer, Sender sender, MsgFlags flags) throws IOException {
    return recv(buffer, sender.cell(), flags);
  }

  private int recv(IoBuffer buffer, @Nullable SenderCell sender, MsgFlags flags)
      throws IOException {
    int length = recvOnce(buffer, sender, flags.bits());
    if (length != IoStatus.WOULD_BLOCK) {
      return length;
    }
    long timeout = timeoutNanos(flags);
    return timeout == 0 ? length : recvWaiting(buffer, sender, flags.bits(), timeout);
  }

  private int recvBlocked(IoBuffer buffer, @Nullable SenderCell sender) throws IOException {
    long timeout = timeoutNanos();
    return timeout == 0 ? IoStatus.WOULD_BLOCK : recvWaiting(buffer, sender, 0, timeout);
  }

  private int recvWaiting(IoBuffer buffer, @Nullable SenderCell sender, int flags, long timeout)
      throws IOException {
    long start = System.nanoTime();
    int length;
    do {
      if (!calls().awaitReadable(left(timeout, start))) {
        throw timedOut("receive", timeout);
      }
      length = recvOnce(buffer, sender, flags);
    } while (length == IoStatus.WOULD_BLOCK);
    return length;
  }

  /** Lean, as {@link StreamSocket#recv(IoBuffer)} is; so are its neighbours. */
  private int recvOnce(IoBuffer buffer) throws IOException {
    checkRoom(buffer);
    long result;
    do {
      result = calls().recvDatagram(buffer);
    } while (result == EINTR);
    return received(buffer, null, result);
  }

  private int recvOnce(IoBuffer buffer, SenderCell sender) throws IOException {
    checkRoom(buffer);
    long result;
    do {
      result = calls().recvfrom(buffer, sender);
    } while (result == EINTR);
    return received(buffer, sender, result);
  }

  private int recvOnce(IoBuffer buffer, @Nullable SenderCell sender, int flags) throws IOException {
    if (flags == 0) {
      return sender == null ? recvOnce(buffer) : recvOnce(buffer, sender);
    }
    checkRoom(buffer);
    LinuxCalls linux = linux("recv with flags");
    long result;
    do {
      result =
          sender == null
              ? linux.recv(buffer, buffer.writable(), flags | SocketConstants.MSG_TRUNC)
              : linux.recvfrom(buffer, sender, flags);
    } while (result == EINTR);
    return received(buffer, sender, result);
  }

  private static void checkRoom(IoBuffer buffer) {
    if (buffer.writable() == 0) {
      throw new IllegalArgumentException(
          buffer + " is full: compact or clear it, there is no room for any of the datagram");
    }
  }

  private int received(IoBuffer buffer, @Nullable SenderCell sender, long result)
      throws IOException {
    if (result >= 0) {
      buffer.filled((int) Math.min(buffer.writable(), result));
      return (int) result;
    }
    if (result == EAGAIN) {
      return IoStatus.WOULD_BLOCK;
    }
    throw failed(sender == null ? "recv" : "recvfrom", result);
  }

  /**
   * Sends the readable bytes to the connected peer as one datagram, which may be empty.
   *
   * @param buffer sends from its read index, all or nothing
   * @return the number of bytes; or, from a non-blocking socket, {@link IoStatus#WOULD_BLOCK}
   * @throws dev.sluice.FdClosedException if the socket is closed, before or meanwhile
   * @throws java.net.SocketTimeoutException if the timeout is over
   * @throws java.io.InterruptedIOException if the thread is interrupted while it waits
   * @throws ErrnoException {@code EDESTADDRREQ} (AF_UNIX: {@code ENOTCONN}) without a peer; {@code
   *     EMSGSIZE} if it is too long; {@code ECONNREFUSED} if an earlier datagram found nobody
   * @see <a href="https://man7.org/linux/man-pages/man2/send.2.html">send(2)</a>
   */
  public int send(IoBuffer buffer) throws IOException {
    int sent = sendOnce(buffer);
    return sent == IoStatus.WOULD_BLOCK ? sendBlocked(buffer, null) : sent;
  }

  /**
   * Sends the readable bytes to the connected peer as the flags say.
   *
   * @param buffer sends from its read index, all or nothing
   * @param flags for instance {@link MsgFlags#MORE}: what follows is part of the same datagram;
   *     with {@link MsgFlags#DONTWAIT} the call does not wait
   * @return as {@link #send(IoBuffer)} does
   * @throws UnsupportedOperationException under NIO, unless there are no flags
   * @throws ErrnoException as {@link #send(IoBuffer)} does
   */
  public int send(IoBuffer buffer, MsgFlags flags) throws IOException {
    return send(buffer, null, flags);
  }

  /**
   * Sends the readable bytes to an address as one datagram, which may be empty.
   *
   * @param buffer sends from its read index, all or nothing
   * @param peer where to
   * @return the number of bytes; or, from a non-blocking socket, {@link IoStatus#WOULD_BLOCK}
   * @throws dev.sluice.FdClosedException if the socket is closed, before or meanwhile
   * @throws java.net.SocketTimeoutException if the timeout is over
   * @throws java.io.InterruptedIOException if the thread is interrupted while it waits
   * @throws ErrnoException {@code EMSGSIZE} if it is too long; {@code EACCES} for a broadcast
   *     address without {@code SO_BROADCAST}; {@code ENETUNREACH}, {@code EHOSTUNREACH} without a
   *     route; {@code ENOENT}, {@code ECONNREFUSED} without an AF_UNIX socket of that name
   * @see <a href="https://man7.org/linux/man-pages/man2/send.2.html">sendto(2)</a>
   */
  public int sendTo(IoBuffer buffer, Endpoint peer) throws IOException {
    int sent = sendOnce(buffer, peer);
    return sent == IoStatus.WOULD_BLOCK ? sendBlocked(buffer, peer) : sent;
  }

  /**
   * Sends the readable bytes to an address as the flags say.
   *
   * @param buffer sends from its read index, all or nothing
   * @param peer where to
   * @param flags for instance {@link MsgFlags#CONFIRM}; with {@link MsgFlags#DONTWAIT} the call
   *     does not wait
   * @return as {@link #sendTo(IoBuffer, Endpoint)} does
   * @throws UnsupportedOperationException under NIO, unless there are no flags
   * @throws ErrnoException as {@link #sendTo(IoBuffer, Endpoint)} does
   */
  public int sendTo(IoBuffer buffer, Endpoint peer, MsgFlags flags) throws IOException {
    return send(buffer, peer, flags);
  }

  private int send(IoBuffer buffer, @Nullable Endpoint peer, MsgFlags flags) throws IOException {
    int sent = sendOnce(buffer, peer, flags.bits());
    if (sent != IoStatus.WOULD_BLOCK) {
      return sent;
    }
    long timeout = timeoutNanos(flags);
    return timeout == 0 ? sent : sendWaiting(buffer, peer, flags.bits(), timeout);
  }

  private int sendBlocked(IoBuffer buffer, @Nullable Endpoint peer) throws IOException {
    long timeout = timeoutNanos();
    return timeout == 0 ? IoStatus.WOULD_BLOCK : sendWaiting(buffer, peer, 0, timeout);
  }

  private int sendWaiting(IoBuffer buffer, @Nullable Endpoint peer, int flags, long timeout)
      throws IOException {
    long start = System.nanoTime();
    int sent;
    do {
      if (!calls().awaitWritable(left(timeout, start))) {
        throw timedOut("send", timeout);
      }
      sent = sendOnce(buffer, peer, flags);
    } while (sent == IoStatus.WOULD_BLOCK);
    return sent;
  }

  private int sendOnce(IoBuffer buffer) throws IOException {
    long result;
    do {
      result = calls().sendDatagram(buffer);
    } while (result == EINTR);
    return sent(buffer, null, result);
  }

  private int sendOnce(IoBuffer buffer, Endpoint peer) throws IOException {
    long result;
    do {
      result = calls().sendto(buffer, peer);
    } while (result == EINTR);
    return sent(buffer, peer, result);
  }

  private int sendOnce(IoBuffer buffer, @Nullable Endpoint peer, int flags) throws IOException {
    if (flags == 0) {
      return peer == null ? sendOnce(buffer) : sendOnce(buffer, peer);
    }
    LinuxCalls linux = linux("send with flags");
    long result;
    do {
      result = peer == null ? linux.send(buffer, flags) : linux.sendto(buffer, peer, flags);
    } while (result == EINTR);
    return sent(buffer, peer, result);
  }

  private int sent(IoBuffer buffer, @Nullable Endpoint peer, long result) throws IOException {
    if (result >= 0) {
      buffer.skip((int) result);
      return (int) result;
    }
    if (result == EAGAIN) {
      return IoStatus.WOULD_BLOCK;
    }
    throw peer == null
        ? failed("send", result)
        : ErrnoException.of("sendto(" + calls() + ", " + peer + ")", result);
  }

  /**
   * Sends a message as one datagram: bytes, address and ancillary data, {@code sendmsg(2)}. Once it
   * is sent, its ancillary data is empty.
   *
   * @param message what to send
   * @param flags for instance {@link MsgFlags#MORE}; with {@link MsgFlags#DONTWAIT} the call does
   *     not wait
   * @return the number of bytes; or, where the call does not wait, {@link IoStatus#WOULD_BLOCK}
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
   * @return the datagram's length, greater than the buffers' room if it was cut, 0 for an empty
   *     one; or, where the call does not wait, {@link IoStatus#WOULD_BLOCK}
   * @throws IllegalArgumentException if the buffers are full
   * @throws UnsupportedOperationException under NIO
   * @throws ErrnoException as {@link #recv(IoBuffer)} does
   * @see <a href="https://man7.org/linux/man-pages/man2/recvmsg.2.html">recvmsg(2)</a>
   */
  public int recv(Message message, MsgFlags flags) throws IOException {
    return MessageTransfers.recv(this, message, flags);
  }

  /**
   * Sends several datagrams with one call, {@code sendmmsg(2)}.
   *
   * @param batch holds them; a datagram sent leaves its buffer and its ancillary data empty
   * @param first the first place to send, from 0
   * @param count how many
   * @param flags for instance {@link MsgFlags#CONFIRM}; with {@link MsgFlags#DONTWAIT} the call
   *     does not wait
   * @return how many went out, which may be fewer, but is at least 1 unless {@code count} is 0; or,
   *     where the call does not wait, {@link IoStatus#WOULD_BLOCK}
   * @throws IndexOutOfBoundsException if the batch does not have these places
   * @throws UnsupportedOperationException under NIO
   * @throws ErrnoException as {@link #sendTo} does, of the first; a later one's comes with the next
   *     call
   * @see <a href="https://man7.org/linux/man-pages/man2/sendmmsg.2.html">sendmmsg(2)</a>
   */
  public int send(MessageBatch batch, int first, int count, MsgFlags flags) throws IOException {
    return MessageTransfers.send(this, batch, first, count, flags);
  }

  /**
   * Receives as many datagrams as are there with one call, {@code recvmmsg(2)}; waits for the first
   * only.
   *
   * @param batch receives, from its first place on; what was in it is forgotten, and descriptors
   *     that were not taken are closed
   * @param flags for instance {@link MsgFlags#PEEK}; with {@link MsgFlags#DONTWAIT} or {@link
   *     MsgFlags#ERRQUEUE} the call does not wait
   * @return how many came, at least 1; or, where the call does not wait, {@link
   *     IoStatus#WOULD_BLOCK}
   * @throws UnsupportedOperationException under NIO
   * @throws ErrnoException as {@link #recv(IoBuffer)} does
   * @see <a href="https://man7.org/linux/man-pages/man2/recvmmsg.2.html">recvmmsg(2)</a>
   */
  public int recv(MessageBatch batch, MsgFlags flags) throws IOException {
    return MessageTransfers.recv(this, batch, flags);
  }

  /**
   * Returns the connected peer.
   *
   * @throws dev.sluice.FdClosedException if the socket is closed
   * @throws ErrnoException {@code ENOTCONN} if there is none
   * @see <a href="https://man7.org/linux/man-pages/man2/getpeername.2.html">getpeername(2)</a>
   */
  public Endpoint peerEndpoint() throws IOException {
    return calls().peerEndpoint();
  }
}
