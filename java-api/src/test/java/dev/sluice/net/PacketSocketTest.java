package dev.sluice.net;

import static dev.sluice.sys.PacketConstants.ETH_HLEN;
import static dev.sluice.sys.PacketConstants.ETH_P_802_EX1;
import static dev.sluice.sys.PacketConstants.ETH_P_ALL;
import static dev.sluice.sys.PacketConstants.ETH_P_IP;
import static dev.sluice.sys.PacketConstants.PACKET_HOST;
import static dev.sluice.sys.PacketConstants.PACKET_OUTGOING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.Async;
import dev.sluice.Child;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.PacketEndpoint;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Packet sockets on the loopback interface. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class PacketSocketTest {
  /** {@code ARPHRD_LOOPBACK} of {@code linux/if_arp.h}. */
  private static final int LOOPBACK_HARDWARE = 772;

  private static final int UDP_HEADER_BYTES = 8;

  private final IoBuffer buffer = IoBuffer.allocate(70_000);
  private int loopback;

  @BeforeEach
  void findLoopback() throws Exception {
    Namespace.assumeRoot();
    loopback = Interfaces.indexOf("lo");
  }

  @AfterEach
  void free() {
    buffer.close();
  }

  private DatagramSocket bound(DatagramSocket socket, int protocol) throws Exception {
    socket.setTimeout(Async.DEADLINE_MILLIS);
    socket.bind(PacketEndpoint.of(protocol, loopback));
    return socket;
  }

  private static DatagramSocket udp() throws Exception {
    DatagramSocket socket = DatagramSocket.open(Family.INET4);
    socket.bind(InetEndpoint.loopback(Family.INET4, 0));
    return socket;
  }

  private static int port(DatagramSocket socket) throws Exception {
    return ((InetEndpoint) socket.localEndpoint()).port();
  }

  private void send(DatagramSocket from, DatagramSocket to, String text) throws Exception {
    from.sendTo(buffer.clear().put(text, StandardCharsets.US_ASCII), to.localEndpoint());
  }

  /** Receives until a UDP datagram between these two comes, and returns its IP packet. */
  private byte[] ipPacket(
      DatagramSocket socket, Sender sender, int skip, DatagramSocket from, DatagramSocket to)
      throws Exception {
    for (; ; ) {
      int length = socket.recvFrom(buffer.clear(), sender);
      assertThat(length).isLessThanOrEqualTo(buffer.readable());
      byte[] all = buffer.getAll();
      byte[] packet = Arrays.copyOfRange(all, Math.min(skip, all.length), all.length);
      if (packet.length < 28 || packet[9] != 17) {
        continue;
      }
      byte[] udp = Icmp.payload4(packet);
      if (Icmp.u16(udp, 0) == port(from) && Icmp.u16(udp, 2) == port(to)) {
        return packet;
      }
    }
  }

  @Test
  void cooked_udpDatagramOnLoopback_isSeenWithItsAddresses() throws Exception {
    try (DatagramSocket packets = bound(DatagramSocket.open(Family.PACKET, ETH_P_IP), ETH_P_IP);
        DatagramSocket one = udp();
        DatagramSocket other = udp()) {
      send(one, other, "seen");
      Sender sender = new Sender();
      byte[] packet = ipPacket(packets, sender, 0, one, other);
      assertThat(packet[0] >> 4).isEqualTo(4);
      assertThat(Arrays.copyOfRange(packet, 12, 20)).containsExactly(127, 0, 0, 1, 127, 0, 0, 1);
      byte[] udp = Icmp.payload4(packet);
      assertThat(new String(udp, UDP_HEADER_BYTES, 4, StandardCharsets.US_ASCII)).isEqualTo("seen");
      // packet(7): the address says the protocol, the interface and the sender's hardware address.
      assertThat(sender.endpoint())
          .isEqualTo(
              PacketEndpoint.of(ETH_P_IP, loopback, new byte[6], LOOPBACK_HARDWARE, PACKET_HOST));
    }
  }

  @Test
  void raw_udpDatagramOnLoopback_isSeenLeavingAndArrivingWithLinkHeader() throws Exception {
    try (DatagramSocket packets =
            bound(DatagramSocket.openRaw(Family.PACKET, ETH_P_ALL), ETH_P_ALL);
        DatagramSocket one = udp();
        DatagramSocket other = udp()) {
      send(one, other, "seen");
      Set<Integer> types = new HashSet<>();
      while (types.size() < 2) {
        Sender sender = new Sender();
        byte[] packet = ipPacket(packets, sender, ETH_HLEN, one, other);
        assertThat(packet[0] >> 4).isEqualTo(4);
        types.add(((PacketEndpoint) sender.endpoint()).packetType());
      }
      // packet(7): with ETH_P_ALL a socket sees what leaves, too; over loopback all comes back.
      assertThat(types).containsExactlyInAnyOrder(PACKET_OUTGOING, PACKET_HOST);
    }
  }

  @Test
  void ignoreOutgoing_onlyWhatArrives_isSeen() throws Exception {
    try (DatagramSocket packets =
            bound(DatagramSocket.openRaw(Family.PACKET, ETH_P_ALL), ETH_P_ALL);
        DatagramSocket one = udp();
        DatagramSocket other = udp()) {
      packets.set(PacketOptions.PACKET_IGNORE_OUTGOING, true);
      assertThat(packets.get(PacketOptions.PACKET_IGNORE_OUTGOING)).isTrue();
      send(one, other, "first");
      send(one, other, "second");
      Sender sender = new Sender();
      for (int i = 0; i < 2; i++) {
        ipPacket(packets, sender, ETH_HLEN, one, other);
        assertThat(((PacketEndpoint) sender.endpoint()).packetType()).isEqualTo(PACKET_HOST);
      }
    }
  }

  @Test
  void cookedSend_toAnAddress_getsItsLinkHeaderFromTheKernel() throws Exception {
    try (DatagramSocket sender = DatagramSocket.open(Family.PACKET, 0);
        DatagramSocket receiver =
            bound(DatagramSocket.openRaw(Family.PACKET, ETH_P_802_EX1), ETH_P_802_EX1)) {
      PacketEndpoint to = PacketEndpoint.of(ETH_P_802_EX1, loopback, new byte[6]);
      sender.sendTo(buffer.clear().put("experiment", StandardCharsets.US_ASCII), to);
      assertThat(receiver.recv(buffer.clear())).isEqualTo(ETH_HLEN + 10);
      byte[] frame = buffer.getAll();
      assertThat(Icmp.u16(frame, 12)).isEqualTo(ETH_P_802_EX1);
      assertThat(new String(frame, ETH_HLEN, 10, StandardCharsets.US_ASCII))
          .isEqualTo("experiment");
    }
  }

  @Test
  void localEndpoint_bound_saysInterfaceAndProtocolInHostOrder() throws Exception {
    try (DatagramSocket socket = bound(DatagramSocket.open(Family.PACKET, 0), ETH_P_802_EX1)) {
      assertThat(socket.localEndpoint())
          .isEqualTo(PacketEndpoint.of(ETH_P_802_EX1, loopback, new byte[6], LOOPBACK_HARDWARE, 0));
    }
  }

  @Test
  void bind_interfaceThatIsNotThere_isRefused() throws Exception {
    try (DatagramSocket socket = DatagramSocket.open(Family.PACKET, 0)) {
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> socket.bind(PacketEndpoint.of(ETH_P_IP, Integer.MAX_VALUE)))
          .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV));
    }
  }

  private static String promiscuity() throws Exception {
    Process ip =
        new ProcessBuilder("ip", "-details", "-oneline", "link", "show", "lo")
            .redirectErrorStream(true)
            .start();
    String text = new String(ip.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(ip.waitFor()).as(text).isZero();
    return text.replaceFirst("(?s).*promiscuity (\\d+).*", "$1");
  }

  @Test
  void promiscuous_whileMember_isCountedByTheInterface() throws Exception {
    Child.assumeProgram("ip");
    PacketMembership promiscuous = PacketMembership.promiscuous(loopback);
    try (DatagramSocket socket = DatagramSocket.open(Family.PACKET, 0)) {
      int before = Integer.parseInt(promiscuity());
      socket.set(PacketOptions.PACKET_ADD_MEMBERSHIP, promiscuous);
      assertThat(promiscuity()).isEqualTo(Integer.toString(before + 1));
      socket.set(PacketOptions.PACKET_DROP_MEMBERSHIP, promiscuous);
      assertThat(promiscuity()).isEqualTo(Integer.toString(before));
      socket.set(PacketOptions.PACKET_ADD_MEMBERSHIP, PacketMembership.allMulticast(loopback));
      byte[] group = {1, 0, 0x5E, 1, 2, 3};
      socket.set(PacketOptions.PACKET_ADD_MEMBERSHIP, PacketMembership.multicast(loopback, group));
    }
  }

  @Test
  void statistics_read_countTheReceivedAndStartAnew() throws Exception {
    try (DatagramSocket sender = DatagramSocket.open(Family.PACKET, 0);
        DatagramSocket receiver =
            bound(DatagramSocket.open(Family.PACKET, ETH_P_802_EX1), ETH_P_802_EX1)) {
      receiver.get(PacketOptions.PACKET_STATISTICS);
      PacketEndpoint to = PacketEndpoint.of(ETH_P_802_EX1, loopback, new byte[6]);
      for (int i = 0; i < 3; i++) {
        sender.sendTo(buffer.clear().put(i), to);
        receiver.recv(buffer.clear());
      }
      // packet(7): reading resets the counters. Nobody else uses this protocol on loopback, but
      // a test run beside this one.
      PacketStatistics statistics = receiver.get(PacketOptions.PACKET_STATISTICS);
      assertThat(statistics.packets()).isGreaterThanOrEqualTo(3);
      assertThat(receiver.get(PacketOptions.PACKET_STATISTICS).packets())
          .isLessThan(statistics.packets());
      assertThat(statistics.drops()).isZero();
    }
  }

  @Test
  void membership_longAddress_isRefusedAndPrinted() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PacketMembership.unicast(1, new byte[9]))
        .withMessage("a hardware address has at most 8 bytes here, not 9");
    assertThat(PacketMembership.unicast(1, new byte[] {2, 1}))
        .isEqualTo(PacketMembership.unicast(1, new byte[] {2, 1}))
        .hasToString("PACKET_MR_UNICAST 02:01 on interface 1");
    assertThat(PacketMembership.promiscuous(2)).hasToString("PACKET_MR_PROMISC on interface 2");
  }
}
