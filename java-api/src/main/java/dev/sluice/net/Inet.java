package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.sluice.Family;
import dev.sluice.sys.InetSys;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Addresses as text and numbers in network order, by the C library's own functions: {@code inet(3)}
 * and {@code byteorder(3)}. Thread-safe.
 */
public final class Inet {
  /** Room for any address in text: {@code INET6_ADDRSTRLEN}. */
  private static final int TEXT_BYTES = 46;

  private Inet() {}

  /**
   * Reads an address in the one notation of its family.
   *
   * @param family {@link Family#INET4} or {@link Family#INET6}
   * @param text for instance {@code 127.0.0.1} or {@code fe80::1}; no scope, no port
   * @return 4 or 16 bytes in network order
   * @throws IllegalArgumentException if the text is no such address, or the family has none
   * @see <a href="https://man7.org/linux/man-pages/man3/inet_pton.3.html">inet_pton(3)</a>
   */
  public static byte[] pton(Family family, String text) {
    if (family != Family.INET4 && family != Family.INET6) {
      throw new IllegalArgumentException(family + " has no numeric addresses");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(family == Family.INET4 ? 4 : 16);
      if (InetSys.inet_pton(family.number(), arena.allocateFrom(text), address) != 1) {
        throw new IllegalArgumentException("no " + family + " address: '" + text + "'");
      }
      return address.toArray(JAVA_BYTE);
    }
  }

  /**
   * Writes an address in the canonical notation of its family.
   *
   * @param address 4 or 16 bytes in network order
   * @throws IllegalArgumentException if the address has another length
   * @see <a href="https://man7.org/linux/man-pages/man3/inet_ntop.3.html">inet_ntop(3)</a>
   */
  public static String ntop(byte[] address) {
    if (address.length != 4 && address.length != 16) {
      throw new IllegalArgumentException(
          "an address has 4 bytes (IPv4) or 16 (IPv6), not " + address.length);
    }
    int domain = (address.length == 4 ? Family.INET4 : Family.INET6).number();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(TEXT_BYTES);
      long result =
          InetSys.inet_ntop(domain, arena.allocateFrom(JAVA_BYTE, address), text, TEXT_BYTES);
      if (result < 0) {
        throw new AssertionError("inet_ntop refused " + address.length + " bytes: " + result);
      }
      return text.getString(0);
    }
  }

  /**
   * Reads an IPv4 address in any notation that was ever in use: {@code 127.1}, {@code 0x7f000001},
   * {@code 0177.0.0.1}. Read what people type with {@link #pton}, which has one meaning.
   *
   * @param text the address
   * @return 4 bytes in network order
   * @throws IllegalArgumentException if the text is no such address
   * @see <a href="https://man7.org/linux/man-pages/man3/inet.3.html">inet_aton(3)</a>
   */
  public static byte[] aton(String text) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(4);
      if (InetSys.inet_aton(arena.allocateFrom(text), address) == 0) {
        throw new IllegalArgumentException("no IPv4 address in any notation: '" + text + "'");
      }
      return address.toArray(JAVA_BYTE);
    }
  }

  /**
   * Writes an IPv4 address with dots, like {@code inet_ntoa(3)} but without its static buffer.
   *
   * @param address 4 bytes in network order
   * @throws IllegalArgumentException if the address has another length
   */
  public static String ntoa(byte[] address) {
    if (address.length != 4) {
      throw new IllegalArgumentException("an IPv4 address has 4 bytes, not " + address.length);
    }
    return ntop(address);
  }

  /**
   * Turns the lower 16 bits from this machine's order into the network's, {@code htons(3)}.
   *
   * @param host a number in this machine's order
   */
  public static int htons(int host) {
    return InetSys.htons(host);
  }

  /**
   * Turns 32 bits from this machine's order into the network's, {@code htonl(3)}.
   *
   * @param host a number in this machine's order
   */
  public static int htonl(int host) {
    return InetSys.htonl(host);
  }

  /**
   * Turns the lower 16 bits from the network's order into this machine's, {@code ntohs(3)}.
   *
   * @param network a number in the network's order
   */
  public static int ntohs(int network) {
    return InetSys.ntohs(network);
  }

  /**
   * Turns 32 bits from the network's order into this machine's, {@code ntohl(3)}.
   *
   * @param network a number in the network's order
   */
  public static int ntohl(int network) {
    return InetSys.ntohl(network);
  }
}
