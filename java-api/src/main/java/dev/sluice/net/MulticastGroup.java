package dev.sluice.net;

import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.sys.GroupReq;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * A multicast group of either family, joined from any source; {@code struct group_req} of {@code
 * ip(7)}.
 *
 * @param group the group's address; its port does not count
 * @param interfaceIndex the interface to join on, 0 to let the routing table choose
 */
public record MulticastGroup(InetEndpoint group, int interfaceIndex) {
  static final SocketOption.Codec<MulticastGroup> CODEC =
      new OptionCodecs.WriteOnly<>() {
        @Override
        public MemorySegment encode(MulticastGroup value, SegmentAllocator allocator) {
          MemorySegment req = allocator.allocate(GroupReq.SIZEOF, Long.BYTES);
          GroupReq.gr_interface.set(req, value.interfaceIndex);
          Sockaddr.encode(value.group, GroupReq.gr_group.of(req));
          return req;
        }
      };

  /** Checks that the address is one of a group. */
  public MulticastGroup {
    checkMulticast(group);
  }

  static void checkMulticast(InetEndpoint group) {
    int first = group.address()[0] & 0xFF;
    // RFC 1112 and RFC 4291: 224.0.0.0/4 and ff00::/8.
    if (group.family() == Family.INET4 ? first >>> 4 != 0xE : first != 0xFF) {
      throw new IllegalArgumentException(
          group + " is no multicast group: those are 224.0.0.0/4 and ff00::/8");
    }
  }
}
