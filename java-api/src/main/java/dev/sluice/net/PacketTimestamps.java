package dev.sluice.net;

import dev.sluice.sys.ScmTimestamping;
import dev.sluice.sys.Timespec;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a packet arrived or left, {@code struct scm_timestamping} of {@code linux/errqueue.h}.
 *
 * @param software by the kernel's clock; {@code null} if it was not asked for
 * @param hardware by the device's own clock; {@code null} if it has none
 */
public record PacketTimestamps(@Nullable Instant software, @Nullable Instant hardware) {
  /** Software, one that is no longer used, hardware. */
  private static final long HARDWARE_OFFSET = 2L * Timespec.SIZEOF;

  static final SocketOption.Codec<PacketTimestamps> CODEC =
      new OptionCodecs.ReadOnly<>(ScmTimestamping.SIZEOF) {
        @Override
        public PacketTimestamps decode(MemorySegment memory) {
          return new PacketTimestamps(instant(memory, 0), instant(memory, HARDWARE_OFFSET));
        }
      };

  private static @Nullable Instant instant(MemorySegment memory, long offset) {
    long seconds = Timespec.tv_sec.get(memory, offset);
    long nanos = Timespec.tv_nsec.get(memory, offset);
    return seconds == 0 && nanos == 0 ? null : AncillaryCodecs.instant(seconds, nanos);
  }
}
