package dev.sluice.sys;

import static dev.sluice.sys.Native.PNNN;
import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <unistd.h>}: pipes, {@code pipe(7)}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class PipeSys {
  // What a pipe takes in one piece, pipe(7).
  public static final int PIPE_BUF = 4096;

  // int pipe2(int pipefd[2], int flags);
  private static final MethodHandle pipe2 = link("pipe2", PNNN);

  private PipeSys() {}

  /** Opens a pipe, {@code pipe2(2)}: its reading and its writing end; 0, or {@code -errno}. */
  public static int pipe2(MemorySegment pipefd, int flags) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) pipe2.invokeExact(errno, pipefd, (long) flags, 0L, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
