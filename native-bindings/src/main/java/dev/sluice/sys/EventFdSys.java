package dev.sluice.sys;

import static dev.sluice.sys.Native.NNNPN;
import static dev.sluice.sys.Native.NPNN;
import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <sys/eventfd.h>}: a counter that can be waited for, {@code eventfd(2)}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class EventFdSys {
  // Flags, eventfd(2).
  public static final int EFD_SEMAPHORE = 1;
  public static final int EFD_NONBLOCK = 0x800;
  public static final int EFD_CLOEXEC = 0x80000;

  // int eventfd(unsigned int initval, int flags);
  private static final MethodHandle eventfd = link("eventfd", NNNPN);

  // int eventfd_read(int fd, eventfd_t *value);
  private static final MethodHandle eventfd_read = link("eventfd_read", NPNN);

  // int eventfd_write(int fd, eventfd_t value);
  private static final MethodHandle eventfd_write = link("eventfd_write", NNNPN);

  private EventFdSys() {}

  /** Opens a counter, {@code eventfd(2)}; its descriptor, or {@code -errno}. */
  public static int eventfd(int initval, int flags) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long)
              eventfd.invokeExact(errno, (long) initval, (long) flags, 0L, MemorySegment.NULL, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Takes the counter, {@code eventfd_read(3)}; 0, or {@code -errno}. */
  public static int eventfd_read(int fd, MemorySegment value) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) eventfd_read.invokeExact(errno, (long) fd, value, 0L, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Adds to the counter, {@code eventfd_write(3)}; 0, or {@code -errno}. */
  public static int eventfd_write(int fd, long value) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long) eventfd_write.invokeExact(errno, (long) fd, value, 0L, MemorySegment.NULL, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
