package dev.sluice.net;

import dev.sluice.spi.BitNames;
import dev.sluice.sys.SocketConstants;
import org.jspecify.annotations.Nullable;

/**
 * How one transfer differs from the usual, and what the kernel says of a received message: the
 * {@code MSG_} bits of {@code send(2)} and {@code recv(2)}.
 *
 * <p>Keep combinations in constants. Bits without a name here are passed on as they are. Immutable,
 * thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/recv.2.html">recv(2)</a>
 */
public final class MsgFlags {
  /** Nothing unusual. */
  public static final MsgFlags NONE = new MsgFlags(0);

  /** Sending: the link layer need not look the neighbour up, he has just answered. */
  public static final MsgFlags CONFIRM = new MsgFlags(SocketConstants.MSG_CONFIRM);

  /** Received: ancillary data was cut for want of room; descriptors in it were closed. */
  public static final MsgFlags CTRUNC = new MsgFlags(SocketConstants.MSG_CTRUNC);

  /** Sending: to hosts of the own networks only, not through a gateway. */
  public static final MsgFlags DONTROUTE = new MsgFlags(SocketConstants.MSG_DONTROUTE);

  /** This call does not wait, whatever the socket does otherwise. */
  public static final MsgFlags DONTWAIT = new MsgFlags(SocketConstants.MSG_DONTWAIT);

  /** The end of a record, on sockets that have records: to be marked, or found. */
  public static final MsgFlags EOR = new MsgFlags(SocketConstants.MSG_EOR);

  /** Receiving: from the error queue. Never waits. */
  public static final MsgFlags ERRQUEUE = new MsgFlags(SocketConstants.MSG_ERRQUEUE);

  /** Sending: more follows at once, so that small pieces leave as one packet. */
  public static final MsgFlags MORE = new MsgFlags(SocketConstants.MSG_MORE);

  /** Urgent data: the one byte outside the stream of TCP. Receiving it never waits. */
  public static final MsgFlags OOB = new MsgFlags(SocketConstants.MSG_OOB);

  /** Receiving: what is received stays there to be received again. */
  public static final MsgFlags PEEK = new MsgFlags(SocketConstants.MSG_PEEK);

  /**
   * Receiving from TCP: the bytes are discarded, not put in the buffer. On datagram sockets it is
   * always set. Received: the message was longer than the room.
   */
  public static final MsgFlags TRUNC = new MsgFlags(SocketConstants.MSG_TRUNC);

  /**
   * Receiving from a stream: until the buffer is full, the stream ends, or a wait ends without
   * success after something was received.
   */
  public static final MsgFlags WAITALL = new MsgFlags(SocketConstants.MSG_WAITALL);

  /**
   * Sending: without a copy, from the buffer's memory, which stays untouched until the error queue
   * tells that it is free; on sockets with {@code SO_ZEROCOPY}.
   */
  public static final MsgFlags ZEROCOPY = new MsgFlags(SocketConstants.MSG_ZEROCOPY);

  private static final BitNames NAMES =
      new BitNames()
          .with(SocketConstants.MSG_OOB, "MSG_OOB")
          .with(SocketConstants.MSG_PEEK, "MSG_PEEK")
          .with(SocketConstants.MSG_DONTROUTE, "MSG_DONTROUTE")
          .with(SocketConstants.MSG_CTRUNC, "MSG_CTRUNC")
          .with(SocketConstants.MSG_TRUNC, "MSG_TRUNC")
          .with(SocketConstants.MSG_DONTWAIT, "MSG_DONTWAIT")
          .with(SocketConstants.MSG_EOR, "MSG_EOR")
          .with(SocketConstants.MSG_WAITALL, "MSG_WAITALL")
          .with(SocketConstants.MSG_CONFIRM, "MSG_CONFIRM")
          .with(SocketConstants.MSG_ERRQUEUE, "MSG_ERRQUEUE")
          .with(SocketConstants.MSG_MORE, "MSG_MORE")
          .with(SocketConstants.MSG_ZEROCOPY, "MSG_ZEROCOPY");

  private static final int CACHE_BITS = 8;

  /** The last flags of each slot, so that combinations that return are the same objects. */
  private static final @Nullable MsgFlags[] CACHE = new MsgFlags[1 << CACHE_BITS];

  private final int bits;

  private MsgFlags(int bits) {
    this.bits = bits;
  }

  /**
   * Returns flags by their bits, unknown ones included. Bits that return allocate nothing.
   *
   * @param bits {@code MSG_} bits
   */
  public static MsgFlags of(int bits) {
    if (bits == 0) {
      return NONE;
    }
    // Fibonacci hashing. A race loses an object that is a value: nobody can tell.
    int slot = (bits * 0x9E3779B9) >>> -CACHE_BITS;
    MsgFlags cached = CACHE[slot];
    if (cached == null || cached.bits != bits) {
      cached = new MsgFlags(bits);
      CACHE[slot] = cached;
    }
    return cached;
  }

  /** Returns these flags and others. */
  public MsgFlags and(MsgFlags other) {
    return of(bits | other.bits);
  }

  /** Tells whether all flags of {@code other} are in this. */
  public boolean containsAll(MsgFlags other) {
    return (bits & other.bits) == other.bits;
  }

  /** Tells whether any flag of {@code other} is in this. */
  public boolean intersects(MsgFlags other) {
    return (bits & other.bits) != 0;
  }

  /** Returns the {@code MSG_} bits. */
  public int bits() {
    return bits;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MsgFlags flags && flags.bits == bits;
  }

  @Override
  public int hashCode() {
    return bits;
  }

  /** Returns for instance {@code MSG_PEEK|MSG_WAITALL|0x800000}; {@code 0x0} for none. */
  @Override
  public String toString() {
    return NAMES.toString(bits);
  }
}
