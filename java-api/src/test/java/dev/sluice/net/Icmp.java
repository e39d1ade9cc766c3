package dev.sluice.net;

import dev.sluice.IoBuffer;

/** Echo requests of ICMP, RFC 792 and RFC 4443. */
final class Icmp {
  static final int HEADER_BYTES = 8;

  private Icmp() {}

  /** Writes an echo request, with a checksum as IPv4 has it. */
  static IoBuffer request(IoBuffer buffer, int type, int id, int sequence) {
    byte[] message = {
      (byte) type, 0, 0, 0, (byte) (id >> 8), (byte) id, 0, (byte) sequence, 'p', 'i', 'n', 'g'
    };
    int sum = checksum(message);
    message[2] = (byte) (sum >> 8);
    message[3] = (byte) sum;
    return buffer.clear().put(message);
  }

  /** The Internet checksum of RFC 1071. */
  static int checksum(byte[] bytes) {
    int sum = 0;
    for (int i = 0; i < bytes.length; i += 2) {
      sum += ((bytes[i] & 0xFF) << 8) | (i + 1 < bytes.length ? bytes[i + 1] & 0xFF : 0);
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xFFFF) + (sum >>> 16);
    }
    return ~sum & 0xFFFF;
  }

  /** Reads 16 bits in network order. */
  static int u16(byte[] bytes, int at) {
    return ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
  }

  /** Skips the IPv4 header that a raw packet begins with. */
  static byte[] payload4(byte[] packet) {
    int header = (packet[0] & 0xF) * 4;
    return java.util.Arrays.copyOfRange(packet, header, packet.length);
  }
}
