package dev.sluice.sys;

import static dev.sluice.sys.Native.NNNPN;
import static dev.sluice.sys.Native.PNNN;
import static dev.sluice.sys.Native.foldNull;
import static dev.sluice.sys.Native.image;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <netdb.h>}: names to addresses and back, {@code getaddrinfo(3)}. Results are {@link
 * Addrinfo}.
 *
 * <p>{@code getaddrinfo} and {@code getnameinfo} return their own {@code EAI_} codes as they are:
 * negative, but no errno. That of {@link #EAI_SYSTEM} is {@link ErrnoSys#errno}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class NetDbSys {
  // Hints, getaddrinfo(3).
  public static final int AI_PASSIVE = 0x1;
  public static final int AI_CANONNAME = 0x2;
  public static final int AI_NUMERICHOST = 0x4;
  public static final int AI_V4MAPPED = 0x8;
  public static final int AI_ALL = 0x10;
  public static final int AI_ADDRCONFIG = 0x20;
  public static final int AI_IDN = 0x40;
  public static final int AI_CANONIDN = 0x80;
  public static final int AI_NUMERICSERV = 0x400;

  // Flags, getnameinfo(3).
  public static final int NI_NUMERICHOST = 0x1;
  public static final int NI_NUMERICSERV = 0x2;
  public static final int NI_NOFQDN = 0x4;
  public static final int NI_NAMEREQD = 0x8;
  public static final int NI_DGRAM = 0x10;
  public static final int NI_IDN = 0x20;
  public static final int NI_MAXSERV = 32;

  // Long enough for any host, as glibc has it, getnameinfo(3).
  public static final int NI_MAXHOST = 1025;

  // Errors, gai_strerror(3).
  public static final int EAI_BADFLAGS = -1;
  public static final int EAI_NONAME = -2;
  public static final int EAI_AGAIN = -3;
  public static final int EAI_FAIL = -4;
  public static final int EAI_NODATA = -5;
  public static final int EAI_FAMILY = -6;
  public static final int EAI_SOCKTYPE = -7;
  public static final int EAI_SERVICE = -8;
  public static final int EAI_ADDRFAMILY = -9;
  public static final int EAI_MEMORY = -10;
  public static final int EAI_SYSTEM = -11;
  public static final int EAI_OVERFLOW = -12;
  public static final int EAI_INPROGRESS = -100;
  public static final int EAI_CANCELED = -101;
  public static final int EAI_NOTCANCELED = -102;
  public static final int EAI_ALLDONE = -103;
  public static final int EAI_INTR = -104;
  public static final int EAI_IDN_ENCODE = -105;

  // Errors, h_errno(3).
  public static final int NETDB_SUCCESS = 0;
  public static final int HOST_NOT_FOUND = 1;
  public static final int NETDB_INTERNAL = -1;
  public static final int TRY_AGAIN = 2;
  public static final int NO_RECOVERY = 3;
  public static final int NO_ADDRESS = 4;
  public static final int NO_DATA = 4;

  // int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
  //     struct addrinfo **res);
  private static final MethodHandle getaddrinfo = link("getaddrinfo", image("PPPP"));

  // void freeaddrinfo(struct addrinfo *res);
  private static final MethodHandle freeaddrinfo = link("freeaddrinfo", PNNN);

  // int getnameinfo(const struct sockaddr *addr, socklen_t addrlen, char *host,
  //     socklen_t hostlen, char *serv, socklen_t servlen, int flags);
  private static final MethodHandle getnameinfo = link("getnameinfo", image("PNPNPNN"));

  // const char *gai_strerror(int errcode);
  private static final MethodHandle gai_strerror = link("gai_strerror", NNNPN);

  private NetDbSys() {}

  /** Finds the addresses of a name, {@code getaddrinfo(3)}; 0, or an {@code EAI_} code. */
  public static int getaddrinfo(
      MemorySegment node, MemorySegment service, MemorySegment hints, MemorySegment res) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return (int) (long) getaddrinfo.invokeExact(errno, node, service, hints, res);
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Frees what {@code getaddrinfo} found, {@code freeaddrinfo(3)}. */
  public static void freeaddrinfo(MemorySegment res) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      long ignored = (long) freeaddrinfo.invokeExact(errno, res, 0L, 0L, 0L);
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Finds the name of an address, {@code getnameinfo(3)}; 0, or an {@code EAI_} code. */
  public static int getnameinfo(
      MemorySegment addr,
      int addrlen,
      MemorySegment host,
      int hostlen,
      MemorySegment serv,
      int servlen,
      int flags) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return (int)
          (long)
              getnameinfo.invokeExact(
                  errno,
                  addr,
                  (long) addrlen,
                  host,
                  (long) hostlen,
                  serv,
                  (long) servlen,
                  (long) flags);
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Returns the address of an error text, {@code gai_strerror(3)}: see {@link Foreign#string}. */
  public static long gai_strerror(int errcode) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldNull(
          errno,
          (long) gai_strerror.invokeExact(errno, (long) errcode, 0L, 0L, MemorySegment.NULL, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
