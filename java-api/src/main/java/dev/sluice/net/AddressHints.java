package dev.sluice.net;

import dev.sluice.Family;
import dev.sluice.sys.NetDbSys;
import dev.sluice.sys.SocketConstants;

/**
 * What kind of addresses a lookup wants, the hints of {@code getaddrinfo(3)}. Built from one of the
 * constants: {@code AddressHints.STREAM.withFamily(Family.INET6).numericHost()}. Immutable,
 * thread-safe.
 */
public final class AddressHints {
  /** Addresses for every type of socket, of every family. */
  public static final AddressHints ANY = new AddressHints(SocketConstants.AF_UNSPEC, 0, 0, 0);

  /** Addresses for stream sockets: TCP. */
  public static final AddressHints STREAM =
      new AddressHints(SocketConstants.AF_UNSPEC, SocketConstants.SOCK_STREAM, 0, 0);

  /** Addresses for datagram sockets: UDP. */
  public static final AddressHints DATAGRAM =
      new AddressHints(SocketConstants.AF_UNSPEC, SocketConstants.SOCK_DGRAM, 0, 0);

  private final int family;
  private final int type;
  private final int protocol;
  private final int flags;

  private AddressHints(int family, int type, int protocol, int flags) {
    this.family = family;
    this.type = type;
    this.protocol = protocol;
    this.flags = flags;
  }

  /**
   * Wants addresses of one family only.
   *
   * @param wanted {@link Family#INET4} or {@link Family#INET6}
   * @throws IllegalArgumentException for another family, which has no names
   */
  public AddressHints withFamily(Family wanted) {
    if (wanted != Family.INET4 && wanted != Family.INET6) {
      throw new IllegalArgumentException(wanted + " has no names to look up");
    }
    return new AddressHints(wanted.number(), type, protocol, flags);
  }

  /**
   * Wants addresses for one protocol only.
   *
   * @param wanted its number, for instance {@code IPPROTO_TCP}
   */
  public AddressHints withProtocol(int wanted) {
    return new AddressHints(family, type, wanted, flags);
  }

  /** Wants addresses to bind to: without a host, the wildcard instead of loopback. */
  public AddressHints passive() {
    return withFlags(NetDbSys.AI_PASSIVE);
  }

  /** Takes the host for an address in digits and asks no name server. */
  public AddressHints numericHost() {
    return withFlags(NetDbSys.AI_NUMERICHOST);
  }

  /** Takes the service for a port in digits. */
  public AddressHints numericService() {
    return withFlags(NetDbSys.AI_NUMERICSERV);
  }

  /** Wants the official name too, in the first result. */
  public AddressHints withCanonicalName() {
    return withFlags(NetDbSys.AI_CANONNAME);
  }

  /**
   * Adds flags that have no word of their own here.
   *
   * @param more {@code AI_} flags of {@link NetDbSys}
   */
  public AddressHints withFlags(int more) {
    return new AddressHints(family, type, protocol, flags | more);
  }

  int family() {
    return family;
  }

  int type() {
    return type;
  }

  int protocol() {
    return protocol;
  }

  int flags() {
    return flags;
  }
}
