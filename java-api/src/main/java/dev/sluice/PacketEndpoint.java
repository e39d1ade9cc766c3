package dev.sluice;

import java.net.SocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An AF_PACKET address, {@code packet(7)}: an interface, a protocol, and the hardware address of a
 * neighbour; or the hardware address of an interface, in {@code getifaddrs(3)}.
 *
 * <p>The protocol is in host order, as the header names it: 0x0800 is IPv4. Immutable, thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/packet.7.html">packet(7)</a>
 */
public final class PacketEndpoint implements Endpoint {
  /** {@code MAX_ADDR_LEN}: InfiniBand needs 20, nothing more than 32. */
  public static final int MOST_ADDRESS_BYTES = 32;

  static final String PREFIX = "packet:";

  private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

  private final int protocol;
  private final int interfaceIndex;
  private final int hardwareType;
  private final int packetType;
  private final byte[] address;

  private PacketEndpoint(
      int protocol, int interfaceIndex, int hardwareType, int packetType, byte[] address) {
    if (protocol < 0 || protocol > 0xFFFF || hardwareType < 0 || hardwareType > 0xFFFF) {
      throw new IllegalArgumentException(
          "a protocol and a hardware type are between 0 and 65535, not "
              + protocol
              + " and "
              + hardwareType);
    }
    if (packetType < 0 || packetType > 0xFF) {
      throw new IllegalArgumentException("a packet type is one byte, not " + packetType);
    }
    if (address.length > MOST_ADDRESS_BYTES) {
      throw new IllegalArgumentException(
          "a hardware address has at most 32 bytes, not " + address.length);
    }
    this.protocol = protocol;
    this.interfaceIndex = interfaceIndex;
    this.hardwareType = hardwareType;
    this.packetType = packetType;
    this.address = address;
  }

  /**
   * Returns what a packet socket binds to.
   *
   * @param protocol an {@code ETH_P_} number of {@link dev.sluice.sys.PacketConstants}, in host
   *     order; {@code ETH_P_ALL} for every packet
   * @param interfaceIndex the interface; 0 for all
   * @throws IllegalArgumentException if the protocol does not fit into 16 bits
   */
  public static PacketEndpoint of(int protocol, int interfaceIndex) {
    return new PacketEndpoint(protocol, interfaceIndex, 0, 0, new byte[0]);
  }

  /**
   * Returns where a cooked packet goes to.
   *
   * @param protocol an {@code ETH_P_} number, in host order
   * @param interfaceIndex the interface to leave by
   * @param address the hardware address there, at most 32 bytes
   * @throws IllegalArgumentException if one of them does not fit
   */
  public static PacketEndpoint of(int protocol, int interfaceIndex, byte[] address) {
    return of(protocol, interfaceIndex, address, 0, 0);
  }

  /**
   * Returns an address with all that the kernel reports.
   *
   * @param protocol an {@code ETH_P_} number, in host order
   * @param interfaceIndex the interface
   * @param address the hardware address, at most 32 bytes
   * @param hardwareType an {@code ARPHRD_} number: 1 for Ethernet, 772 for loopback
   * @param packetType a {@code PACKET_} number, for instance {@link
   *     dev.sluice.sys.PacketConstants#PACKET_OUTGOING}
   * @throws IllegalArgumentException if one of them does not fit
   */
  public static PacketEndpoint of(
      int protocol, int interfaceIndex, byte[] address, int hardwareType, int packetType) {
    return new PacketEndpoint(protocol, interfaceIndex, hardwareType, packetType, address.clone());
  }

  static PacketEndpoint parse(String text) {
    String rest = text.substring(PREFIX.length());
    int slash = rest.indexOf('/');
    String where = slash < 0 ? rest : rest.substring(0, slash);
    int colon = where.indexOf(':');
    if (colon < 0) {
      throw Spelling.wrong(text, "write packet:INTERFACE:0xPROTOCOL or …/aa:bb:cc:dd:ee:ff");
    }
    return of(
        Spelling.hex(text, where.substring(colon + 1), 4),
        Spelling.unsigned(text, where.substring(0, colon)),
        slash < 0 ? new byte[0] : parseAddress(text, rest.substring(slash + 1)));
  }

  private static byte[] parseAddress(String text, String address) {
    if (!address.matches("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){0,31}")) {
      throw Spelling.wrong(
          text, "a hardware address is pairs of hexadecimal digits with colons, at most 32");
    }
    return COLONS.parseHex(address);
  }

  /** Returns the {@code ETH_P_} number in host order, 0 to 65535. */
  public int protocol() {
    return protocol;
  }

  /** Returns the interface index; 0 for all. */
  public int interfaceIndex() {
    return interfaceIndex;
  }

  /** Returns the {@code ARPHRD_} number, 0 to 65535. */
  public int hardwareType() {
    return hardwareType;
  }

  /** Returns the {@code PACKET_} number, 0 to 255: to whom a received packet went. */
  public int packetType() {
    return packetType;
  }

  /** Returns the hardware address, a copy: of the sender in what was received; maybe empty. */
  public byte[] address() {
    return address.clone();
  }

  @Override
  public Family family() {
    return Family.PACKET;
  }

  @Override
  public SocketAddress toSocketAddress() {
    throw Spelling.notInJava(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PacketEndpoint that
        && protocol == that.protocol
        && interfaceIndex == that.interfaceIndex
        && hardwareType == that.hardwareType
        && packetType == that.packetType
        && Arrays.equals(address, that.address);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * protocol + interfaceIndex) + Arrays.hashCode(address);
  }

  /**
   * Returns the spelling that {@link Endpoint#parse} reads; the types of hardware and packet are
   * not part of it.
   */
  @Override
  public String toString() {
    String hex = HexFormat.of().toHexDigits(protocol, 4);
    String at = address.length == 0 ? "" : "/" + COLONS.formatHex(address);
    return PREFIX + Integer.toUnsignedString(interfaceIndex) + ":0x" + hex + at;
  }
}
