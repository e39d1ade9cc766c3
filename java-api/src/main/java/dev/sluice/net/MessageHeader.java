package dev.sluice.net;

import static java.lang.foreign.MemorySegment.NULL;

import dev.sluice.Endpoint;
import dev.sluice.sys.Msghdr;
import dev.sluice.sys.SockaddrStorage;
import dev.sluice.sys.SocketConstants;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A {@code struct msghdr}, its two addresses and its ancillary data; the vector is the owner's. The
 * sender has memory of its own in each, so that no two messages of a batch share an address.
 */
final class MessageHeader {
  private final MemorySegment header;
  private final MemorySegment peerName;
  private final MemorySegment senderName;
  private final MemorySegment lastName;
  private final AncillaryData ancillary;
  private int peerLength;
  private int senderLength;
  private int lastLength;
  private @Nullable Endpoint lastSender;
  private int flags;

  MessageHeader(MemorySegment header, int ancillaryBytes, SegmentAllocator allocator) {
    this.header = header;
    this.peerName = allocator.allocate(SockaddrStorage.SIZEOF, Long.BYTES);
    this.senderName = allocator.allocate(SockaddrStorage.SIZEOF, Long.BYTES);
    this.lastName = allocator.allocate(SockaddrStorage.SIZEOF, Long.BYTES);
    this.ancillary =
        new AncillaryData(
            ancillaryBytes == 0 ? NULL : allocator.allocate(ancillaryBytes, Long.BYTES));
  }

  /** Refuses a size that nobody needs, or that would not be one. */
  static void checkAncillaryBytes(int bytes) {
    if (bytes < 0 || bytes > 1 << 20) {
      throw new IllegalArgumentException(
          "room for ancillary data is 0 to 1 MiB, not " + bytes + " bytes");
    }
  }

  AncillaryData ancillary() {
    return ancillary;
  }

  void vector(MemorySegment vector, int length) {
    Msghdr.msg_iov.set(header, vector);
    Msghdr.msg_iovlen.set(header, length);
  }

  void peer(@Nullable Endpoint peer) {
    peerLength = peer == null ? 0 : Sockaddr.encode(peer, peerName);
  }

  void prepareSend() {
    Msghdr.msg_name.set(header, peerLength == 0 ? NULL : peerName);
    Msghdr.msg_namelen.set(header, peerLength);
    control(ancillary.outgoingBytes());
    Msghdr.msg_flags.set(header, 0);
    ancillary.enterRights();
  }

  /** After each {@link #prepareSend} that returned. */
  void leaveSend() {
    ancillary.exitRights();
  }

  /** Closes what was received and not taken. */
  void forget() {
    if (ancillary.capacityBytes() > 0) {
      ancillary.clear();
    }
  }

  void prepareRecv() {
    forget();
    Msghdr.msg_name.set(header, senderName);
    Msghdr.msg_namelen.set(header, (int) senderName.byteSize());
    control(ancillary.capacityBytes());
    Msghdr.msg_flags.set(header, 0);
  }

  private void control(int bytes) {
    Msghdr.msg_control.set(header, bytes == 0 ? NULL : ancillary.control());
    Msghdr.msg_controllen.set(header, bytes);
  }

  void received() {
    flags = Msghdr.msg_flags.get(header) & ~SocketConstants.MSG_CMSG_CLOEXEC;
    senderLength = Math.clamp(Msghdr.msg_namelen.get(header), 0, (int) senderName.byteSize());
    if (ancillary.capacityBytes() > 0) {
      boolean truncated = (flags & SocketConstants.MSG_CTRUNC) != 0;
      ancillary.received(Msghdr.msg_controllen.get(header), truncated);
    }
  }

  MsgFlags flags() {
    return MsgFlags.of(flags);
  }

  /** Returns the sender, the same object as long as it is the same one. */
  @Nullable Endpoint sender() {
    if (senderLength == 0) {
      return null;
    }
    if (lastSender == null
        || lastLength != senderLength
        || MemorySegment.mismatch(senderName, 0, senderLength, lastName, 0, senderLength) >= 0) {
      lastSender = Sockaddr.decode(senderName, senderLength);
      lastLength = senderLength;
      MemorySegment.copy(senderName, 0, lastName, 0, senderLength);
    }
    return lastSender;
  }
}
