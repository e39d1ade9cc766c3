package dev.sluice.net;

import dev.sluice.sys.SockTxtime;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * By which clock messages say when to send them, {@code struct sock_txtime} of {@code
 * linux/net_tstamp.h}.
 *
 * @param clockId {@code CLOCK_MONOTONIC}, {@code CLOCK_TAI} or another
 * @param flags {@code SOF_TXTIME_DEADLINE_MODE}, {@code SOF_TXTIME_REPORT_ERRORS} or 0
 */
public record TransmitTime(int clockId, int flags) {
  static final SocketOption.Codec<TransmitTime> CODEC =
      new OptionCodecs.Sized<>(SockTxtime.SIZEOF) {
        @Override
        public MemorySegment encode(TransmitTime value, SegmentAllocator allocator) {
          MemorySegment txtime = allocator.allocate(SockTxtime.SIZEOF, Integer.BYTES);
          SockTxtime.clockid.set(txtime, value.clockId);
          SockTxtime.flags.set(txtime, value.flags);
          return txtime;
        }

        @Override
        public TransmitTime decode(MemorySegment txtime) {
          return new TransmitTime(SockTxtime.clockid.get(txtime), SockTxtime.flags.get(txtime));
        }
      };
}
