package dev.sluice.benchmarks.duel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What requests are made of: windows into one area of noise, so that a byte that is lost, doubled,
 * changed or given to another connection is seen, and nothing has to be written before sending.
 */
final class Pattern {
  private static final int WINDOWS = 1 << 16;
  private static final int STEP = 8;
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  private final MemorySegment noise;

  /**
   * Makes the noise.
   *
   * @param arena where
   * @param maxBytes how long the longest request is
   */
  Pattern(Arena arena, int maxBytes) {
    noise = arena.allocate((long) WINDOWS * STEP + maxBytes, Long.BYTES);
    long state = GOLDEN_RATIO;
    for (long at = 0; at + Long.BYTES <= noise.byteSize(); at += Long.BYTES) {
      state ^= state << 13;
      state ^= state >>> 7;
      state ^= state << 17;
      noise.set(JAVA_LONG_UNALIGNED, at, state);
    }
  }

  /** Returns where the window of a request of a connection begins. */
  static long window(int connection, long request) {
    long mixed = (connection * 0x1_0000_0001L + request) * GOLDEN_RATIO;
    return (mixed >>> (Long.SIZE - 16)) * STEP;
  }

  /** Returns a part of it. */
  MemorySegment slice(long offset, long bytes) {
    return noise.asSlice(offset, bytes);
  }

  /** Returns the first byte that differs, or -1 if none does. */
  long mismatch(MemorySegment received, long bytes, long offset) {
    return MemorySegment.mismatch(received, 0, bytes, noise, offset, offset + bytes);
  }

  /** Returns a byte of it. */
  byte at(long offset) {
    return noise.get(JAVA_BYTE, offset);
  }
}
