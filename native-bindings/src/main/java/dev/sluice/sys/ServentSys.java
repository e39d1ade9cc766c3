package dev.sluice.sys;

import static dev.sluice.sys.Native.foldNumber;
import static dev.sluice.sys.Native.image;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <netdb.h>}: services by name and port, {@code getservbyname(3)}, in the forms that are
 * safe with threads. Results are {@link Servent}.
 *
 * <p>They return 0 or an error number in C, here 0 or {@code -errno}; not found is 0 with a null
 * {@code *result}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class ServentSys {
  // int getservbyname_r(const char *name, const char *proto, struct servent *result_buf,
  //     char *buf, size_t buflen, struct servent **result);
  private static final MethodHandle getservbyname_r = link("getservbyname_r", image("PPPPNP"));

  // int getservbyport_r(int port, const char *proto, struct servent *result_buf, char *buf,
  //     size_t buflen, struct servent **result);
  private static final MethodHandle getservbyport_r = link("getservbyport_r", image("NPPPNP"));

  private ServentSys() {}

  /** Finds a service by name, {@code getservbyname_r(3)}; 0, or {@code -errno}. */
  public static int getservbyname_r(
      MemorySegment name,
      MemorySegment proto,
      MemorySegment result_buf,
      MemorySegment buf,
      long buflen,
      MemorySegment result) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldNumber(
          (long) getservbyname_r.invokeExact(errno, name, proto, result_buf, buf, buflen, result));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Finds a service by port in network order, {@code getservbyport_r(3)}; 0, or {@code -errno}. */
  public static int getservbyport_r(
      int port,
      MemorySegment proto,
      MemorySegment result_buf,
      MemorySegment buf,
      long buflen,
      MemorySegment result) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldNumber(
          (long)
              getservbyport_r.invokeExact(
                  errno, (long) port, proto, result_buf, buf, buflen, result));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
