package dev.sluice;

import java.net.SocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An address of a family that has no type here, or one too short for its family: its bytes as they
 * are, which reach the kernel unchanged. Immutable, thread-safe.
 */
public final class OpaqueEndpoint implements Endpoint {
  /** What {@code struct sockaddr_storage} has room for beside the family. */
  public static final int MOST_BYTES = 126;

  static final String PREFIX = "family:";

  private final Family family;
  private final byte[] bytes;

  private OpaqueEndpoint(Family family, byte[] bytes) {
    if (bytes.length > MOST_BYTES) {
      throw new IllegalArgumentException(
          "an address has at most " + MOST_BYTES + " bytes after its family, not " + bytes.length);
    }
    this.family = family;
    this.bytes = bytes;
  }

  /**
   * Returns an address by its bytes.
   *
   * @param family its family
   * @param bytes what follows {@code sa_family}, at most 126 bytes; their number counts
   * @throws IllegalArgumentException if there are more
   */
  public static OpaqueEndpoint of(Family family, byte[] bytes) {
    return new OpaqueEndpoint(family, bytes.clone());
  }

  static OpaqueEndpoint parse(String text) {
    String rest = text.substring(PREFIX.length());
    int colon = rest.indexOf(':');
    String bytes = rest.substring(colon + 1);
    if (colon < 0
        || !rest.substring(0, colon).matches("[0-9]{1,5}")
        || !bytes.matches("([0-9a-fA-F]{2}){0,126}")) {
      throw Spelling.wrong(text, "write family:NUMBER:BYTES, bytes as pairs of hexadecimal digits");
    }
    int number = Integer.parseInt(rest.substring(0, colon));
    if (number > 0xFFFF) {
      throw Spelling.wrong(text, "a family is between 0 and 65535, not " + number);
    }
    return new OpaqueEndpoint(Family.of(number), HexFormat.of().parseHex(bytes));
  }

  /** Returns what follows the family, a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public Family family() {
    return family;
  }

  @Override
  public SocketAddress toSocketAddress() {
    throw Spelling.notInJava(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OpaqueEndpoint that
        && family == that.family
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * family.number() + Arrays.hashCode(bytes);
  }

  /** Returns the spelling that {@link Endpoint#parse} reads. */
  @Override
  public String toString() {
    return PREFIX + family.number() + ":" + HexFormat.of().formatHex(bytes);
  }
}
