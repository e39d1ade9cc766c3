package dev.sluice.sys;

import static dev.sluice.sys.Native.foldNumber;
import static dev.sluice.sys.Native.image;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <netdb.h>}: hosts by name and address, {@code gethostbyname(3)}, in the forms that are
 * safe with threads. Results are {@link Hostent}. New code takes {@link NetDbSys}.
 *
 * <p>They return 0 or an error number in C, here 0 or {@code -errno}; not found is 0 with a null
 * {@code *result}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class HostentSys {
  // int gethostbyname2_r(const char *name, int af, struct hostent *ret, char *buf,
  //     size_t buflen, struct hostent **result, int *h_errnop);
  private static final MethodHandle gethostbyname2_r = link("gethostbyname2_r", image("PNPPNPP"));

  // int gethostbyaddr_r(const void *addr, socklen_t len, int type, struct hostent *ret,
  //     char *buf, size_t buflen, struct hostent **result, int *h_errnop);
  private static final MethodHandle gethostbyaddr_r = link("gethostbyaddr_r", image("PNNPPNPP"));

  private HostentSys() {}

  /** Finds a host by name, {@code gethostbyname2_r(3)}; 0, or {@code -errno}. */
  public static int gethostbyname2_r(
      MemorySegment name,
      int af,
      MemorySegment ret,
      MemorySegment buf,
      long buflen,
      MemorySegment result,
      MemorySegment h_errnop) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldNumber(
          (long)
              gethostbyname2_r.invokeExact(
                  errno, name, (long) af, ret, buf, buflen, result, h_errnop));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Finds a host by address, {@code gethostbyaddr_r(3)}; 0, or {@code -errno}. */
  public static int gethostbyaddr_r(
      MemorySegment addr,
      int len,
      int type,
      MemorySegment ret,
      MemorySegment buf,
      long buflen,
      MemorySegment result,
      MemorySegment h_errnop) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldNumber(
          (long)
              gethostbyaddr_r.invokeExact(
                  errno, addr, (long) len, (long) type, ret, buf, buflen, result, h_errnop));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
