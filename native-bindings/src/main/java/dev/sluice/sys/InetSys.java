package dev.sluice.sys;

import static dev.sluice.sys.Native.NPPN;
import static dev.sluice.sys.Native.fold;
import static dev.sluice.sys.Native.foldNull;
import static dev.sluice.sys.Native.image;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <arpa/inet.h>}: addresses as text and byte order, {@code inet(3)}. Constants are in {@link
 * InetConstants}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class InetSys {
  // int inet_pton(int af, const char *src, void *dst);
  private static final MethodHandle inet_pton = link("inet_pton", NPPN);

  // const char *inet_ntop(int af, const void *src, char *dst, socklen_t size);
  private static final MethodHandle inet_ntop = link("inet_ntop", NPPN);

  // int inet_aton(const char *cp, struct in_addr *inp);
  private static final MethodHandle inet_aton = link("inet_aton", image("PPPP"));

  private InetSys() {}

  /** Reads an address, {@code inet_pton(3)}; 1, 0 if it is none, or {@code -errno}. */
  public static int inet_pton(int af, MemorySegment src, MemorySegment dst) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(errno, (long) inet_pton.invokeExact(errno, (long) af, src, dst, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /**
   * Writes an address as text, {@code inet_ntop(3)}; the address of {@code dst}, or {@code -errno}
   * where C returns NULL.
   */
  public static long inet_ntop(int af, MemorySegment src, MemorySegment dst, int size) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldNull(errno, (long) inet_ntop.invokeExact(errno, (long) af, src, dst, (long) size));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Reads an IPv4 address in any notation, {@code inet_aton(3)}; 1, or 0 if it is none. */
  public static int inet_aton(MemorySegment cp, MemorySegment inp) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return fold(
          errno,
          (long) inet_aton.invokeExact(errno, cp, inp, MemorySegment.NULL, MemorySegment.NULL));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Turns the lower 16 bits from the host's order to the network's, {@code htons(3)}. */
  public static int htons(int hostshort) {
    return Short.toUnsignedInt(Short.reverseBytes((short) hostshort));
  }

  /** Turns 32 bits from the host's order to the network's, {@code htonl(3)}. */
  public static int htonl(int hostlong) {
    return Integer.reverseBytes(hostlong);
  }

  /** Turns the lower 16 bits from the network's order to the host's, {@code ntohs(3)}. */
  public static int ntohs(int netshort) {
    return htons(netshort);
  }

  /** Turns 32 bits from the network's order to the host's, {@code ntohl(3)}. */
  public static int ntohl(int netlong) {
    return htonl(netlong);
  }
}
