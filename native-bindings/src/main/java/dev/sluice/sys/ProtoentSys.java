package dev.sluice.sys;

import static dev.sluice.sys.Native.foldNumber;
import static dev.sluice.sys.Native.image;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <netdb.h>}: protocols by name and number, {@code getprotobyname(3)}, in the forms that are
 * safe with threads. Results are {@link Protoent}. musl has none of them.
 *
 * <p>They return 0 or an error number in C, here 0 or {@code -errno}; not found is 0 with a null
 * {@code *result}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class ProtoentSys {
  // int getprotobyname_r(const char *name, struct protoent *result_buf, char *buf,
  //     size_t buflen, struct protoent **result);
  private static final MethodHandle getprotobyname_r = link("getprotobyname_r", image("PPPNP"));

  // int getprotobynumber_r(int proto, struct protoent *result_buf, char *buf, size_t buflen,
  //     struct protoent **result);
  private static final MethodHandle getprotobynumber_r = link("getprotobynumber_r", image("NPPNP"));

  private ProtoentSys() {}

  /** Finds a protocol by name, {@code getprotobyname_r(3)}; 0, or {@code -errno}. */
  public static int getprotobyname_r(
      MemorySegment name,
      MemorySegment result_buf,
      MemorySegment buf,
      long buflen,
      MemorySegment result) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldNumber(
          (long) getprotobyname_r.invokeExact(errno, name, result_buf, buf, buflen, result));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Finds a protocol by number, {@code getprotobynumber_r(3)}; 0, or {@code -errno}. */
  public static int getprotobynumber_r(
      int proto, MemorySegment result_buf, MemorySegment buf, long buflen, MemorySegment result) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldNumber(
          (long)
              getprotobynumber_r.invokeExact(errno, (long) proto, result_buf, buf, buflen, result));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
