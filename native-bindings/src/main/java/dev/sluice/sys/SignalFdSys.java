package dev.sluice.sys;

import static dev.sluice.sys.Native.NPNN;
import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <sys/signalfd.h>}: signals that can be read, {@code signalfd(2)}, as {@link
 * SignalfdSiginfo}.
 *
 * <p>Only signals that every thread blocks arrive there, and the threads of the JVM block few: see
 * the typed layer for what can be had.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class SignalFdSys {
  // Flags, signalfd(2).
  public static final int SFD_NONBLOCK = 0x800;
  public static final int SFD_CLOEXEC = 0x80000;

  // int signalfd(int fd, const sigset_t *mask, int flags);
  private static final MethodHandle signalfd = link("signalfd", NPNN);

  private SignalFdSys() {}

  /** Opens or changes a signal descriptor, {@code signalfd(2)}; it, or {@code -errno}. */
  public static int signalfd(int fd, MemorySegment mask, int flags) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) signalfd.invokeExact(errno, (long) fd, mask, (long) flags, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
