package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.Objects;

/**
 * {@code fd_set} of {@code <sys/select.h>}, {@code select(2)}: one bit for each descriptor below
 * {@link #FD_SETSIZE}.
 *
 * <p>Written by hand, because the operations are macros in C. Where C writes behind the end of the
 * set, these throw {@link IndexOutOfBoundsException}: take {@code poll(2)} for larger descriptors.
 * Thread-safe: no state.
 */
public final class FdSet {
  /** How many bytes a set takes. */
  public static final int SIZEOF = 128;

  /** How many descriptors fit. */
  public static final int FD_SETSIZE = 1024;

  private FdSet() {}

  /** Allocates an empty set. */
  public static MemorySegment allocate(SegmentAllocator allocator) {
    return allocator.allocate(SIZEOF, Long.BYTES);
  }

  /** Empties a set, {@code FD_ZERO(3)}. */
  public static void FD_ZERO(MemorySegment set) {
    set.asSlice(0, SIZEOF).fill((byte) 0);
  }

  /** Adds a descriptor, {@code FD_SET(3)}. */
  public static void FD_SET(int fd, MemorySegment set) {
    long place = place(fd);
    set.set(JAVA_BYTE, place, (byte) (set.get(JAVA_BYTE, place) | bit(fd)));
  }

  /** Takes a descriptor away, {@code FD_CLR(3)}. */
  public static void FD_CLR(int fd, MemorySegment set) {
    long place = place(fd);
    set.set(JAVA_BYTE, place, (byte) (set.get(JAVA_BYTE, place) & ~bit(fd)));
  }

  /** Tells whether a descriptor is in the set, {@code FD_ISSET(3)}. */
  public static boolean FD_ISSET(int fd, MemorySegment set) {
    return (set.get(JAVA_BYTE, place(fd)) & bit(fd)) != 0;
  }

  /** C has an array of longs; on a little-endian machine those are the same bytes. */
  private static long place(int fd) {
    return Objects.checkIndex(fd, FD_SETSIZE) / Byte.SIZE;
  }

  private static int bit(int fd) {
    return 1 << (fd % Byte.SIZE);
  }
}
