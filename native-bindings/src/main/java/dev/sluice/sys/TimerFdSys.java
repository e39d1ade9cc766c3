package dev.sluice.sys;

import static dev.sluice.sys.Native.NNNPN;
import static dev.sluice.sys.Native.NPNN;
import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.image;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <sys/timerfd.h>}: timers that can be waited for, {@code timerfd_create(2)}. Times are
 * {@link Itimerspec}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class TimerFdSys {
  // Flags, timerfd_create(2) and timerfd_settime(2).
  public static final int TFD_TIMER_ABSTIME = 1;
  public static final int TFD_TIMER_CANCEL_ON_SET = 2;
  public static final int TFD_NONBLOCK = 0x800;
  public static final int TFD_CLOEXEC = 0x80000;

  // int timerfd_create(int clockid, int flags);
  private static final MethodHandle timerfd_create = link("timerfd_create", NNNPN);

  // int timerfd_settime(int fd, int flags, const struct itimerspec *new_value,
  //     struct itimerspec *old_value);
  private static final MethodHandle timerfd_settime = link("timerfd_settime", image("NNPP"));

  // int timerfd_gettime(int fd, struct itimerspec *curr_value);
  private static final MethodHandle timerfd_gettime = link("timerfd_gettime", NPNN);

  private TimerFdSys() {}

  /** Opens a timer, {@code timerfd_create(2)}; its descriptor, or {@code -errno}. */
  public static int timerfd_create(int clockid, int flags) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long)
              timerfd_create.invokeExact(
                  errno, (long) clockid, (long) flags, 0L, MemorySegment.NULL, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Starts or stops the timer, {@code timerfd_settime(2)}; 0, or {@code -errno}. */
  public static int timerfd_settime(
      int fd, int flags, MemorySegment new_value, MemorySegment old_value) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long) timerfd_settime.invokeExact(errno, (long) fd, (long) flags, new_value, old_value));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Tells the time that is left, {@code timerfd_gettime(2)}; 0, or {@code -errno}. */
  public static int timerfd_gettime(int fd, MemorySegment curr_value) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) timerfd_gettime.invokeExact(errno, (long) fd, curr_value, 0L, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
