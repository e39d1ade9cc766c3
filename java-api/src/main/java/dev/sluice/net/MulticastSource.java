package dev.sluice.net;

import dev.sluice.InetEndpoint;
import dev.sluice.sys.GroupSourceReq;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * One source of a multicast group of either family; {@code struct group_source_req} of {@code
 * ip(7)}.
 *
 * @param group the group's address; its port does not count
 * @param source the sender's address, of the same family; its port does not count
 * @param interfaceIndex the interface to join on, 0 to let the routing table choose
 */
public record MulticastSource(InetEndpoint group, InetEndpoint source, int interfaceIndex) {
  static final SocketOption.Codec<MulticastSource> CODEC =
      new OptionCodecs.WriteOnly<>() {
        @Override
        public MemorySegment encode(MulticastSource value, SegmentAllocator allocator) {
          MemorySegment req = allocator.allocate(GroupSourceReq.SIZEOF, Long.BYTES);
          GroupSourceReq.gsr_interface.set(req, value.interfaceIndex);
          Sockaddr.encode(value.group, GroupSourceReq.gsr_group.of(req));
          Sockaddr.encode(value.source, GroupSourceReq.gsr_source.of(req));
          return req;
        }
      };

  /** Checks that the addresses fit together. */
  public MulticastSource {
    MulticastGroup.checkMulticast(group);
    if (group.family() != source.family()) {
      throw new IllegalArgumentException(
          "the source " + source + " is of another family than the group " + group);
    }
  }
}
