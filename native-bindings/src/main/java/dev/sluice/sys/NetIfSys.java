package dev.sluice.sys;

import static dev.sluice.sys.Native.NNNPN;
import static dev.sluice.sys.Native.NPNN;
import static dev.sluice.sys.Native.PNNN;
import static dev.sluice.sys.Native.foldNull;
import static dev.sluice.sys.Native.link;
import static dev.sluice.sys.Native.thrown;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code <net/if.h>}: interface names and indexes, {@code if_nametoindex(3)}. Lists are {@link
 * IfNameindex}.
 *
 * <p>Thread-safe: no state of its own, errno is captured per thread.
 */
public final class NetIfSys {
  // Longest name and its NUL, netdevice(7).
  public static final int IF_NAMESIZE = 16;

  // Flags of an interface, netdevice(7).
  public static final int IFF_UP = 0x1;
  public static final int IFF_BROADCAST = 0x2;
  public static final int IFF_DEBUG = 0x4;
  public static final int IFF_LOOPBACK = 0x8;
  public static final int IFF_POINTOPOINT = 0x10;
  public static final int IFF_NOTRAILERS = 0x20;
  public static final int IFF_RUNNING = 0x40;
  public static final int IFF_NOARP = 0x80;
  public static final int IFF_PROMISC = 0x100;
  public static final int IFF_ALLMULTI = 0x200;
  public static final int IFF_MASTER = 0x400;
  public static final int IFF_SLAVE = 0x800;
  public static final int IFF_MULTICAST = 0x1000;
  public static final int IFF_PORTSEL = 0x2000;
  public static final int IFF_AUTOMEDIA = 0x4000;
  public static final int IFF_DYNAMIC = 0x8000;

  // unsigned int if_nametoindex(const char *ifname);
  private static final MethodHandle if_nametoindex = link("if_nametoindex", PNNN);

  // char *if_indextoname(unsigned int ifindex, char *ifname);
  private static final MethodHandle if_indextoname = link("if_indextoname", NPNN);

  // struct if_nameindex *if_nameindex(void);
  private static final MethodHandle if_nameindex = link("if_nameindex", NNNPN);

  // void if_freenameindex(struct if_nameindex *ptr);
  private static final MethodHandle if_freenameindex = link("if_freenameindex", PNNN);

  private NetIfSys() {}

  /** Finds an index, {@code if_nametoindex(3)}; it, or {@code -errno} where C returns 0. */
  public static int if_nametoindex(MemorySegment ifname) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return (int) foldNull(errno, (long) if_nametoindex.invokeExact(errno, ifname, 0L, 0L, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /**
   * Finds a name, {@code if_indextoname(3)}; its address, or {@code -errno} where C returns NULL.
   */
  public static long if_indextoname(int ifindex, MemorySegment ifname) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldNull(
          errno, (long) if_indextoname.invokeExact(errno, (long) ifindex, ifname, 0L, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /**
   * Lists interfaces, {@code if_nameindex(3)}; the address of an array that ends with index 0, or
   * {@code -errno} where C returns NULL.
   */
  public static long if_nameindex() {
    try {
      MemorySegment errno = ErrnoSlot.get();
      return foldNull(
          errno, (long) if_nameindex.invokeExact(errno, 0L, 0L, 0L, MemorySegment.NULL, 0L));
    } catch (Throwable t) {
      throw thrown(t);
    }
  }

  /** Frees that list, {@code if_freenameindex(3)}. */
  public static void if_freenameindex(MemorySegment ptr) {
    try {
      MemorySegment errno = ErrnoSlot.get();
      long ignored = (long) if_freenameindex.invokeExact(errno, ptr, 0L, 0L, 0L);
    } catch (Throwable t) {
      throw thrown(t);
    }
  }
}
