package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.Async;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.sys.IcmpConstants;
import dev.sluice.sys.InetConstants;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ping sockets and raw sockets: what goes over loopback, and what the kernel adds. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class IcmpSocketTest {
  /** RFC 3692: a protocol number for experiments. */
  private static final int EXPERIMENT = 253;

  private final IoBuffer buffer = IoBuffer.allocate(2048);

  @AfterEach
  void free() {
    buffer.close();
  }

  private static DatagramSocket raw(Family family, int protocol) throws Exception {
    Namespace.assumeRoot();
    DatagramSocket socket = DatagramSocket.openRaw(family, protocol);
    socket.setTimeout(Async.DEADLINE_MILLIS);
    return socket;
  }

  @Test
  void pingSocket_inOurGroupRange_pingsWithoutPrivilege() throws Exception {
    Map<String, String> facts = Namespace.run(List.of("ip link set lo up"), PingMain.class);
    // icmp(7): only groups of ping_group_range may create ICMP echo sockets.
    assertThat(facts.get("forbidden"))
        .isEqualTo("socket(AF_INET, protocol 1): EACCES (13) Permission denied");
    for (String family : List.of("IPv4", "IPv6")) {
      assertThat(facts)
          .containsEntry(family + " length", "12")
          .containsEntry(family + " id is the port", "true")
          .containsEntry(family + " sequence", "7")
          .containsEntry(family + " payload", "ping")
          .containsEntry(family + " from loopback", "true");
    }
    assertThat(facts)
        .containsEntry("IPv4 type", Integer.toString(IcmpConstants.ICMP_ECHOREPLY))
        .containsEntry("IPv6 type", Integer.toString(IcmpConstants.ICMP6_ECHO_REPLY));
  }

  @Test
  void rawIpv4_ping_bringsTheIpHeaderAndOnlyWhatTheFilterPasses() throws Exception {
    int id = new Random().nextInt(65536);
    try (DatagramSocket socket = raw(Family.INET4, InetConstants.IPPROTO_ICMP)) {
      IcmpFilter filter = IcmpFilter.passAll().block(IcmpConstants.ICMP_ECHO);
      socket.set(IcmpOptions.ICMP_FILTER, filter);
      assertThat(socket.get(IcmpOptions.ICMP_FILTER)).isEqualTo(filter);
      Icmp.request(buffer, IcmpConstants.ICMP_ECHO, id, 1);
      socket.sendTo(buffer, InetEndpoint.loopback(Family.INET4, 0));
      // raw(7): a raw socket gets every message of its protocol, our own request too.
      byte[] message;
      Sender sender = new Sender();
      do {
        socket.recvFrom(buffer.clear(), sender);
        byte[] packet = buffer.getAll();
        assertThat(packet[9]).isEqualTo((byte) InetConstants.IPPROTO_ICMP);
        message = Icmp.payload4(packet);
        assertThat(message[0]).isNotEqualTo((byte) IcmpConstants.ICMP_ECHO);
      } while (message[0] != IcmpConstants.ICMP_ECHOREPLY || Icmp.u16(message, 4) != id);
      assertThat(Arrays.copyOfRange(message, 8, 12)).asString().isEqualTo("ping");
      assertThat(Icmp.checksum(message)).isZero();
      assertThat(sender.endpoint()).isEqualTo(InetEndpoint.loopback(Family.INET4, 0));
    }
  }

  @Test
  void rawIpv6_ping_bringsNoHeaderAndTheKernelFillsTheChecksum() throws Exception {
    int id = new Random().nextInt(65536);
    try (DatagramSocket socket = raw(Family.INET6, InetConstants.IPPROTO_ICMPV6)) {
      IcmpFilter filter = IcmpFilter.blockAll().pass(IcmpConstants.ICMP6_ECHO_REPLY);
      socket.set(IcmpOptions.ICMP6_FILTER, filter);
      assertThat(socket.get(IcmpOptions.ICMP6_FILTER)).isEqualTo(filter);
      // The checksum for IPv4 is wrong here: the kernel writes its own, RFC 3542.
      Icmp.request(buffer, IcmpConstants.ICMP6_ECHO_REQUEST, id, 2);
      socket.sendTo(buffer, InetEndpoint.loopback(Family.INET6, 0));
      byte[] message;
      do {
        socket.recv(buffer.clear());
        message = buffer.getAll();
        assertThat(message[0]).isEqualTo((byte) IcmpConstants.ICMP6_ECHO_REPLY);
      } while (Icmp.u16(message, 4) != id);
      assertThat(Icmp.u16(message, 6)).isEqualTo(2);
      assertThat(message).hasSize(12);
    }
  }

  @Test
  void rawIpv4_ownHeader_isSentAsItIs() throws Exception {
    try (DatagramSocket receiver = raw(Family.INET4, EXPERIMENT);
        DatagramSocket sender = raw(Family.INET4, EXPERIMENT)) {
      assertThat(sender.get(IpOptions.IP_HDRINCL)).isFalse();
      sender.set(IpOptions.IP_HDRINCL, true);
      assertThat(sender.get(IpOptions.IP_HDRINCL)).isTrue();
      byte[] packet = new byte[24];
      packet[0] = 0x45;
      packet[8] = 7;
      packet[9] = (byte) EXPERIMENT;
      packet[12] = packet[16] = 127;
      packet[14] = 3;
      packet[15] = packet[19] = 1;
      packet[20] = 'h';
      sender.sendTo(buffer.clear().put(packet), InetEndpoint.loopback(Family.INET4, 0));
      Sender from = new Sender();
      assertThat(receiver.recvFrom(buffer.clear(), from)).isEqualTo(24);
      byte[] received = buffer.getAll();
      // raw(7): length, checksum and, if zero, id are filled in; the rest is ours.
      assertThat(received[8]).isEqualTo((byte) 7);
      assertThat(received[20]).isEqualTo((byte) 'h');
      assertThat(from.endpoint()).hasToString("127.0.3.1:0");
    }
  }

  @Test
  void rawIpv6_checksumAt_isComputedByTheKernel() throws Exception {
    try (DatagramSocket receiver = raw(Family.INET6, EXPERIMENT);
        DatagramSocket sender = raw(Family.INET6, EXPERIMENT)) {
      sender.set(Ipv6Options.IPV6_CHECKSUM, 2);
      receiver.set(Ipv6Options.IPV6_CHECKSUM, 2);
      assertThat(sender.get(Ipv6Options.IPV6_CHECKSUM)).isEqualTo(2);
      sender.sendTo(
          buffer.clear().put(new byte[] {1, 2, 0, 0, 5, 6}),
          InetEndpoint.loopback(Family.INET6, 0));
      // RFC 3542: with the option the receiver drops what has a wrong checksum.
      assertThat(receiver.recv(buffer.clear())).isEqualTo(6);
      assertThat(Icmp.u16(buffer.getAll(), 2)).isNotZero();
      sender.set(Ipv6Options.IPV6_HDRINCL, true);
      assertThat(sender.get(Ipv6Options.IPV6_HDRINCL)).isTrue();
    }
  }

  @Test
  void icmpFilter_types_areThoseOfOneByte() {
    IcmpFilter filter = IcmpFilter.blockAll().pass(0).pass(255);
    assertThat(filter.passes(0)).isTrue();
    assertThat(filter.passes(255)).isTrue();
    assertThat(filter.passes(128)).isFalse();
    assertThat(filter).isEqualTo(IcmpFilter.blockAll().pass(255).pass(0));
    assertThat(IcmpFilter.passAll().block(8)).hasToString("IcmpFilter[blocks {8}]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> filter.pass(256))
        .withMessage("an ICMP type is between 0 and 255, not 256");
  }
}
