package dev.sluice.sys;

import static dev.sluice.sys.Native.PNNN;
import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <unistd.h>}: names of files, {@code path_resolution(7)}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class PathSys {
  // Permission, access(2).
  public static final int F_OK = 0;
  public static final int X_OK = 1;
  public static final int W_OK = 2;
  public static final int R_OK = 4;

  // Longest name and path, limits.h(0p).
  public static final int NAME_MAX = 255;
  public static final int PATH_MAX = 4096;

  // int unlink(const char *pathname);
  private static final MethodHandle unlink = link("unlink", PNNN);

  // int access(const char *pathname, int mode);
  private static final MethodHandle access = link("access", PNNN);

  private PathSys() {}

  /** Deletes a name, {@code unlink(2)}; 0, or {@code -errno}. */
  public static int unlink(MemorySegment pathname) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) unlink.invokeExact(errno, pathname, 0L, 0L, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Asks for permission, {@code access(2)}; 0, or {@code -errno}. */
  public static int access(MemorySegment pathname, int mode) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) access.invokeExact(errno, pathname, (long) mode, 0L, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
