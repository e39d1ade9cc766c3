package dev.sluice.sys;

import static dev.sluice.sys.Native.PNNN;
import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <ifaddrs.h>}: addresses of interfaces, {@code getifaddrs(3)}. Results are {@link Ifaddrs}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class IfaddrsSys {
  // int getifaddrs(struct ifaddrs **ifap);
  private static final MethodHandle getifaddrs = link("getifaddrs", PNNN);

  // void freeifaddrs(struct ifaddrs *ifa);
  private static final MethodHandle freeifaddrs = link("freeifaddrs", PNNN);

  private IfaddrsSys() {}

  /** Lists addresses, {@code getifaddrs(3)}; 0, or {@code -errno}. */
  public static int getifaddrs(MemorySegment ifap) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) getifaddrs.invokeExact(errno, ifap, 0L, 0L, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Frees that list, {@code freeifaddrs(3)}. */
  public static void freeifaddrs(MemorySegment ifa) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      long ignored = (long) freeifaddrs.invokeExact(errno, ifa, 0L, 0L, 0L);
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
