package dev.sluice.benchmarks.duel;

import dev.sluice.ErrnoException;
import dev.sluice.sys.TimeSys;
import dev.sluice.sys.Timespec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/**
 * The CPU time of another process: what {@code /proc/PID/task/} tells in the {@code schedstat} of
 * each thread, together with that of threads that have ended, which is lost there. One call, so
 * that it is read at the beginning and end of what is measured and not around it.
 */
final class CpuClock implements AutoCloseable {
  /** As {@code clock_getcpuclockid(3)} makes it: by the scheduler's count, of a whole process. */
  private static final int SCHEDULED = 2;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment time = arena.allocate(Timespec.SIZEOF, Long.BYTES);
  private final int clock;

  CpuClock(long pid) {
    clock = ~(int) pid << 3 | SCHEDULED;
  }

  /** Returns how long its threads have computed so far. */
  long nanos() throws ErrnoException {
    int result = TimeSys.clock_gettime(clock, time);
    if (result < 0) {
      throw ErrnoException.of("clock_gettime(" + clock + ")", result);
    }
    return TimeUnit.SECONDS.toNanos(Timespec.tv_sec.get(time)) + Timespec.tv_nsec.get(time);
  }

  @Override
  public void close() {
    arena.close();
  }
}
