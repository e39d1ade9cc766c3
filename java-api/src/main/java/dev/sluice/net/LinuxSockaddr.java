package dev.sluice.net;

import static dev.sluice.sys.SockaddrLl.sll_addr;
import static dev.sluice.sys.SockaddrLl.sll_halen;
import static dev.sluice.sys.SockaddrLl.sll_hatype;
import static dev.sluice.sys.SockaddrLl.sll_ifindex;
import static dev.sluice.sys.SockaddrLl.sll_pkttype;
import static dev.sluice.sys.SockaddrLl.sll_protocol;
import static dev.sluice.sys.SockaddrNl.nl_groups;
import static dev.sluice.sys.SockaddrNl.nl_pid;
import static dev.sluice.sys.SockaddrVm.svm_cid;
import static dev.sluice.sys.SockaddrVm.svm_flags;
import static dev.sluice.sys.SockaddrVm.svm_port;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.NetlinkEndpoint;
import dev.sluice.OpaqueEndpoint;
import dev.sluice.PacketEndpoint;
import dev.sluice.VsockEndpoint;
import dev.sluice.sys.SockaddrLl;
import dev.sluice.sys.SockaddrNl;
import dev.sluice.sys.SockaddrVm;
import dev.sluice.sys.SocketConstants;
import java.lang.foreign.MemorySegment;

/**
 * The families beside IPv4, IPv6 and AF_UNIX in native memory: a class of their own, which nobody
 * loads who does not use them. No state.
 */
final class LinuxSockaddr {
  /** Behind {@code sa_family}. */
  private static final int DATA = Short.BYTES;

  private static final int HARDWARE = (int) sll_addr.offset();

  private LinuxSockaddr() {}

  /** Writes what follows the family into zeroes, and returns how many bytes of all count. */
  static int encode(Endpoint endpoint, MemorySegment memory) {
    if (endpoint instanceof VsockEndpoint vsock) {
      svm_cid.set(memory, vsock.cid());
      svm_port.set(memory, vsock.port());
      svm_flags.set(memory, vsock.flags());
      return SockaddrVm.SIZEOF;
    }
    if (endpoint instanceof NetlinkEndpoint netlink) {
      nl_pid.set(memory, netlink.pid());
      nl_groups.set(memory, netlink.groups());
      return SockaddrNl.SIZEOF;
    }
    if (endpoint instanceof PacketEndpoint packet) {
      return encode(packet, memory);
    }
    byte[] bytes = ((OpaqueEndpoint) endpoint).bytes();
    MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, DATA, bytes.length);
    return DATA + bytes.length;
  }

  private static int encode(PacketEndpoint packet, MemorySegment memory) {
    byte[] address = packet.address();
    sll_protocol.set(memory, Sockaddr.networkOrder(packet.protocol()));
    sll_ifindex.set(memory, packet.interfaceIndex());
    sll_hatype.set(memory, packet.hardwareType());
    sll_pkttype.set(memory, packet.packetType());
    sll_halen.set(memory, address.length);
    MemorySegment.copy(address, 0, memory, JAVA_BYTE, HARDWARE, address.length);
    // packet(7): the kernel takes no less than the struct, and longer addresses than it has room.
    return Math.max(SockaddrLl.SIZEOF, HARDWARE + address.length);
  }

  /** Reads the endpoint in the first bytes, of which there are enough for a family. */
  static Endpoint decode(int domain, MemorySegment memory, int bytes) {
    if (domain == SocketConstants.AF_VSOCK && bytes >= SockaddrVm.SIZEOF) {
      return VsockEndpoint.of(svm_cid.get(memory), svm_port.get(memory), svm_flags.get(memory));
    }
    if (domain == SocketConstants.AF_NETLINK && bytes >= SockaddrNl.SIZEOF) {
      return NetlinkEndpoint.of(nl_pid.get(memory), nl_groups.get(memory));
    }
    if (domain == SocketConstants.AF_PACKET && bytes >= HARDWARE && isWhole(memory, bytes)) {
      // getsockname reports no more bytes than the hardware address has, fewer than the struct.
      return PacketEndpoint.of(
          Sockaddr.networkOrder(sll_protocol.get(memory)),
          sll_ifindex.get(memory),
          Sockaddr.bytes(memory, HARDWARE, HARDWARE + sll_halen.get(memory)),
          sll_hatype.get(memory),
          sll_pkttype.get(memory));
    }
    // What the kernel cut to the room there was, it says by a greater length: kept as it is.
    int end = Math.min(bytes, DATA + OpaqueEndpoint.MOST_BYTES);
    return OpaqueEndpoint.of(Family.of(domain), Sockaddr.bytes(memory, DATA, end));
  }

  private static boolean isWhole(MemorySegment memory, int bytes) {
    int length = sll_halen.get(memory);
    return length <= PacketEndpoint.MOST_ADDRESS_BYTES && HARDWARE + length <= bytes;
  }
}
