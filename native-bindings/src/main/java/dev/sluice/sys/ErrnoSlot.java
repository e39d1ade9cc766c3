package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Where a downcall leaves errno: one slot per thread, written by the call itself.
 *
 * <p>Asking {@code __errno_location} afterwards would race with the JVM's own system calls on the
 * same thread, one slot for all threads with other threads. Slots come from slabs of 64, a cache
 * line each; a slab is freed once all its threads are gone, so ten thousand virtual threads cost
 * 157 slabs and not ten thousand cleaners.
 */
final class ErrnoSlot {
  private static final Optional<String> ERRNO = Optional.of("errno");
  private static final long ERRNO_OFFSET = errnoOffset();

  private static final int CACHE_LINE_BYTES = 64;
  private static final int SLOTS_PER_SLAB = 64;

  private static final ThreadLocal<MemorySegment> SLOT =
      new ThreadLocal<>() {
        @Override
        protected MemorySegment initialValue() {
          return take();
        }
      };

  private static MemorySegment slab = MemorySegment.NULL;
  private static long used;

  private ErrnoSlot() {}

  /** Adds up by hand: a {@code PathElement} loads 15 classes and 2 lambdas at start-up. */
  private static long errnoOffset() {
    long offset = 0;
    for (MemoryLayout member : Linker.Option.captureStateLayout().memberLayouts()) {
      if (member.name().equals(ERRNO)) {
        return offset;
      }
      offset += member.byteSize();
    }
    throw new AssertionError("this JVM does not capture errno");
  }

  /** Returns the calling thread's slot, to be handed to the call as its first argument. */
  static MemorySegment get() {
    return SLOT.get();
  }

  /** Returns the errno that the last call left in {@code slot}. */
  static int errno(MemorySegment slot) {
    return slot.get(JAVA_INT, ERRNO_OFFSET);
  }

  private static synchronized MemorySegment take() {
    if (used == slab.byteSize()) {
      slab = Arena.ofAuto().allocate(CACHE_LINE_BYTES * SLOTS_PER_SLAB, CACHE_LINE_BYTES);
      used = 0;
    }
    MemorySegment slot = slab.asSlice(used, CACHE_LINE_BYTES);
    used += CACHE_LINE_BYTES;
    return slot;
  }
}
