package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.sluice.Endpoint;
import dev.sluice.Fd;
import dev.sluice.IoBuffer;
import dev.sluice.sys.Iovec;
import dev.sluice.sys.MessageSys;
import dev.sluice.sys.Msghdr;
import dev.sluice.sys.SocketConstants;
import dev.sluice.sys.UioSys;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What one call sends or receives: bytes in several buffers, an address, and ancillary data; {@code
 * sendmsg(2)}. Its life: {@link #allocate} → {@link #setBuffers} → {@code send} or {@code recv} of
 * a socket, again and again → {@link #close}.
 *
 * <p>The rule people trip over: on a stream, ancillary data goes with bytes, and a message of none
 * sends none.
 *
 * <p>Confined to the thread that allocated it, and so are its buffers. Memory that a buffer wraps
 * has to stay alive during each call.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/sendmsg.2.html">sendmsg(2)</a>
 */
public final class Message implements AutoCloseable {
  private static final IoBuffer[] NO_BUFFERS = {};

  private final Arena arena;
  private final MemorySegment memory;
  private final MemorySegment vector;
  private final int maxBuffers;
  private final MessageHeader header;
  private IoBuffer[] buffers = NO_BUFFERS;

  private Message(Arena arena, int maxBuffers, int ancillaryBytes) {
    this.arena = arena;
    this.maxBuffers = maxBuffers;
    memory = arena.allocate(Msghdr.SIZEOF, Long.BYTES);
    vector = arena.allocate((long) maxBuffers * Iovec.SIZEOF, Long.BYTES);
    header = new MessageHeader(memory, ancillaryBytes, arena);
  }

  /**
   * Allocates a message without buffers, which {@link #close} frees.
   *
   * @param maxBuffers how many buffers it may have, 1 to 1024
   * @param ancillaryBytes room for ancillary data, headers included: the sum of what {@link
   *     AncillaryData#spaceBytes} returns for each value; 0 for none
   * @throws IllegalArgumentException if a number is out of range
   */
  public static Message allocate(int maxBuffers, int ancillaryBytes) {
    if (maxBuffers < 1 || maxBuffers > UioSys.IOV_MAX) {
      throw new IllegalArgumentException("a message has 1 to 1024 buffers, not " + maxBuffers);
    }
    MessageHeader.checkAncillaryBytes(ancillaryBytes);
    return new Message(Arena.ofConfined(), maxBuffers, ancillaryBytes);
  }

  /**
   * Chooses the buffers for all calls from now on. Sending takes their readable bytes and receiving
   * fills their room, in this order.
   *
   * @param chosen the buffers; none of them closed before the message is used no more
   * @throws IllegalArgumentException if these are more than the message was allocated for
   */
  public Message setBuffers(IoBuffer... chosen) {
    if (chosen.length > maxBuffers) {
      throw new IllegalArgumentException(
          chosen.length + " buffers, and the message was allocated for " + maxBuffers);
    }
    buffers = chosen.clone();
    return this;
  }

  /**
   * Chooses where to send to, from now on.
   *
   * @param peer the address; {@code null} for the connected peer
   */
  public Message setPeer(@Nullable Endpoint peer) {
    header.peer(peer);
    return this;
  }

  /**
   * Returns who sent the message received last; from the error queue, whom the message was sent to
   * that failed.
   *
   * @return the sender, the same object as long as it is the same one; {@code null} if the kernel
   *     names none: on streams, and for AF_UNIX senders that are not bound
   * @throws IllegalStateException if the address is of a family that {@link Endpoint} does not have
   */
  public @Nullable Endpoint sender() {
    return header.sender();
  }

  /** Returns what goes beside the bytes, or came beside them. */
  public AncillaryData ancillary() {
    return header.ancillary();
  }

  /**
   * Returns what the kernel said of the message received last: {@link MsgFlags#TRUNC} if it did not
   * fit in the buffers, {@link MsgFlags#CTRUNC} if its ancillary data did not fit, {@link
   * MsgFlags#EOR} at the end of a record.
   */
  public MsgFlags flags() {
    return header.flags();
  }

  /** Returns how many bytes the buffers have to send. */
  long readable() {
    long bytes = 0;
    for (IoBuffer buffer : buffers) {
      bytes += buffer.readable();
    }
    return bytes;
  }

  /** Returns how many bytes the buffers have room for. */
  long writable() {
    long bytes = 0;
    for (IoBuffer buffer : buffers) {
      bytes += buffer.writable();
    }
    return bytes;
  }

  /** {@code sendmsg(2)}: bytes, or {@code -errno}. */
  long sendOn(Fd fd, int flags) {
    for (int i = 0; i < buffers.length; i++) {
      vector(i, buffers[i].readableMemory());
    }
    header.vector(vector, buffers.length);
    long result;
    header.prepareSend();
    try {
      int number = fd.enter();
      try {
        result = MessageSys.sendmsg(number, memory, flags | SocketConstants.MSG_NOSIGNAL);
      } finally {
        fd.exit();
      }
    } finally {
      header.leaveSend();
    }
    if (result >= 0) {
      sent(result);
    }
    return result;
  }

  private void sent(long bytes) {
    header.ancillary().clear();
    long left = bytes;
    for (IoBuffer buffer : buffers) {
      int taken = (int) Math.min(left, buffer.readable());
      buffer.skip(taken);
      left -= taken;
    }
  }

  /** {@code recvmsg(2)}: bytes, with {@code MSG_TRUNC} the message's own length, or -errno. */
  long recvOn(Fd fd, int flags) {
    for (int i = 0; i < buffers.length; i++) {
      vector(i, buffers[i].writableMemory());
    }
    header.vector(vector, buffers.length);
    header.prepareRecv();
    long result;
    int number = fd.enter();
    try {
      result = MessageSys.recvmsg(number, memory, flags | SocketConstants.MSG_CMSG_CLOEXEC);
    } finally {
      fd.exit();
    }
    if (result >= 0) {
      header.received();
      filled(result);
    }
    return result;
  }

  private void filled(long bytes) {
    long left = bytes;
    for (IoBuffer buffer : buffers) {
      int filled = (int) Math.min(left, buffer.writable());
      buffer.filled(filled);
      left -= filled;
    }
  }

  private void vector(int index, MemorySegment target) {
    if (target.byteSize() > 0) {
      // The call sees an address only: this asks whether the memory is alive and this thread's.
      var _ = target.get(JAVA_BYTE, 0);
    }
    long place = (long) index * Iovec.SIZEOF;
    Iovec.iov_base.set(vector, place, target);
    Iovec.iov_len.set(vector, place, target.byteSize());
  }

  /** Frees the memory and closes received descriptors that were not taken; not the buffers. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      header.ancillary().clear();
      arena.close();
    }
  }

  /** Returns for instance {@code Message[2 buffers, AncillaryData[]]}. */
  @Override
  public String toString() {
    return "Message[" + buffers.length + " buffers, " + header.ancillary() + "]";
  }
}
