package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * The ports that the kernel picks from, {@code IP_LOCAL_PORT_RANGE} of {@code ip(7)}.
 *
 * @param lowest the first port, 0 for that of the system
 * @param highest the last port, 0 for that of the system
 */
public record PortRange(int lowest, int highest) {
  private static final int MAX_PORT = 65535;

  static final SocketOption.Codec<PortRange> CODEC =
      new OptionCodecs.Sized<>(Integer.BYTES) {
        @Override
        public MemorySegment encode(PortRange value, SegmentAllocator allocator) {
          return allocator.allocateFrom(JAVA_INT, value.highest << 16 | value.lowest);
        }

        @Override
        public PortRange decode(MemorySegment memory) {
          int range = memory.get(JAVA_INT, 0);
          return new PortRange(range & MAX_PORT, range >>> 16);
        }
      };

  /** Checks the ports. */
  public PortRange {
    if (lowest < 0 || highest > MAX_PORT || (highest != 0 && lowest > highest)) {
      throw new IllegalArgumentException(
          "ports from 0 to " + MAX_PORT + " in order, not " + lowest + " to " + highest);
    }
  }
}
