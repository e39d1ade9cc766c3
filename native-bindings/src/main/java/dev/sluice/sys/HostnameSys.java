package dev.sluice.sys;

import static dev.sluice.sys.Native.PNNN;
import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <unistd.h>}: the host's name, {@code gethostname(2)}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class HostnameSys {
  // int gethostname(char *name, size_t len);
  private static final MethodHandle gethostname = link("gethostname", PNNN);

  private HostnameSys() {}

  /** Reads the name, {@code gethostname(2)}; 0, or {@code -errno}. */
  public static int gethostname(MemorySegment name, long len) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) gethostname.invokeExact(errno, name, len, 0L, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
