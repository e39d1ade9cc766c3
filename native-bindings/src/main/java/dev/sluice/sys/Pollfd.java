package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * {@code struct pollfd} of {@code <poll.h>}, {@code poll(2)}: an array of entries, by index.
 *
 * <p>The kernel passes over an entry with a negative {@code fd}. Accessors allocate nothing.
 * Thread-safe: no state.
 */
public final class Pollfd {
  /** How many bytes one entry takes. */
  public static final int SIZEOF = 8;

  private static final long EVENTS = 4;
  private static final long REVENTS = 6;

  private Pollfd() {}

  /** Allocates an array of {@code count} entries, all zero: descriptor 0 and no events. */
  public static MemorySegment allocate(SegmentAllocator allocator, int count) {
    return allocator.allocate((long) count * SIZEOF, SIZEOF);
  }

  /** Writes entry {@code index}: the descriptor, the {@code POLL} bits asked for, none found. */
  public static void set(MemorySegment array, long index, int fd, int events) {
    array.set(JAVA_INT_UNALIGNED, index * SIZEOF, fd);
    array.set(JAVA_INT_UNALIGNED, index * SIZEOF + EVENTS, events & 0xffff);
  }

  /** Reads the descriptor of entry {@code index}. */
  public static int fd(MemorySegment array, long index) {
    return array.get(JAVA_INT_UNALIGNED, index * SIZEOF);
  }

  /** Reads the {@code POLL} bits asked for by entry {@code index}. */
  public static short events(MemorySegment array, long index) {
    return array.get(JAVA_SHORT_UNALIGNED, index * SIZEOF + EVENTS);
  }

  /** Reads the {@code POLL} bits found for entry {@code index}. */
  public static short revents(MemorySegment array, long index) {
    return array.get(JAVA_SHORT_UNALIGNED, index * SIZEOF + REVENTS);
  }
}
