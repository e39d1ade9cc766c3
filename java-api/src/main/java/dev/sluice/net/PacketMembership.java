package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.sluice.sys.PacketConstants;
import dev.sluice.sys.PacketMreq;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What an interface is to take beside its own packets, {@code struct packet_mreq} of {@code
 * packet(7)}: while some socket wants it, and no longer than that socket lives. Immutable,
 * thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/packet.7.html">packet(7)</a>
 */
public final class PacketMembership {
  private static final int MOST_ADDRESS_BYTES = 8;

  static final SocketOption.Codec<PacketMembership> CODEC =
      new OptionCodecs.WriteOnly<>() {
        @Override
        public MemorySegment encode(PacketMembership value, SegmentAllocator allocator) {
          MemorySegment req = allocator.allocate(PacketMreq.SIZEOF, Long.BYTES);
          PacketMreq.mr_ifindex.set(req, value.interfaceIndex);
          PacketMreq.mr_type.set(req, value.type);
          PacketMreq.mr_alen.set(req, value.address.length);
          MemorySegment.copy(
              value.address, 0, PacketMreq.mr_address.of(req), JAVA_BYTE, 0, value.address.length);
          return req;
        }
      };

  private final int interfaceIndex;
  private final int type;
  private final byte[] address;

  private PacketMembership(int interfaceIndex, int type, byte[] address) {
    if (address.length > MOST_ADDRESS_BYTES) {
      throw new IllegalArgumentException(
          "a hardware address has at most 8 bytes here, not " + address.length);
    }
    this.interfaceIndex = interfaceIndex;
    this.type = type;
    this.address = address;
  }

  /** Wants every packet that passes an interface: the promiscuous mode. */
  public static PacketMembership promiscuous(int interfaceIndex) {
    return new PacketMembership(interfaceIndex, PacketConstants.PACKET_MR_PROMISC, new byte[0]);
  }

  /** Wants the packets of all multicast groups. */
  public static PacketMembership allMulticast(int interfaceIndex) {
    return new PacketMembership(interfaceIndex, PacketConstants.PACKET_MR_ALLMULTI, new byte[0]);
  }

  /**
   * Wants the packets of a multicast group.
   *
   * @param interfaceIndex the interface
   * @param address the group's hardware address, at most 8 bytes
   * @throws IllegalArgumentException if it is longer
   */
  public static PacketMembership multicast(int interfaceIndex, byte[] address) {
    return new PacketMembership(
        interfaceIndex, PacketConstants.PACKET_MR_MULTICAST, address.clone());
  }

  /**
   * Wants the packets to a further hardware address.
   *
   * @param interfaceIndex the interface
   * @param address the address, at most 8 bytes
   * @throws IllegalArgumentException if it is longer
   */
  public static PacketMembership unicast(int interfaceIndex, byte[] address) {
    return new PacketMembership(interfaceIndex, PacketConstants.PACKET_MR_UNICAST, address.clone());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PacketMembership that
        && interfaceIndex == that.interfaceIndex
        && type == that.type
        && Arrays.equals(address, that.address);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * interfaceIndex + type) + Arrays.hashCode(address);
  }

  /** Returns for instance {@code PACKET_MR_PROMISC on interface 2}. */
  @Override
  public String toString() {
    String name =
        switch (type) {
          case PacketConstants.PACKET_MR_PROMISC -> "PROMISC";
          case PacketConstants.PACKET_MR_ALLMULTI -> "ALLMULTI";
          case PacketConstants.PACKET_MR_MULTICAST -> "MULTICAST";
          default -> "UNICAST";
        };
    String of = address.length == 0 ? "" : " " + HexFormat.ofDelimiter(":").formatHex(address);
    return "PACKET_MR_" + name + of + " on interface " + interfaceIndex;
  }
}
