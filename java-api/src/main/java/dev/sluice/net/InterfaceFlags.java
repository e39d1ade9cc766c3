package dev.sluice.net;

import dev.sluice.spi.BitNames;
import dev.sluice.sys.NetIfSys;
import org.jspecify.annotations.Nullable;

/**
 * What an interface is and can do: the {@code IFF_} bits of {@code netdevice(7)}. Bits without a
 * name here are kept. Immutable, thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/netdevice.7.html">netdevice(7)</a>
 */
public final class InterfaceFlags {
  /** It was switched on. */
  public static final InterfaceFlags UP = new InterfaceFlags(NetIfSys.IFF_UP);

  /** It has a broadcast address. */
  public static final InterfaceFlags BROADCAST = new InterfaceFlags(NetIfSys.IFF_BROADCAST);

  /** It leads back to this machine. */
  public static final InterfaceFlags LOOPBACK = new InterfaceFlags(NetIfSys.IFF_LOOPBACK);

  /** It leads to one other machine. */
  public static final InterfaceFlags POINTOPOINT = new InterfaceFlags(NetIfSys.IFF_POINTOPOINT);

  /** It is able to work: the cable is in. */
  public static final InterfaceFlags RUNNING = new InterfaceFlags(NetIfSys.IFF_RUNNING);

  /** Its neighbours are not asked for their hardware addresses. */
  public static final InterfaceFlags NOARP = new InterfaceFlags(NetIfSys.IFF_NOARP);

  /** It takes packets for others too, as an administrator wanted. */
  public static final InterfaceFlags PROMISC = new InterfaceFlags(NetIfSys.IFF_PROMISC);

  /** It takes packets of all groups. */
  public static final InterfaceFlags ALLMULTI = new InterfaceFlags(NetIfSys.IFF_ALLMULTI);

  /** Multicast goes over it. */
  public static final InterfaceFlags MULTICAST = new InterfaceFlags(NetIfSys.IFF_MULTICAST);

  private static final BitNames NAMES =
      new BitNames()
          .with(NetIfSys.IFF_UP, "IFF_UP")
          .with(NetIfSys.IFF_BROADCAST, "IFF_BROADCAST")
          .with(NetIfSys.IFF_LOOPBACK, "IFF_LOOPBACK")
          .with(NetIfSys.IFF_POINTOPOINT, "IFF_POINTOPOINT")
          .with(NetIfSys.IFF_RUNNING, "IFF_RUNNING")
          .with(NetIfSys.IFF_NOARP, "IFF_NOARP")
          .with(NetIfSys.IFF_PROMISC, "IFF_PROMISC")
          .with(NetIfSys.IFF_ALLMULTI, "IFF_ALLMULTI")
          .with(NetIfSys.IFF_MULTICAST, "IFF_MULTICAST");

  private final int bits;

  private InterfaceFlags(int bits) {
    this.bits = bits;
  }

  /**
   * Returns flags by their bits, unknown ones included.
   *
   * @param bits {@code IFF_} bits
   */
  public static InterfaceFlags of(int bits) {
    return new InterfaceFlags(bits);
  }

  /** Returns these flags and others. */
  public InterfaceFlags and(InterfaceFlags other) {
    return of(bits | other.bits);
  }

  /** Tells whether all flags of {@code other} are in this. */
  public boolean containsAll(InterfaceFlags other) {
    return (bits & other.bits) == other.bits;
  }

  /** Tells whether any flag of {@code other} is in this. */
  public boolean intersects(InterfaceFlags other) {
    return (bits & other.bits) != 0;
  }

  /** Returns the {@code IFF_} bits. */
  public int bits() {
    return bits;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof InterfaceFlags flags && flags.bits == bits;
  }

  @Override
  public int hashCode() {
    return bits;
  }

  /** Returns for instance {@code IFF_UP|IFF_LOOPBACK|0x10000}; {@code 0x0} for none. */
  @Override
  public String toString() {
    return NAMES.toString(bits);
  }
}
