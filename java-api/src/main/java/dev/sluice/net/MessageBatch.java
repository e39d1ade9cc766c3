package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.Endpoint;
import dev.sluice.Fd;
import dev.sluice.IoBuffer;
import dev.sluice.sys.DatagramSys;
import dev.sluice.sys.Iovec;
import dev.sluice.sys.Mmsghdr;
import dev.sluice.sys.Msghdr;
import dev.sluice.sys.SocketConstants;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Places for datagrams that one call sends or receives, {@code sendmmsg(2)} and {@code
 * recvmmsg(2)}. Its life: {@link #allocate} → {@link DatagramSocket#recv(MessageBatch, MsgFlags)},
 * {@link DatagramSocket#send(MessageBatch, int, int, MsgFlags)}, again and again → {@link #close}.
 *
 * <p>Each place has a buffer, a peer, a sender and ancillary data of its own. Steady use allocates
 * nothing: a sender that repeats in its place is the same object.
 *
 * <p>The rule people trip over: sending may stop early, and says after how many datagrams.
 *
 * <p>Confined to the thread that allocated it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/recvmmsg.2.html">recvmmsg(2)</a>
 */
public final class MessageBatch implements AutoCloseable {
  /** {@code iov_base} is the first member: written as a number, it needs no view of the memory. */
  private static final int IOV_BASE = 0;

  private static final int MAX_DATAGRAMS = 1024;
  private static final int MAX_BYTES = 1 << 16;

  private final Arena arena;
  private final MemorySegment memory;
  private final MemorySegment vectors;

  /** The memory from each place on: a view made for each call would be an object for each call. */
  private final MemorySegment[] from;

  private final IoBuffer[] buffers;
  private final long[] addresses;
  private final MessageHeader[] headers;
  private final int[] lengths;

  private MessageBatch(Arena arena, int datagrams, int bytesEach, int ancillaryBytesEach) {
    this.arena = arena;
    memory = arena.allocate((long) datagrams * Mmsghdr.SIZEOF, Long.BYTES);
    vectors = arena.allocate((long) datagrams * Iovec.SIZEOF, Long.BYTES);
    from = new MemorySegment[datagrams];
    buffers = new IoBuffer[datagrams];
    addresses = new long[datagrams];
    headers = new MessageHeader[datagrams];
    lengths = new int[datagrams];
    for (int i = 0; i < datagrams; i++) {
      from[i] = memory.asSlice((long) i * Mmsghdr.SIZEOF);
      MemorySegment bytes = arena.allocate(bytesEach, Long.BYTES);
      buffers[i] = IoBuffer.wrap(bytes);
      addresses[i] = bytes.address();
      MemorySegment header = memory.asSlice((long) i * Mmsghdr.SIZEOF, Msghdr.SIZEOF);
      headers[i] = new MessageHeader(header, ancillaryBytesEach, arena);
      headers[i].vector(vectors.asSlice((long) i * Iovec.SIZEOF, Iovec.SIZEOF), 1);
    }
  }

  /**
   * Allocates places, which {@link #close} frees.
   *
   * @param datagrams how many, 1 to 1024
   * @param bytesEach the room of each, 1 to 65536; datagrams that the kernel merges or cuts, {@code
   *     UDP_GRO} and {@code UDP_SEGMENT}, come and go in one place
   * @param ancillaryBytesEach room for the ancillary data of each, as {@link Message#allocate} has
   *     it; 0 for none
   * @throws IllegalArgumentException if a number is out of range
   */
  public static MessageBatch allocate(int datagrams, int bytesEach, int ancillaryBytesEach) {
    if (datagrams < 1 || datagrams > MAX_DATAGRAMS) {
      throw new IllegalArgumentException("a batch has 1 to 1024 datagrams, not " + datagrams);
    }
    if (bytesEach < 1 || bytesEach > MAX_BYTES) {
      throw new IllegalArgumentException("a datagram has 1 to 65536 bytes, not " + bytesEach);
    }
    MessageHeader.checkAncillaryBytes(ancillaryBytesEach);
    return new MessageBatch(Arena.ofConfined(), datagrams, bytesEach, ancillaryBytesEach);
  }

  /** Returns how many places there are. */
  public int capacity() {
    return buffers.length;
  }

  /**
   * Returns the bytes of a place: received, or to be sent.
   *
   * @param index the place, from 0
   */
  public IoBuffer buffer(int index) {
    return buffers[index];
  }

  /**
   * Returns the own length of a datagram received, greater than the buffer's capacity if it was
   * cut.
   *
   * @param index the place, from 0
   */
  public int length(int index) {
    return lengths[index];
  }

  /**
   * Returns who sent a datagram received.
   *
   * @param index the place, from 0
   * @return the sender; {@code null} for an AF_UNIX sender that is not bound
   */
  public @Nullable Endpoint sender(int index) {
    return headers[index].sender();
  }

  /**
   * Chooses where a place is sent to, from now on.
   *
   * @param index the place, from 0
   * @param peer the address; {@code null} for the connected peer
   */
  public MessageBatch setPeer(int index, @Nullable Endpoint peer) {
    headers[index].peer(peer);
    return this;
  }

  /**
   * Returns what goes beside the bytes of a place, or came beside them.
   *
   * @param index the place, from 0
   */
  public AncillaryData ancillary(int index) {
    return headers[index].ancillary();
  }

  /**
   * Returns what the kernel said of a datagram received, as {@link Message#flags} has it.
   *
   * @param index the place, from 0
   */
  public MsgFlags flags(int index) {
    return headers[index].flags();
  }

  /**
   * {@code sendmmsg(2)}: how many, or {@code -errno}. The loops are methods of their own: they get
   * hot 64 times as fast as the call, and compiled together with it they would leave it in pieces
   * that have not been called often enough to be inlined, and each of its memory views an object.
   */
  int sendOn(Fd fd, int first, int count, int flags) {
    int result;
    prepareSend(first, count);
    try {
      int number = fd.enter();
      try {
        result =
            DatagramSys.sendmmsg(number, from[first], count, flags | SocketConstants.MSG_NOSIGNAL);
      } finally {
        fd.exit();
      }
    } finally {
      leaveSend(first, count);
    }
    sent(first, result);
    return result;
  }

  private void prepareSend(int first, int count) {
    int entered = 0;
    try {
      for (; entered < count; entered++) {
        int place = first + entered;
        vector(place, buffers[place].readIndex(), buffers[place].readable());
        headers[place].prepareSend();
      }
    } finally {
      if (entered < count) {
        leaveSend(first, entered);
      }
    }
  }

  private void leaveSend(int first, int entered) {
    for (int i = first; i < first + entered; i++) {
      headers[i].leaveSend();
    }
  }

  private void sent(int first, int count) {
    for (int i = first; i < first + count; i++) {
      buffers[i].skip(buffers[i].readable());
      headers[i].ancillary().clear();
    }
  }

  void checkRange(int first, int count) {
    Objects.checkFromIndexSize(first, count, buffers.length);
  }

  /** {@code recvmmsg(2)} into all places: how many, or {@code -errno}. */
  int recvOn(Fd fd, int flags) {
    int bits = flags | SocketConstants.MSG_CMSG_CLOEXEC | SocketConstants.MSG_TRUNC;
    int result;
    prepareRecv();
    int number = fd.enter();
    try {
      result = DatagramSys.recvmmsg(number, memory, buffers.length, bits, MemorySegment.NULL);
    } finally {
      fd.exit();
    }
    received(result);
    return result;
  }

  private void prepareRecv() {
    for (int i = 0; i < buffers.length; i++) {
      vector(i, 0, buffers[i].clear().capacity());
      headers[i].prepareRecv();
    }
  }

  private void received(int count) {
    for (int i = 0; i < count; i++) {
      headers[i].received();
      lengths[i] = Mmsghdr.msg_len.get(memory, (long) i * Mmsghdr.SIZEOF);
      buffers[i].filled(Math.min(lengths[i], buffers[i].writable()));
    }
  }

  /** Points a place at its own memory, which lives and is this thread's as the vectors are. */
  private void vector(int place, int offset, int bytes) {
    long at = (long) place * Iovec.SIZEOF;
    vectors.set(JAVA_LONG, at + IOV_BASE, addresses[place] + offset);
    Iovec.iov_len.set(vectors, at, bytes);
  }

  /** Frees the memory, and closes received descriptors that were not taken. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      for (MessageHeader header : headers) {
        header.ancillary().clear();
      }
      arena.close();
    }
  }

  /** Returns for instance {@code MessageBatch[64 datagrams of 1500 bytes]}. */
  @Override
  public String toString() {
    return "MessageBatch[" + buffers.length + " datagrams of " + buffers[0].capacity() + " bytes]";
  }
}
