package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * {@code struct epoll_event} of {@code <sys/epoll.h>}, {@code epoll_event(3type)}: an array of
 * events, by index.
 *
 * <p>Written by hand, because it is packed to 12 bytes on x86-64 and takes 16 elsewhere. The token
 * is all 64 bits of {@code epoll_data_t}. Accessors allocate nothing. Thread-safe: no state.
 */
public final class EpollEvent {
  private static final Layout HERE = Abi.packsEpollEvent() ? Layout.PACKED : Layout.ALIGNED;

  private EpollEvent() {}

  /** Returns how many bytes one event takes on this machine. */
  public static int sizeof() {
    return HERE.sizeof;
  }

  /** Allocates an array of {@code count} events, all zero. */
  public static MemorySegment allocate(SegmentAllocator allocator, int count) {
    return allocator.allocate((long) count * HERE.sizeof, Long.BYTES);
  }

  /** Reads the {@code EPOLL} bits of event {@code index}. */
  public static int events(MemorySegment array, long index) {
    return HERE.events(array, index);
  }

  /** Writes the {@code EPOLL} bits of event {@code index}. */
  public static void events(MemorySegment array, long index, int events) {
    HERE.events(array, index, events);
  }

  /** Reads the token of event {@code index}. */
  public static long data(MemorySegment array, long index) {
    return HERE.data(array, index);
  }

  /** Writes the token of event {@code index}. */
  public static void data(MemorySegment array, long index, long data) {
    HERE.data(array, index, data);
  }

  /** One of the two layouts, so that a test holds both against C on one machine. */
  record Layout(int sizeof, int dataOffset) {
    static final Layout PACKED = new Layout(12, 4);
    static final Layout ALIGNED = new Layout(16, 8);

    int events(MemorySegment array, long index) {
      return array.get(JAVA_INT_UNALIGNED, index * sizeof);
    }

    void events(MemorySegment array, long index, int events) {
      array.set(JAVA_INT_UNALIGNED, index * sizeof, events);
    }

    long data(MemorySegment array, long index) {
      return array.get(JAVA_LONG_UNALIGNED, index * sizeof + dataOffset);
    }

    void data(MemorySegment array, long index, long data) {
      array.set(JAVA_LONG_UNALIGNED, index * sizeof + dataOffset, data);
    }
  }
}
