package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.sys.Foreign;
import dev.sluice.sys.IfNameindex;
import dev.sluice.sys.Ifaddrs;
import dev.sluice.sys.IfaddrsSys;
import dev.sluice.sys.NetIfSys;
import dev.sluice.sys.SockaddrIn;
import dev.sluice.sys.SockaddrIn6;
import dev.sluice.sys.SockaddrLl;
import dev.sluice.sys.SocketConstants;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The network interfaces of this machine, or rather of this network namespace: names, indexes and
 * addresses, as the C library tells them.
 *
 * <p>The rule people trip over: an index may be given out again after its interface is gone, and a
 * name can be changed. What a list says was true when it was made. Thread-safe: no state.
 */
public final class Interfaces {
  private Interfaces() {}

  /**
   * An interface by both its names.
   *
   * @param index its number, from 1
   * @param name its name, for instance {@code lo}
   */
  public record Named(int index, String name) {}

  /**
   * Returns the index of an interface.
   *
   * @param name its name, for instance {@code lo}; at most 15 bytes
   * @throws ErrnoException {@code ENODEV} if there is none of this name
   * @see <a
   *     href="https://man7.org/linux/man-pages/man3/if_nametoindex.3.html">if_nametoindex(3)</a>
   */
  public static int indexOf(String name) throws ErrnoException {
    // The C library cuts longer names, and would find another interface.
    if (name.getBytes(StandardCharsets.UTF_8).length >= NetIfSys.IF_NAMESIZE
        || name.indexOf('\0') >= 0) {
      throw new ErrnoException("if_nametoindex(" + name + ")", Errno.ENODEV);
    }
    try (Arena arena = Arena.ofConfined()) {
      int result = NetIfSys.if_nametoindex(arena.allocateFrom(name));
      if (result < 0) {
        throw ErrnoException.of("if_nametoindex(" + name + ")", result);
      }
      return result;
    }
  }

  /**
   * Returns the name of an interface.
   *
   * @param index its number
   * @throws ErrnoException {@code ENXIO} if there is none of this number
   * @see <a
   *     href="https://man7.org/linux/man-pages/man3/if_indextoname.3.html">if_indextoname(3)</a>
   */
  public static String nameOf(int index) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(NetIfSys.IF_NAMESIZE);
      long result = NetIfSys.if_indextoname(index, name);
      if (result < 0) {
        throw ErrnoException.of("if_indextoname(" + index + ")", result);
      }
      return name.getString(0);
    }
  }

  /**
   * Lists the interfaces, those without an address included.
   *
   * @throws ErrnoException {@code ENOBUFS}, {@code EMFILE}, {@code ENFILE} if something is used up
   * @see <a href="https://man7.org/linux/man-pages/man3/if_nameindex.3.html">if_nameindex(3)</a>
   */
  public static List<Named> list() throws ErrnoException {
    long array = NetIfSys.if_nameindex();
    if (array < 0) {
      throw ErrnoException.of("if_nameindex()", array);
    }
    try {
      List<Named> all = new ArrayList<>();
      for (long address = array; ; address += IfNameindex.SIZEOF) {
        MemorySegment entry = Foreign.view(address, IfNameindex.SIZEOF);
        int index = IfNameindex.if_index.get(entry);
        if (index == 0) {
          return List.copyOf(all);
        }
        all.add(new Named(index, Foreign.string(IfNameindex.if_name.get(entry))));
      }
    } finally {
      NetIfSys.if_freenameindex(MemorySegment.ofAddress(array));
    }
  }

  /**
   * Lists the addresses of all interfaces: for each interface its hardware address first, a {@link
   * dev.sluice.PacketEndpoint}, then those of IPv4 and IPv6.
   *
   * @throws ErrnoException {@code ENOBUFS}, {@code EMFILE}, {@code ENFILE} if something is used up
   * @see <a href="https://man7.org/linux/man-pages/man3/getifaddrs.3.html">getifaddrs(3)</a>
   */
  public static List<InterfaceAddress> addresses() throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment found = arena.allocate(JAVA_LONG);
      int result = IfaddrsSys.getifaddrs(found);
      if (result < 0) {
        throw ErrnoException.of("getifaddrs()", result);
      }
      long first = found.get(JAVA_LONG, 0);
      try {
        List<InterfaceAddress> all = new ArrayList<>();
        for (long address = first; address != 0; ) {
          MemorySegment entry = Foreign.view(address, Ifaddrs.SIZEOF);
          all.add(read(entry));
          address = Ifaddrs.ifa_next.get(entry);
        }
        return List.copyOf(all);
      } finally {
        IfaddrsSys.freeifaddrs(MemorySegment.ofAddress(first));
      }
    }
  }

  private static InterfaceAddress read(MemorySegment entry) {
    InterfaceFlags flags = InterfaceFlags.of(Ifaddrs.ifa_flags.get(entry));
    // getifaddrs(3): one pointer for both, and the flags say which it is.
    Endpoint other = endpoint(Ifaddrs.ifa_ifu.get(entry));
    return new InterfaceAddress(
        Foreign.string(Ifaddrs.ifa_name.get(entry)),
        flags,
        endpoint(Ifaddrs.ifa_addr.get(entry)),
        endpoint(Ifaddrs.ifa_netmask.get(entry)),
        flags.containsAll(InterfaceFlags.BROADCAST) ? other : null,
        flags.containsAll(InterfaceFlags.POINTOPOINT) ? other : null);
  }

  private static @Nullable Endpoint endpoint(long sockaddr) {
    if (sockaddr == 0) {
      return null;
    }
    int family = Short.toUnsignedInt(Foreign.view(sockaddr, Short.BYTES).get(JAVA_SHORT, 0));
    int bytes =
        switch (family) {
          case SocketConstants.AF_INET6 -> SockaddrIn6.SIZEOF;
          case SocketConstants.AF_PACKET -> packetBytes(sockaddr);
          default -> SockaddrIn.SIZEOF;
        };
    return Sockaddr.decode(Foreign.view(sockaddr, bytes), bytes);
  }

  /** The C library leaves room for long hardware addresses behind the struct. */
  private static int packetBytes(long sockaddr) {
    int length = SockaddrLl.sll_halen.get(Foreign.view(sockaddr, SockaddrLl.SIZEOF));
    return Math.max(SockaddrLl.SIZEOF, (int) SockaddrLl.sll_addr.offset() + length);
  }
}
