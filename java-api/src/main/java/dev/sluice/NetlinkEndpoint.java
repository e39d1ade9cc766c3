package dev.sluice;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An AF_NETLINK address, {@code netlink(7)}: a socket by its port id, and multicast groups.
 *
 * <p>The port id is that of a socket, not of a process: {@code bind} with 0 lets the kernel choose,
 * which takes the process id for the first socket only. Immutable, thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/netlink.7.html">netlink(7)</a>
 */
public final class NetlinkEndpoint implements Endpoint {
  static final String PREFIX = "netlink:";

  private static final NetlinkEndpoint KERNEL = new NetlinkEndpoint(0, 0);

  private final int pid;
  private final int groups;

  private NetlinkEndpoint(int pid, int groups) {
    this.pid = pid;
    this.groups = groups;
  }

  /** Returns the kernel's own address; to bind to it lets the kernel choose the port id. */
  public static NetlinkEndpoint kernel() {
    return KERNEL;
  }

  /**
   * Returns an address.
   *
   * @param pid the port id, unsigned; 0 is the kernel, or lets {@code bind} choose
   * @param groups the first 32 multicast groups as bits, for instance {@link
   *     dev.sluice.sys.NetlinkConstants#RTMGRP_LINK}; {@code NETLINK_ADD_MEMBERSHIP} knows all
   */
  public static NetlinkEndpoint of(int pid, int groups) {
    return pid == 0 && groups == 0 ? KERNEL : new NetlinkEndpoint(pid, groups);
  }

  static NetlinkEndpoint parse(String text) {
    String rest = text.substring(PREFIX.length());
    int slash = rest.indexOf('/');
    return slash < 0
        ? of(Spelling.unsigned(text, rest), 0)
        : of(
            Spelling.unsigned(text, rest.substring(0, slash)),
            Spelling.hex(text, rest.substring(slash + 1), 8));
  }

  /** Returns the port id, an unsigned number. */
  public int pid() {
    return pid;
  }

  /** Returns the multicast groups as bits. */
  public int groups() {
    return groups;
  }

  @Override
  public Family family() {
    return Family.NETLINK;
  }

  @Override
  public SocketAddress toSocketAddress() {
    throw Spelling.notInJava(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NetlinkEndpoint that && pid == that.pid && groups == that.groups;
  }

  @Override
  public int hashCode() {
    return 31 * pid + groups;
  }

  /** Returns the spelling that {@link Endpoint#parse} reads. */
  @Override
  public String toString() {
    String some = groups == 0 ? "" : "/0x" + Integer.toHexString(groups);
    return PREFIX + Integer.toUnsignedString(pid) + some;
  }
}
