package dev.sluice.sys;

import java.lang.foreign.MemorySegment;

/**
 * What a C function left behind an address: structs and strings that the C library allocated.
 *
 * <p>Nothing checks that they are there: the caller knows it from the call that returned the
 * address, and from when the C library frees them. Thread-safe: no state.
 */
public final class Foreign {
  private Foreign() {}

  /** Views the {@code byteSize} bytes at {@code address}. */
  public static MemorySegment view(long address, long byteSize) {
    return Native.view(address, byteSize);
  }

  /** Copies the string at {@code address}: UTF-8 up to a NUL. */
  public static String string(long address) {
    return Native.view(address, Long.MAX_VALUE).getString(0);
  }
}
