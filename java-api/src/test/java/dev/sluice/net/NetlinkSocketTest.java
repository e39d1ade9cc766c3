package dev.sluice.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.Async;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.NetlinkEndpoint;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.OpaqueEndpoint;
import dev.sluice.sys.NetlinkConstants;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Netlink sockets: the kernel's own lists, and groups. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class NetlinkSocketTest {
  private final IoBuffer buffer = IoBuffer.allocate(64 * 1024);

  @AfterEach
  void free() {
    buffer.close();
  }

  private static DatagramSocket bound(int protocol) throws Exception {
    DatagramSocket socket = DatagramSocket.open(Family.NETLINK, protocol);
    socket.setTimeout(Async.DEADLINE_MILLIS);
    socket.bind(NetlinkEndpoint.kernel());
    return socket;
  }

  private static int pid(DatagramSocket socket) throws Exception {
    return ((NetlinkEndpoint) socket.localEndpoint()).pid();
  }

  private static byte[] attribute(Rtnetlink.Entry entry, int number) {
    return requireNonNull(entry.attributes().get(number), "attribute " + number);
  }

  private static String text(Rtnetlink.Entry entry, int number) {
    return new String(attribute(entry, number), US_ASCII).replace("\0", "");
  }

  private static String sys(String name, String file) throws Exception {
    return Files.readString(Path.of("/sys/class/net", name, file)).strip();
  }

  @Test
  void dumpOfLinks_isWhatSysSays() throws Exception {
    Set<String> names = new HashSet<>();
    try (DatagramSocket socket = bound(NetlinkConstants.NETLINK_ROUTE)) {
      for (Rtnetlink.Entry link : Rtnetlink.dump(socket, buffer, Rtnetlink.RTM_GETLINK)) {
        assertThat(link.type()).isEqualTo(Rtnetlink.RTM_NEWLINK);
        String name = text(link, Rtnetlink.IFLA_IFNAME);
        names.add(name);
        assertThat(link.index()).isEqualTo(Integer.parseInt(sys(name, "ifindex")));
        assertThat(
                ByteBuffer.wrap(attribute(link, Rtnetlink.IFLA_MTU))
                    .order(ByteOrder.nativeOrder())
                    .getInt())
            .isEqualTo(Integer.parseInt(sys(name, "mtu")));
        byte[] address = link.attributes().get(Rtnetlink.IFLA_ADDRESS);
        if (address != null) {
          assertThat(HexFormat.ofDelimiter(":").formatHex(address)).isEqualTo(sys(name, "address"));
        }
      }
    }
    try (Stream<Path> devices = Files.list(Path.of("/sys/class/net"))) {
      assertThat(names)
          .containsExactlyInAnyOrderElementsOf(
              devices
                  .filter(Files::isDirectory)
                  .map(device -> requireNonNull(device.getFileName()).toString())
                  .toList());
    }
  }

  @Test
  void dumpOfAddresses_isWhatGetifaddrsSays() throws Exception {
    Map<String, Set<String>> dumped = new HashMap<>();
    try (DatagramSocket socket = bound(NetlinkConstants.NETLINK_ROUTE)) {
      for (Rtnetlink.Entry entry : Rtnetlink.dump(socket, buffer, Rtnetlink.RTM_GETADDR)) {
        assertThat(entry.type()).isEqualTo(Rtnetlink.RTM_NEWADDR);
        byte[] address =
            entry
                .attributes()
                .getOrDefault(Rtnetlink.IFA_LOCAL, attribute(entry, Rtnetlink.IFA_ADDRESS));
        dumped
            .computeIfAbsent(Interfaces.nameOf(entry.index()), name -> new HashSet<>())
            .add(Inet.ntop(address));
      }
    }
    Map<String, Set<String>> listed = new HashMap<>();
    for (InterfaceAddress each : Interfaces.addresses()) {
      if (each.address() instanceof InetEndpoint inet) {
        listed.computeIfAbsent(each.name(), name -> new HashSet<>()).add(Inet.ntop(inet.address()));
      }
    }
    assertThat(dumped).isEqualTo(listed);
  }

  @Test
  void bind_toTheKernelsAddress_picksAPortIdPerSocket() throws Exception {
    try (DatagramSocket one = bound(NetlinkConstants.NETLINK_ROUTE);
        DatagramSocket other = bound(NetlinkConstants.NETLINK_ROUTE)) {
      // netlink(7): the process id for the first socket that is bound, unique numbers for others.
      NetlinkEndpoint first = (NetlinkEndpoint) one.localEndpoint();
      NetlinkEndpoint second = (NetlinkEndpoint) other.localEndpoint();
      assertThat(first.pid()).isNotZero().isNotEqualTo(second.pid());
      try (DatagramSocket third =
          DatagramSocket.open(Family.NETLINK, NetlinkConstants.NETLINK_ROUTE)) {
        assertThatExceptionOfType(ErrnoException.class)
            .isThrownBy(() -> third.bind(first))
            .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EADDRINUSE));
      }
    }
  }

  @Test
  void endpointOfBytes_bound_reachesTheKernelUnchanged() throws Exception {
    byte[] pidInBytes = {0, 0, 0x15, 0x16, 0x17, 0x18, 0, 0, 0, 0};
    try (DatagramSocket socket =
        DatagramSocket.open(Family.of(16), NetlinkConstants.NETLINK_USERSOCK)) {
      socket.bind(OpaqueEndpoint.of(Family.NETLINK, pidInBytes));
      assertThat(socket.localEndpoint()).isEqualTo(NetlinkEndpoint.of(0x18171615, 0));
    }
  }

  @Test
  void unicastAndGroup_betweenOwnSockets_arriveWithTheSenderAndItsGroup() throws Exception {
    Namespace.assumeRoot();
    try (DatagramSocket sender = bound(NetlinkConstants.NETLINK_USERSOCK);
        DatagramSocket member = bound(NetlinkConstants.NETLINK_USERSOCK);
        DatagramSocket stranger = bound(NetlinkConstants.NETLINK_USERSOCK)) {
      member.set(NetlinkOptions.NETLINK_ADD_MEMBERSHIP, 3);
      NetlinkEndpoint memberPort = NetlinkEndpoint.of(pid(member), 0);
      // netlink(7): what goes to groups goes to the port id, too; 0 would be the kernel, who does
      // not listen here and refuses.
      NetlinkEndpoint both = NetlinkEndpoint.of(pid(stranger), 1 << 2);
      sender.sendTo(buffer.clear().put("to a group", US_ASCII), both);
      sender.sendTo(buffer.clear().put("to one", US_ASCII), memberPort);
      Sender from = new Sender();
      member.recvFrom(buffer.clear(), from);
      assertThat(buffer.getAll(US_ASCII)).isEqualTo("to a group");
      // netlink(7): groups are bits in an address, and numbers in the option.
      int port = pid(sender);
      assertThat(from.endpoint()).isEqualTo(NetlinkEndpoint.of(port, 1 << 2));
      member.recvFrom(buffer.clear(), from);
      assertThat(buffer.getAll(US_ASCII)).isEqualTo("to one");
      assertThat(from.endpoint()).isEqualTo(NetlinkEndpoint.of(port, 0));
      stranger.recv(buffer.clear());
      assertThat(buffer.getAll(US_ASCII)).isEqualTo("to a group");
      stranger.setBlocking(false);
      assertThat(stranger.recv(buffer.clear())).isEqualTo(IoStatus.WOULD_BLOCK);
      member.set(NetlinkOptions.NETLINK_DROP_MEMBERSHIP, 3);
      assertThat(((NetlinkEndpoint) member.localEndpoint()).groups()).isZero();
    }
  }
}
