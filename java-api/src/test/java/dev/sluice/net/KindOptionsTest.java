package dev.sluice.net;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Family;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.sys.InetConstants;
import dev.sluice.sys.NetlinkConstants;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The options of packet and netlink sockets that are on or off; others are tested in use. */
@ExtendWith(NoLeakedDescriptors.class)
class KindOptionsTest {
  private static final List<SocketOption<Boolean>> NETLINK =
      List.of(
          NetlinkOptions.NETLINK_BROADCAST_ERROR,
          NetlinkOptions.NETLINK_CAP_ACK,
          NetlinkOptions.NETLINK_EXT_ACK,
          NetlinkOptions.NETLINK_GET_STRICT_CHK,
          NetlinkOptions.NETLINK_LISTEN_ALL_NSID,
          NetlinkOptions.NETLINK_NO_ENOBUFS,
          NetlinkOptions.NETLINK_PKTINFO);

  private static final List<SocketOption<Boolean>> PACKET =
      List.of(PacketOptions.PACKET_IGNORE_OUTGOING, PacketOptions.PACKET_QDISC_BYPASS);

  /** Tested in NetlinkSocketTest, PacketSocketTest, IcmpSocketTest and VsockSocketTest. */
  private static final Set<SocketOption<?>> ELSEWHERE =
      Set.of(
          NetlinkOptions.NETLINK_ADD_MEMBERSHIP,
          NetlinkOptions.NETLINK_DROP_MEMBERSHIP,
          PacketOptions.PACKET_ADD_MEMBERSHIP,
          PacketOptions.PACKET_DROP_MEMBERSHIP,
          PacketOptions.PACKET_STATISTICS,
          IcmpOptions.ICMP_FILTER,
          IcmpOptions.ICMP6_FILTER,
          VsockOptions.SO_VM_SOCKETS_BUFFER_MAX_SIZE,
          VsockOptions.SO_VM_SOCKETS_BUFFER_MIN_SIZE,
          VsockOptions.SO_VM_SOCKETS_BUFFER_SIZE,
          VsockOptions.SO_VM_SOCKETS_CONNECT_TIMEOUT);

  private static @Nullable PythonWitness witness;

  private static void onAndOff(DatagramSocket socket, List<SocketOption<Boolean>> options)
      throws Exception {
    for (SocketOption<Boolean> option : options) {
      for (boolean value : new boolean[] {true, false}) {
        socket.set(option, value);
        assertThat(socket.get(option)).as(option.name()).isEqualTo(value);
        assertThat(seen(socket, option)).as(option.name()).isEqualTo(value ? 1 : 0);
      }
    }
  }

  /** Returns what another process reads. */
  private static int seen(DatagramSocket socket, SocketOption<?> option) throws IOException {
    byte[] there = requireNonNull(witness).get(socket, option, Integer.BYTES);
    return ByteBuffer.wrap(there).order(ByteOrder.nativeOrder()).getInt();
  }

  @BeforeAll
  static void startWitness() throws IOException {
    witness = PythonWitness.start();
  }

  @AfterAll
  static void endWitness() throws InterruptedException {
    if (witness != null) {
      witness.close();
    }
  }

  @Test
  void rawOptions_setAndRead_areWhatTheKernelKeeps() throws Exception {
    Namespace.assumeRoot();
    try (DatagramSocket socket = DatagramSocket.openRaw(Family.INET4, InetConstants.IPPROTO_ICMP)) {
      onAndOff(socket, List.of(IpOptions.IP_HDRINCL));
    }
    try (DatagramSocket socket = DatagramSocket.openRaw(Family.INET6, 253)) {
      onAndOff(socket, List.of(Ipv6Options.IPV6_HDRINCL));
      socket.set(Ipv6Options.IPV6_CHECKSUM, 2);
      assertThat(socket.get(Ipv6Options.IPV6_CHECKSUM)).isEqualTo(2);
      assertThat(seen(socket, Ipv6Options.IPV6_CHECKSUM)).isEqualTo(2);
    }
  }

  @Test
  void netlinkOptions_setAndRead_areWhatTheKernelKeeps() throws Exception {
    Namespace.assumeRoot();
    try (DatagramSocket socket =
        DatagramSocket.open(Family.NETLINK, NetlinkConstants.NETLINK_ROUTE)) {
      onAndOff(socket, NETLINK);
    }
  }

  @Test
  void packetOptions_setAndRead_areWhatTheKernelKeeps() throws Exception {
    Namespace.assumeRoot();
    try (DatagramSocket socket = DatagramSocket.open(Family.PACKET, 0)) {
      onAndOff(socket, PACKET);
    }
  }

  @Test
  void everyOption_isTested() throws Exception {
    List<SocketOption<?>> all = new ArrayList<>();
    for (Class<?> options :
        List.of(NetlinkOptions.class, PacketOptions.class, IcmpOptions.class, VsockOptions.class)) {
      for (Field field : options.getFields()) {
        SocketOption<?> option = (SocketOption<?>) field.get(null);
        assertThat(option.name()).isEqualTo(field.getName());
        all.add(option);
      }
    }
    List<SocketOption<?>> tested = new ArrayList<>(ELSEWHERE);
    tested.addAll(NETLINK);
    tested.addAll(PACKET);
    assertThat(all).containsExactlyInAnyOrderElementsOf(tested);
  }
}
