package dev.sluice.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.AllocatedBytes;
import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.Family;
import dev.sluice.Fd;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.backend.Backend;
import dev.sluice.sys.ErrqueueConstants;
import dev.sluice.sys.TimestampingConstants;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Messages over UDP and streams: vectors, addresses, and what the kernel says beside the bytes. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class MessageTest {
  private static final int LOOPBACK_INTERFACE = 1;

  private final IoBuffer one = IoBuffer.allocate(16);
  private final IoBuffer two = IoBuffer.allocate(16);
  private final Message out = Message.allocate(2, 256).setBuffers(one, two);
  private final IoBuffer into = IoBuffer.allocate(64);
  private final Message in = Message.allocate(1, 256).setBuffers(into);
  private final DatagramSocket sender = DatagramSocket.open(Family.INET4);
  private final DatagramSocket receiver = DatagramSocket.open(Family.INET4);

  MessageTest() throws Exception {
    sender.bind(InetEndpoint.loopback(Family.INET4, 0));
    receiver.bind(InetEndpoint.loopback(Family.INET4, 0));
    receiver.setTimeout(20_000);
    out.setPeer(receiver.localEndpoint());
  }

  @AfterEach
  void close() {
    out.close();
    in.close();
    one.close();
    two.close();
    into.close();
    sender.close();
    receiver.close();
  }

  private void send() throws IOException {
    one.clear().put("ab", UTF_8);
    two.clear().put("cd", UTF_8);
    assertThat(sender.send(out, MsgFlags.NONE)).isEqualTo(4);
    assertThat(one.isEmpty() && two.isEmpty()).isTrue();
    assertThat(receiver.recv(in, MsgFlags.NONE)).isEqualTo(4);
    assertThat(into.getAll(UTF_8)).isEqualTo("abcd");
    into.clear();
  }

  private <T> T received(SocketOption<Boolean> option, AncillaryType<T> type) throws IOException {
    receiver.set(option, true);
    send();
    return requireNonNull(in.ancillary().get(type), type::name);
  }

  @Test
  void vectored_datagram_bringsSenderAndAllBuffers() throws Exception {
    send();
    Endpoint first = in.sender();
    assertThat(first).isEqualTo(sender.localEndpoint());
    assertThat(in.flags()).isEqualTo(MsgFlags.NONE);
    assertThat(in.ancillary().size()).isZero();
    send();
    assertThat(in.sender()).isSameAs(first);
  }

  @Test
  void vectored_stream_piecesFillTheBuffersInTurn() throws Exception {
    try (SocketPair<StreamSocket> pair = SocketPair.stream()) {
      out.setPeer(null);
      into.put("abcdefg", UTF_8);
      assertThat(pair.first().send(into)).isEqualTo(7);
      one.clear().filled(14);
      assertThat(pair.second().recv(out, MsgFlags.NONE)).isEqualTo(7);
      assertThat(one.skip(14).getAll(UTF_8)).isEqualTo("ab");
      assertThat(two.getAll(UTF_8)).isEqualTo("cdefg");
      assertThat(out.sender()).isNull();
      one.clear();
      assertThat(pair.first().send(out, MsgFlags.NONE)).isZero();
      pair.first().shutdown(Shutdown.WRITE);
      assertThat(pair.second().recv(out, MsgFlags.NONE)).isEqualTo(IoStatus.END_OF_STREAM);
    }
  }

  @Test
  void truncated_datagram_lengthIsItsOwnAndTheFlagIsSet() throws Exception {
    try (IoBuffer tiny = IoBuffer.allocate(3)) {
      one.put("abcdef", UTF_8);
      sender.send(out, MsgFlags.NONE);
      // recv(2): MSG_TRUNC tells that the trailing part of a datagram was discarded.
      assertThat(receiver.recv(in.setBuffers(tiny), MsgFlags.NONE)).isEqualTo(6);
      assertThat(in.flags()).isEqualTo(MsgFlags.TRUNC);
      assertThat(tiny.getAll(UTF_8)).isEqualTo("abc");
    }
  }

  @Test
  void pktinfo_tellsInterfaceAndAddress_andChoosesTheSource() throws Exception {
    InetEndpoint source = InetEndpoint.of(new byte[] {127, 0, 0, 77}, 0);
    sender.close();
    try (DatagramSocket any = DatagramSocket.open(Family.INET4)) {
      any.bind(InetEndpoint.any(Family.INET4, 0));
      receiver.set(IpOptions.IP_PKTINFO, true);
      out.ancillary().add(AncillaryTypes.IP_PKTINFO, PacketInfo.leavingBy(0, source));
      one.put("x", UTF_8);
      any.send(out, MsgFlags.NONE);
      assertThat(out.ancillary().size()).isZero();
      receiver.recv(in, MsgFlags.NONE);
    }
    assertThat(((InetEndpoint) requireNonNull(in.sender())).address()).isEqualTo(source.address());
    InetEndpoint here = InetEndpoint.loopback(Family.INET4, 0);
    assertThat(in.ancillary().get(AncillaryTypes.IP_PKTINFO))
        .isEqualTo(new PacketInfo(LOOPBACK_INTERFACE, here, here));
  }

  @Test
  void tosAndTtl_sentBeside_areReceived() throws Exception {
    receiver.set(IpOptions.IP_RECVTOS, true);
    out.ancillary().add(AncillaryTypes.IP_TTL, 33).addInt(AncillaryTypes.IP_TOS, 0x68);
    assertThat(received(IpOptions.IP_RECVTTL, AncillaryTypes.IP_TTL)).isEqualTo(33);
    assertThat(in.ancillary().get(AncillaryTypes.IP_TOS)).isEqualTo(0x68);
    assertThat(in.ancillary().getInt(AncillaryTypes.IP_TTL, -1)).isEqualTo(33);
    assertThat(in.ancillary().getInt(AncillaryTypes.IP_TOS, -1)).isEqualTo(0x68);
    assertThat(in.ancillary().getInt(AncillaryTypes.UDP_GRO, -1)).isEqualTo(-1);
    // What was sent once is not sent again.
    assertThat(received(IpOptions.IP_RECVTTL, AncillaryTypes.IP_TTL)).isNotEqualTo(33);
  }

  @Test
  void ipv6_hopLimitClassAndPktinfo_areReceived() throws Exception {
    try (DatagramSocket here = DatagramSocket.open(Family.INET6);
        DatagramSocket there = DatagramSocket.open(Family.INET6)) {
      here.bind(InetEndpoint.loopback(Family.INET6, 0));
      here.setTimeout(20_000);
      here.set(Ipv6Options.IPV6_RECVHOPLIMIT, true);
      here.set(Ipv6Options.IPV6_RECVTCLASS, true);
      here.set(Ipv6Options.IPV6_RECVPKTINFO, true);
      InetEndpoint loopback = InetEndpoint.loopback(Family.INET6, 0);
      out.ancillary()
          .add(AncillaryTypes.IPV6_HOPLIMIT, 44)
          .add(AncillaryTypes.IPV6_TCLASS, 0x20)
          .add(AncillaryTypes.IPV6_PKTINFO, PacketInfo.leavingBy(0, loopback));
      one.put("x", UTF_8);
      there.send(out.setPeer(here.localEndpoint()), MsgFlags.NONE);
      here.recv(in, MsgFlags.NONE);
      assertThat(in.ancillary().get(AncillaryTypes.IPV6_HOPLIMIT)).isEqualTo(44);
      assertThat(in.ancillary().get(AncillaryTypes.IPV6_TCLASS)).isEqualTo(0x20);
      assertThat(in.ancillary().get(AncillaryTypes.IPV6_PKTINFO))
          .isEqualTo(new PacketInfo(LOOPBACK_INTERFACE, loopback, loopback));
    }
  }

  private static void assertRecent(Instant time) {
    assertThat(Duration.between(time, Instant.now()).abs()).isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void timestamps_areTimesOfArrival() throws Exception {
    assertRecent(received(SocketOptions.SO_TIMESTAMP, AncillaryTypes.SCM_TIMESTAMP));
    assertRecent(received(SocketOptions.SO_TIMESTAMPNS, AncillaryTypes.SCM_TIMESTAMPNS));
    receiver.set(
        SocketOptions.SO_TIMESTAMPING,
        TimestampingConstants.SOF_TIMESTAMPING_RX_SOFTWARE
            | TimestampingConstants.SOF_TIMESTAMPING_SOFTWARE);
    send();
    PacketTimestamps times = requireNonNull(in.ancillary().get(AncillaryTypes.SCM_TIMESTAMPING));
    assertRecent(requireNonNull(times.software()));
    assertThat(times.hardware()).isNull();
  }

  @Test
  void rxqOvfl_dropped_areCounted() throws Exception {
    receiver.set(SocketOptions.SO_RXQ_OVFL, true);
    receiver.set(SocketOptions.SO_RCVBUF, 2304);
    for (int i = 0; i < 500; i++) {
      one.clear().filled(16);
      sender.send(out, MsgFlags.NONE);
    }
    while (receiver.recv(in, MsgFlags.DONTWAIT) >= 0) {
      into.clear();
    }
    // socket(7), SO_RXQ_OVFL: the number dropped so far comes with the next datagram.
    send();
    assertThat(in.ancillary().getInt(AncillaryTypes.SO_RXQ_OVFL, 0)).isPositive();
  }

  @Test
  void origdstaddr_isWhereItWasSentTo() throws Exception {
    SocketOption<Boolean> option = SocketOption.ofBoolean("IP_RECVORIGDSTADDR", 0, 20);
    assertThat(received(option, AncillaryTypes.IP_ORIGDSTADDR)).isEqualTo(receiver.localEndpoint());
  }

  @Test
  void errorQueue_portUnreachable_saysWhoAndWhy() throws Exception {
    Endpoint nobody = receiver.localEndpoint();
    receiver.close();
    sender.set(IpOptions.IP_RECVERR, true);
    sender.connect(nobody);
    assertThat(sender.recv(in, MsgFlags.ERRQUEUE)).isEqualTo(IoStatus.WOULD_BLOCK);
    out.setPeer(null);
    one.put("lost", UTF_8);
    sender.send(out, MsgFlags.NONE);
    assertThat(sender.fd().awaitReadable(20_000_000_000L)).isTrue();
    // ip(7), IP_RECVERR: the payload that failed, and the address that it was sent to.
    assertThat(sender.recv(in, MsgFlags.ERRQUEUE)).isEqualTo(4);
    assertThat(into.getAll(UTF_8)).isEqualTo("lost");
    assertThat(in.sender()).isEqualTo(nobody);
    assertThat(in.flags().containsAll(MsgFlags.ERRQUEUE)).isTrue();
    ExtendedError error = requireNonNull(in.ancillary().get(AncillaryTypes.IP_RECVERR));
    assertThat(error.errno()).isEqualTo(Errno.ECONNREFUSED);
    assertThat(error.origin()).isEqualTo(ErrqueueConstants.SO_EE_ORIGIN_ICMP);
    // RFC 792: destination unreachable is type 3, its port code 3.
    assertThat(error.type()).isEqualTo(3);
    assertThat(error.code()).isEqualTo(3);
    assertThat(((InetEndpoint) requireNonNull(error.offender())).address())
        .isEqualTo(((InetEndpoint) nobody).address());
    assertThat(error.isZeroCopyCompletion()).isFalse();
  }

  @Test
  void segmentAndGro_oneSend_arrivesAsDatagrams() throws Exception {
    try (IoBuffer large = IoBuffer.allocate(2500);
        IoBuffer room = IoBuffer.allocate(65536)) {
      receiver.set(UdpOptions.UDP_GRO, true);
      out.setBuffers(large).ancillary().addInt(AncillaryTypes.UDP_SEGMENT, 1000);
      large.filled(2500);
      assertThat(sender.send(out, MsgFlags.NONE)).isEqualTo(2500);
      int total = 0;
      while (total < 2500) {
        int length = receiver.recv(in.setBuffers(room.clear()), MsgFlags.NONE);
        // udp(7), UDP_GRO: what came merged is told by the length of its datagrams.
        int each = in.ancillary().getInt(AncillaryTypes.UDP_GRO, length);
        assertThat(each).isIn(1000, 500);
        total += length;
      }
      assertThat(total).isEqualTo(2500);
    }
  }

  @Test
  void txtime_isSentWithTheMessage() throws Exception {
    sender.set(SocketOptions.SO_TXTIME, new TransmitTime(1, 0));
    out.ancillary().add(AncillaryTypes.SCM_TXTIME, System.nanoTime());
    send();
  }

  @Test
  void unknownKind_isKeptAsBytes() throws Exception {
    receiver.set(IpOptions.IP_RECVTTL, true);
    out.ancillary().add(0, 2, new byte[] {21, 0, 0, 0});
    send();
    assertThat(in.ancillary().size()).isEqualTo(1);
    assertThat(in.ancillary().level(0)).isZero();
    assertThat(in.ancillary().number(0)).isEqualTo(2);
    assertThat(in.ancillary().bytes(0)).containsExactly(21, 0, 0, 0);
    assertThat(in.ancillary()).hasToString("AncillaryData[0/2: 4 bytes]");
    assertThatThrownBy(() -> in.ancillary().bytes(1))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("element 1 of 1");
  }

  @Test
  void receivedAncillary_isNotSentBack() throws Exception {
    receiver.set(IpOptions.IP_RECVTTL, true);
    send();
    into.put("x", UTF_8);
    // A timestamp or TTL that was received would be EINVAL, or change what is sent.
    receiver.send(in.setPeer(sender.localEndpoint()), MsgFlags.NONE);
    assertThat(in.ancillary().size()).isZero();
  }

  @Test
  void badInput_isRefused() throws Exception {
    assertThatThrownBy(() -> Message.allocate(0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Message.allocate(1, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> in.setBuffers(one, two))
        .hasMessage("2 buffers, and the message was allocated for 1");
    assertThatThrownBy(() -> in.ancillary().add(1, 9, new byte[300]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("320 bytes are needed and 256 left of 256");
    assertThatThrownBy(() -> in.ancillary().add(1, 1, new byte[4]))
        .hasMessageContaining("addRights");
    assertThatThrownBy(() -> in.ancillary().addInt(AncillaryTypes.UDP_SEGMENT, 65536))
        .isInstanceOf(IllegalArgumentException.class);
    into.filled(64);
    assertThatThrownBy(() -> receiver.recv(in, MsgFlags.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no room");
    IoBuffer closed = IoBuffer.allocate(1);
    closed.close();
    assertThatThrownBy(() -> receiver.recv(in.setBuffers(closed), MsgFlags.NONE))
        .isInstanceOf(IllegalStateException.class);
    try (SocketPair<StreamSocket> pair = SocketPair.stream()) {
      in.setBuffers().ancillary().addRights(pair.first().fd());
      assertThatThrownBy(() -> pair.first().send(in, MsgFlags.NONE))
          .hasMessageContaining("goes with bytes");
      assertThatThrownBy(() -> pair.first().recv(out, MsgFlags.WAITALL))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> in.ancillary().addRights(new Fd[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void steadyUse_allocatesNothing() throws Exception {
    assumeTrue(AllocatedBytes.areCounted(), "this JVM does not count allocated bytes");
    receiver.set(IpOptions.IP_RECVTTL, true);
    assertThat(
            AllocatedBytes.perRound(
                () -> {
                  one.clear().filled(8);
                  out.ancillary().addInt(AncillaryTypes.IP_TTL, 33);
                  sender.send(out, MsgFlags.NONE);
                  into.clear();
                  receiver.recv(in, MsgFlags.NONE);
                  if (in.sender() == null
                      || in.ancillary().getInt(AncillaryTypes.IP_TTL, 0) != 33) {
                    throw new AssertionError(in);
                  }
                }))
        .isLessThan(1);
  }

  @Test
  void nio_refusesByName() throws Exception {
    try (DatagramSocket nio = Backend.nio().sockets().openDatagram(Family.INET4)) {
      assertThatThrownBy(() -> nio.send(out, MsgFlags.NONE))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("sendmsg");
      assertThatThrownBy(() -> nio.recv(in, MsgFlags.NONE))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("recvmsg");
    }
  }
}
