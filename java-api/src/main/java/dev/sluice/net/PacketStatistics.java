package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;

/**
 * What a packet socket has seen since this was last read, {@code struct tpacket_stats} of {@code
 * packet(7)}.
 *
 * @param packets how many packets came, those dropped included
 * @param drops how many of them found no room
 */
public record PacketStatistics(long packets, long drops) {
  static final SocketOption.Codec<PacketStatistics> CODEC =
      new OptionCodecs.ReadOnly<>(2 * Integer.BYTES) {
        @Override
        public PacketStatistics decode(MemorySegment stats) {
          return new PacketStatistics(
              Integer.toUnsignedLong(stats.get(JAVA_INT, 0)),
              Integer.toUnsignedLong(stats.get(JAVA_INT, Integer.BYTES)));
        }
      };
}
