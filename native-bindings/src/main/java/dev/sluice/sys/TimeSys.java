package dev.sluice.sys;

import static dev.sluice.sys.Native.NPNN;
import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <time.h>}: clocks, {@code clock_gettime(2)}. Times are {@link Timespec}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class TimeSys {
  // Clocks, clock_gettime(2).
  public static final int CLOCK_REALTIME = 0;
  public static final int CLOCK_MONOTONIC = 1;
  public static final int CLOCK_PROCESS_CPUTIME_ID = 2;
  public static final int CLOCK_THREAD_CPUTIME_ID = 3;
  public static final int CLOCK_MONOTONIC_RAW = 4;
  public static final int CLOCK_REALTIME_COARSE = 5;
  public static final int CLOCK_MONOTONIC_COARSE = 6;
  public static final int CLOCK_BOOTTIME = 7;
  public static final int CLOCK_REALTIME_ALARM = 8;
  public static final int CLOCK_BOOTTIME_ALARM = 9;
  public static final int CLOCK_TAI = 11;

  // int clock_gettime(clockid_t clockid, struct timespec *tp);
  private static final MethodHandle clock_gettime = link("clock_gettime", NPNN);

  // int clock_getres(clockid_t clockid, struct timespec *res);
  private static final MethodHandle clock_getres = link("clock_getres", NPNN);

  private TimeSys() {}

  /** Reads a clock, {@code clock_gettime(2)}; 0, or {@code -errno}. */
  public static int clock_gettime(int clockid, MemorySegment tp) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) clock_gettime.invokeExact(errno, (long) clockid, tp, 0L, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Tells how fine a clock is, {@code clock_getres(2)}; 0, or {@code -errno}. */
  public static int clock_getres(int clockid, MemorySegment res) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) clock_getres.invokeExact(errno, (long) clockid, res, 0L, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
