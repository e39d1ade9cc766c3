package dev.sluice;

import dev.sluice.sys.SocketConstants;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The address family of an endpoint or socket, {@code socket(2)}.
 *
 * <p>A value, not an enum: a kernel may know families that have no name here. There is one object
 * for each number, so {@code ==} works always. Immutable, thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/address_families.7.html">address_families</a>
 */
public final class Family {
  /** {@code sa_family_t} has 16 bits. */
  private static final int GREATEST = 0xFFFF;

  private static final ConcurrentMap<Integer, Family> KNOWN = new ConcurrentHashMap<>();

  /** {@code AF_INET}: IPv4. */
  public static final Family INET4 = define(SocketConstants.AF_INET, "AF_INET");

  /** {@code AF_INET6}: IPv6, and IPv4 in mapped form where the socket is dual-stack. */
  public static final Family INET6 = define(SocketConstants.AF_INET6, "AF_INET6");

  /** {@code AF_UNIX}: on this machine, named by a path or an abstract name. */
  public static final Family UNIX = define(SocketConstants.AF_UNIX, "AF_UNIX");

  /** {@code AF_VSOCK}: between a virtual machine and its host, {@code vsock(7)}. */
  public static final Family VSOCK = define(SocketConstants.AF_VSOCK, "AF_VSOCK");

  /** {@code AF_NETLINK}: to the kernel itself, {@code netlink(7)}. */
  public static final Family NETLINK = define(SocketConstants.AF_NETLINK, "AF_NETLINK");

  /** {@code AF_PACKET}: the packets of an interface as they are, {@code packet(7)}. */
  public static final Family PACKET = define(SocketConstants.AF_PACKET, "AF_PACKET");

  private final int number;
  private final String name;

  private Family(int number, String name) {
    this.number = number;
    this.name = name;
  }

  private static Family define(int number, String name) {
    Family family = new Family(number, name);
    KNOWN.put(number, family);
    return family;
  }

  /**
   * Returns the family with this number, known to us or not.
   *
   * @param number an {@code AF_} number, 0 to 65535
   * @throws IllegalArgumentException if it is another
   */
  public static Family of(int number) {
    if (number < 0 || number > GREATEST) {
      throw new IllegalArgumentException(
          "a family is between 0 and " + GREATEST + ", not " + number);
    }
    return KNOWN.computeIfAbsent(number, unknown -> new Family(unknown, "family " + unknown));
  }

  /** Returns the {@code AF_} number. */
  public int number() {
    return number;
  }

  /** Returns for instance {@code AF_INET}, or {@code family 38} without a name of ours. */
  @Override
  public String toString() {
    return name;
  }
}
