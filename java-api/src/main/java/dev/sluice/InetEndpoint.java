package dev.sluice;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address with a port, {@code ip(7)} and {@code ipv6(7)}.
 *
 * <p>An IPv6 address of the mapped form {@code ::ffff:1.2.3.4} stays IPv6: it is another family to
 * the kernel. Immutable, thread-safe.
 */
public final class InetEndpoint implements Endpoint {
  private static final int MAX_PORT = 65535;
  private static final byte[] LOOPBACK4 = {127, 0, 0, 1};
  private static final byte[] LOOPBACK6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  private final byte[] address;
  private final int port;
  private final int scopeId;
  private final int flowInfo;

  private InetEndpoint(byte[] address, int port, int scopeId, int flowInfo) {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("a port is between 0 and " + MAX_PORT + ", not " + port);
    }
    this.address = address;
    this.port = port;
    this.scopeId = scopeId;
    this.flowInfo = flowInfo;
  }

  /**
   * Returns the endpoint at {@code address}.
   *
   * @param address 4 bytes (IPv4) or 16 bytes (IPv6) in network order
   * @param port the port, 0 to 65535; 0 lets {@code bind} pick a free one
   * @throws IllegalArgumentException if the length or the port is another
   */
  public static InetEndpoint of(byte[] address, int port) {
    return of(address, port, 0, 0);
  }

  /**
   * Returns the endpoint at {@code address} with the fields that only IPv6 has.
   *
   * @param address 4 bytes (IPv4) or 16 bytes (IPv6) in network order
   * @param port the port, 0 to 65535; 0 lets {@code bind} pick a free one
   * @param scopeId the interface index of a link-local address, else 0
   * @param flowInfo traffic class and flow label as {@code sin6_flowinfo} holds them, in host order
   * @throws IllegalArgumentException if the length or the port is another, or IPv4 has such fields
   */
  public static InetEndpoint of(byte[] address, int port, int scopeId, int flowInfo) {
    if (address.length != 4 && address.length != 16) {
      throw new IllegalArgumentException(
          "an address has 4 bytes (IPv4) or 16 (IPv6), not " + address.length);
    }
    if (address.length == 4 && (scopeId != 0 || flowInfo != 0)) {
      throw new IllegalArgumentException("an IPv4 address has no scope id and no flow info");
    }
    return new InetEndpoint(address.clone(), port, scopeId, flowInfo);
  }

  /**
   * Returns {@code 127.0.0.1} or {@code ::1} with a port.
   *
   * @param family {@link Family#INET4} or {@link Family#INET6}
   * @param port the port, 0 to 65535; 0 lets {@code bind} pick a free one
   * @throws IllegalArgumentException if the family or the port is another
   */
  public static InetEndpoint loopback(Family family, int port) {
    return of(inet(family, LOOPBACK4, LOOPBACK6), port);
  }

  /**
   * Returns the wildcard address {@code 0.0.0.0} or {@code ::} with a port.
   *
   * @param family {@link Family#INET4} or {@link Family#INET6}
   * @param port the port, 0 to 65535; 0 lets {@code bind} pick a free one
   * @throws IllegalArgumentException if the family or the port is another
   */
  public static InetEndpoint any(Family family, int port) {
    return of(inet(family, new byte[4], new byte[16]), port);
  }

  private static byte[] inet(Family family, byte[] address4, byte[] address6) {
    if (family != Family.INET4 && family != Family.INET6) {
      throw new IllegalArgumentException(
          "an IPv4 or IPv6 address, not one of " + family + ": that has an endpoint of its own");
    }
    return family == Family.INET4 ? address4 : address6;
  }

  static InetEndpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw Spelling.wrong(text, "there is no port: write HOST:PORT, [IPV6]:PORT or unix:PATH");
    }
    int port = parsePort(text, text.substring(colon + 1));
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      return parse6(text, host.substring(1, host.length() - 1), port);
    }
    if (host.indexOf(':') >= 0) {
      throw Spelling.wrong(text, "an IPv6 address stands in brackets: write [IPV6]:PORT");
    }
    return new InetEndpoint(parse4(text, host), port, 0, 0);
  }

  private static int parsePort(String text, String digits) {
    if (!digits.matches("[0-9]{1,9}") || Integer.parseInt(digits) > MAX_PORT) {
      throw Spelling.wrong(
          text, "a port is a number between 0 and " + MAX_PORT + ", not '" + digits + "'");
    }
    return Integer.parseInt(digits);
  }

  private static byte[] parse4(String text, String host) {
    byte[] parsed = new byte[4];
    String[] parts = host.split("\\.", -1);
    if (parts.length != 4) {
      throw notNumeric(text, host);
    }
    for (int i = 0; i < 4; i++) {
      // A leading zero is refused: inet_aton reads it as octal, inet_pton not at all.
      if (!parts[i].matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(parts[i]) > 255) {
        throw notNumeric(text, host);
      }
      parsed[i] = (byte) Integer.parseInt(parts[i]);
    }
    return parsed;
  }

  private static InetEndpoint parse6(String text, String host, int port) {
    int percent = host.indexOf('%');
    String literal = percent < 0 ? host : host.substring(0, percent);
    int scopeId = 0;
    if (percent >= 0) {
      String scope = host.substring(percent + 1);
      if (!scope.matches("[0-9]{1,10}") || Long.parseLong(scope) > 0xFFFFFFFFL) {
        throw Spelling.wrong(text, "a scope id is an interface index, not '" + scope + "'");
      }
      scopeId = (int) Long.parseLong(scope);
    }
    byte[] address = Inet6Text.parse(literal);
    if (address == null) {
      throw notNumeric(text, host);
    }
    return new InetEndpoint(address, port, scopeId, 0);
  }

  private static IllegalArgumentException notNumeric(String text, String host) {
    return Spelling.wrong(
        text,
        "'" + host + "' is no numeric address; names are not resolved here, look it up first");
  }

  /** Returns the 4 or 16 bytes of the address in network order, a copy. */
  public byte[] address() {
    return address.clone();
  }

  /**
   * Writes the 4 or 16 bytes of the address in network order, and allocates nothing.
   *
   * @param target where to
   * @param offset at which byte of it
   * @throws IndexOutOfBoundsException if there is less room
   */
  public void copyAddress(MemorySegment target, long offset) {
    // Byte by byte: MemorySegment.copy from an array costs 3 ms when first used, at start-up.
    for (int i = 0; i < address.length; i++) {
      target.set(JAVA_BYTE, offset + i, address[i]);
    }
  }

  /** Returns the port, 0 to 65535. */
  public int port() {
    return port;
  }

  /** Returns the interface index of a link-local IPv6 address, else 0; an unsigned number. */
  public int scopeId() {
    return scopeId;
  }

  /** Returns {@code sin6_flowinfo} in host order, 0 for IPv4. */
  public int flowInfo() {
    return flowInfo;
  }

  @Override
  public Family family() {
    return address.length == 4 ? Family.INET4 : Family.INET6;
  }

  @Override
  public InetSocketAddress toSocketAddress() {
    try {
      // getByAddress would turn a mapped IPv6 address into IPv4, Inet6Address does not.
      InetAddress converted =
          address.length == 4
              ? InetAddress.getByAddress(address)
              : java.net.Inet6Address.getByAddress(null, address, scopeId == 0 ? -1 : scopeId);
      return new InetSocketAddress(converted, port);
    } catch (UnknownHostException e) {
      throw new AssertionError("the length was checked", e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof InetEndpoint that
        && port == that.port
        && scopeId == that.scopeId
        && flowInfo == that.flowInfo
        && Arrays.equals(address, that.address);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(address) + port;
  }

  /** Returns the spelling that {@link Endpoint#parse} reads; the flow info is not part of it. */
  @Override
  public String toString() {
    if (address.length == 4) {
      return dotted(address, 0) + ":" + port;
    }
    String scope = scopeId == 0 ? "" : "%" + Integer.toUnsignedString(scopeId);
    return "[" + Inet6Text.format(address) + scope + "]:" + port;
  }

  static String dotted(byte[] bytes, int from) {
    return (bytes[from] & 0xFF)
        + "."
        + (bytes[from + 1] & 0xFF)
        + "."
        + (bytes[from + 2] & 0xFF)
        + "."
        + (bytes[from + 3] & 0xFF);
  }
}
