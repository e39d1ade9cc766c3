package dev.sluice.sys;

import static dev.sluice.sys.Native.foldLong;
import static dev.sluice.sys.Native.image;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <sys/sendfile.h>}: from a file into a socket, {@code sendfile(2)}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class SendfileSys {
  // ssize_t sendfile(int out_fd, int in_fd, off_t *offset, size_t count);
  private static final MethodHandle sendfile = link("sendfile", image("NNPN"));

  private SendfileSys() {}

  /** Copies between descriptors, {@code sendfile(2)}; how many bytes, or {@code -errno}. */
  public static long sendfile(int out_fd, int in_fd, MemorySegment offset, long count) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldLong(
          errno, (long) sendfile.invokeExact(errno, (long) out_fd, (long) in_fd, offset, count));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
