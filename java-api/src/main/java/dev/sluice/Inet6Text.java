package dev.sluice;

import org.jspecify.annotations.Nullable;

/** The text form of IPv6 addresses: RFC 4291 to read, RFC 5952 to write. */
final class Inet6Text {
  private static final int GROUPS = 8;

  private Inet6Text() {}

  /**
   * Returns the 16 bytes of a literal without brackets and scope, or {@code null} if it is none.
   */
  static byte @Nullable [] parse(String literal) {
    String[] halves = literal.split("::", -1);
    if (halves.length > 2) {
      return null;
    }
    if (halves.length == 2 && halves[0].indexOf('.') >= 0) {
      return null; // an embedded IPv4 address comes last
    }
    int[] head = groups(halves[0]);
    int[] tail = halves.length == 2 ? groups(halves[1]) : new int[0];
    if (head == null || tail == null) {
      return null;
    }
    int missing = GROUPS - head.length - tail.length;
    // "::" stands for at least one group; without it all eight are written.
    if (halves.length == 2 ? missing < 1 : missing != 0) {
      return null;
    }
    byte[] address = new byte[2 * GROUPS];
    store(head, address, 0);
    store(tail, address, GROUPS - tail.length);
    return address;
  }

  private static void store(int[] groups, byte[] address, int firstGroup) {
    for (int i = 0; i < groups.length; i++) {
      address[2 * (firstGroup + i)] = (byte) (groups[i] >>> 8);
      address[2 * (firstGroup + i) + 1] = (byte) groups[i];
    }
  }

  private static int @Nullable [] groups(String half) {
    if (half.isEmpty()) {
      return new int[0];
    }
    String hexadecimal = embeddedIpv4AsHexadecimal(half);
    if (hexadecimal == null) {
      return null;
    }
    String[] parts = hexadecimal.split(":", -1);
    int[] groups = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      if (!parts[i].matches("[0-9a-fA-F]{1,4}")) {
        return null;
      }
      groups[i] = Integer.parseInt(parts[i], 16);
    }
    return groups;
  }

  /** Rewrites the end of {@code ::ffff:1.2.3.4}; returns {@code null} if it is malformed. */
  private static @Nullable String embeddedIpv4AsHexadecimal(String half) {
    if (half.indexOf('.') < 0) {
      return half;
    }
    int colon = half.lastIndexOf(':');
    String[] bytes = half.substring(colon + 1).split("\\.", -1);
    int value = 0;
    for (String part : bytes) {
      if (bytes.length != 4 || !part.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(part) > 255) {
        return null;
      }
      value = value << 8 | Integer.parseInt(part);
    }
    return half.substring(0, colon + 1)
        + Integer.toHexString(value >>> 16)
        + ":"
        + Integer.toHexString(value & 0xFFFF);
  }

  /** Writes the canonical form: lower case, the longest run of two or more zero groups as "::". */
  static String format(byte[] address) {
    if (isMapped(address)) {
      return "::ffff:" + InetEndpoint.dotted(address, 12);
    }
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = (address[2 * i] & 0xFF) << 8 | (address[2 * i + 1] & 0xFF);
    }
    int runStart = -1;
    int runLength = 1;
    for (int i = 0; i < GROUPS; i++) {
      int end = i;
      while (end < GROUPS && groups[end] == 0) {
        end++;
      }
      if (end - i > runLength) {
        runStart = i;
        runLength = end - i;
      }
    }
    return join(groups, runStart, runLength);
  }

  private static String join(int[] groups, int runStart, int runLength) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == runStart) {
        text.append("::");
        i += runLength - 1;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  private static boolean isMapped(byte[] address) {
    for (int i = 0; i < 10; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return address[10] == -1 && address[11] == -1;
  }
}
