package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Child;
import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.NoLeakedDescriptors;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Groups and sources as /proc/net and another process know them. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MulticastWitnessTest {
  private static final InetEndpoint LOOPBACK = InetEndpoint.loopback(Family.INET4, 0);
  private static final int LO = 1;

  /** Others on this machine may run the same test: the groups are of this run alone. */
  private static final int RUN = new SecureRandom().nextInt(1 << 16);

  private static final String DOTTED = "239." + (RUN >> 8) + "." + (RUN & 0xFF) + ".";
  private static final String ZEROS6 = "ff15" + "0".repeat(20);
  private static final String HEX = HexFormat.of().toHexDigits((short) RUN);

  /** Another process hears it, and by which interface it came: IP_PKTINFO of ip(7). */
  @Test
  void multicastInterface_isWhereItGoesOut() throws Exception {
    String hears =
        """
        import socket, struct, sys
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.settimeout(20)
        s.bind(('239.77.5.6', 0))
        s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP,
                     struct.pack('4s4si', socket.inet_aton('239.77.5.6'), b'', 1))
        s.setsockopt(socket.IPPROTO_IP, 8, 1)
        print(s.getsockname()[1], flush=True)
        data, anc, flags, peer = s.recvmsg(16, 64)
        print(data.decode(), struct.unpack_from('i', anc[0][2])[0])
        """;
    Child.assumeProgram("python3");
    Process python = new ProcessBuilder("python3", "-c", hears).redirectErrorStream(true).start();
    try (BufferedReader output = python.inputReader();
        DatagramSocket socket = DatagramSocket.open(Family.INET4);
        IoBuffer buffer = IoBuffer.allocate(8)) {
      String port = output.readLine();
      socket.set(IpOptions.IP_MULTICAST_IF, LO);
      socket.sendTo(buffer.put("hi", US_ASCII), Endpoint.parse("239.77.5.6:" + port));
      assertThat(output.readLine()).isEqualTo("hi " + LO);
      assertThat(python.waitFor()).isZero();
    } finally {
      python.destroyForcibly().waitFor();
    }
  }

  @Test
  void groups_areInProc() throws Exception {
    MulticastGroup four = new MulticastGroup((InetEndpoint) Endpoint.parse(DOTTED + "2:0"), LO);
    MulticastGroup six = new MulticastGroup(group6("1"), LO);
    String line4 = networkOrder(239, RUN >> 8, RUN & 0xFF, 2);
    String line6 = ZEROS6 + HEX + "0001";
    try (DatagramSocket socket = DatagramSocket.open(Family.INET4);
        DatagramSocket socket6 = DatagramSocket.open(Family.INET6)) {
      socket.set(IpOptions.MCAST_JOIN_GROUP, four);
      socket6.set(Ipv6Options.MCAST_JOIN_GROUP, six);
      // /proc/net/igmp prints the address as a number of this machine's byte order.
      assertThat(proc("igmp")).contains(line4);
      assertThat(proc("igmp6")).contains(line6);
      socket.set(IpOptions.MCAST_LEAVE_GROUP, four);
      socket6.set(Ipv6Options.MCAST_LEAVE_GROUP, six);
      assertThat(proc("igmp")).doesNotContain(line4);
      assertThat(proc("igmp6")).doesNotContain(line6);
    }
  }

  private static InetEndpoint group6(String last) {
    return (InetEndpoint) Endpoint.parse("[ff15::" + HEX + ":" + last + "]:0");
  }

  private static String networkOrder(int... bytes) {
    byte[] address = {(byte) bytes[0], (byte) bytes[1], (byte) bytes[2], (byte) bytes[3]};
    int number = MemorySegment.ofArray(address).get(JAVA_INT_UNALIGNED, 0);
    return HexFormat.of().withUpperCase().toHexDigits(number);
  }

  private static String proc(String file) throws IOException {
    return Files.readString(Path.of("/proc/net/" + file));
  }

  /** Four and six: include a source and leave it; exclude a source and hear it again. */
  @Test
  void sources_areInProc() throws Exception {
    InetEndpoint four = (InetEndpoint) Endpoint.parse(DOTTED + "4:0");
    InetEndpoint six = group6("2");
    String line4 = "0xef" + HEX + "04 0x7f000001";
    String line6 = ZEROS6 + HEX + "0002 00000000000000000000000000000001";
    sources(
        four,
        LOOPBACK,
        "mcfilter",
        line4,
        IpOptions.MCAST_JOIN_GROUP,
        IpOptions.MCAST_LEAVE_GROUP,
        List.of(
            IpOptions.MCAST_JOIN_SOURCE_GROUP,
            IpOptions.MCAST_LEAVE_SOURCE_GROUP,
            IpOptions.MCAST_BLOCK_SOURCE,
            IpOptions.MCAST_UNBLOCK_SOURCE));
    sources(
        six,
        InetEndpoint.loopback(Family.INET6, 0),
        "mcfilter6",
        line6,
        Ipv6Options.MCAST_JOIN_GROUP,
        Ipv6Options.MCAST_LEAVE_GROUP,
        List.of(
            Ipv6Options.MCAST_JOIN_SOURCE_GROUP,
            Ipv6Options.MCAST_LEAVE_SOURCE_GROUP,
            Ipv6Options.MCAST_BLOCK_SOURCE,
            Ipv6Options.MCAST_UNBLOCK_SOURCE));
  }

  private static void sources(
      InetEndpoint group,
      InetEndpoint source,
      String file,
      String line,
      SocketOption<MulticastGroup> join,
      SocketOption<MulticastGroup> leave,
      List<SocketOption<MulticastSource>> joinLeaveBlockUnblock)
      throws IOException {
    MulticastGroup all = new MulticastGroup(group, LO);
    MulticastSource one = new MulticastSource(group, source, LO);
    try (DatagramSocket socket = DatagramSocket.open(group.family())) {
      socket.set(joinLeaveBlockUnblock.get(0), one);
      assertThat(proc(file)).containsPattern(line + " +1 +0");
      socket.set(joinLeaveBlockUnblock.get(1), one);
      assertThat(proc(file)).doesNotContain(line);
      socket.set(join, all);
      socket.set(joinLeaveBlockUnblock.get(2), one);
      assertThat(proc(file)).containsPattern(line + " +0 +1");
      socket.set(joinLeaveBlockUnblock.get(3), one);
      assertThat(proc(file)).doesNotContain(line);
      socket.set(leave, all);
    }
  }
}
