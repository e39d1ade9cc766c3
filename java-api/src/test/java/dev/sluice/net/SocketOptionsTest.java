package dev.sluice.net;

import static dev.sluice.sys.SocketConstants.AF_INET;
import static dev.sluice.sys.SocketConstants.AF_INET6;
import static dev.sluice.sys.SocketConstants.AF_UNIX;
import static dev.sluice.sys.SocketConstants.SOCK_DGRAM;
import static dev.sluice.sys.SocketConstants.SOCK_STREAM;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.Fd;
import dev.sluice.InetEndpoint;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.sys.SocketConstants;
import dev.sluice.sys.SocketSys;
import java.io.IOException;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(NoLeakedDescriptors.class)
class SocketOptionsTest {
  /** What an older kernel, or an unprivileged user, may answer. */
  private static final Set<Errno> NOT_HERE =
      Set.of(Errno.ENOPROTOOPT, Errno.EPERM, Errno.EACCES, Errno.ENOENT, Errno.EOPNOTSUPP);

  private static final InetEndpoint GROUP4 = (InetEndpoint) Endpoint.parse("239.1.2.3:0");
  private static final InetEndpoint GROUP6 = (InetEndpoint) Endpoint.parse("[ff15::1:2]:0");
  private static final InetEndpoint SOURCE4 = InetEndpoint.loopback(Family.INET4, 0);
  private static final InetEndpoint SOURCE6 = InetEndpoint.loopback(Family.INET6, 0);
  private static final int LOOPBACK_INTERFACE = 1;

  /** One option on one kind of socket: what is set, and what may be read afterwards. */
  record Row<T>(
      SocketOption<T> option,
      int domain,
      int type,
      List<T> values,
      @Nullable Predicate<T> expected) {
    @Override
    public String toString() {
      return option + " on " + domain + "/" + type;
    }
  }

  private static final List<Row<?>> ROWS = new ArrayList<>();

  private static <T> void both(
      SocketOption<T> option, int domain, int type, Predicate<T> expected, T value) {
    ROWS.add(new Row<>(option, domain, type, List.of(value), expected));
  }

  private static <T> void read(
      SocketOption<T> option, int domain, int type, Predicate<T> expected) {
    ROWS.add(new Row<>(option, domain, type, List.of(), expected));
  }

  private static <T> void write(SocketOption<T> option, int domain, int type, T value) {
    ROWS.add(new Row<>(option, domain, type, List.of(value), null));
  }

  private static void flag(SocketOption<Boolean> option, int domain, int type) {
    ROWS.add(new Row<>(option, domain, type, List.of(false), value -> !value));
    ROWS.add(new Row<>(option, domain, type, List.of(true), value -> value));
  }

  private static void same(SocketOption<Integer> option, int domain, int type, int value) {
    both(option, domain, type, read -> read == value, value);
  }

  static {
    socketLevel();
    tcpLevel();
    ipLevel();
    ipv6Level();
    flag(UdpOptions.UDP_CORK, AF_INET, SOCK_DGRAM);
    flag(UdpOptions.UDP_GRO, AF_INET, SOCK_DGRAM);
    same(UdpOptions.UDP_SEGMENT, AF_INET, SOCK_DGRAM, 1200);
  }

  private static void socketLevel() {
    read(SocketOptions.SO_ACCEPTCONN, AF_INET, SOCK_STREAM, value -> !value);
    both(SocketOptions.SO_BINDTODEVICE, AF_INET, SOCK_STREAM, "lo"::equals, "lo");
    flag(SocketOptions.SO_BROADCAST, AF_INET, SOCK_DGRAM);
    same(SocketOptions.SO_BUSY_POLL, AF_INET, SOCK_STREAM, 50);
    read(SocketOptions.SO_COOKIE, AF_INET, SOCK_STREAM, value -> value != 0);
    read(SocketOptions.SO_DOMAIN, AF_INET6, SOCK_STREAM, value -> value == AF_INET6);
    read(SocketOptions.SO_ERROR, AF_INET, SOCK_STREAM, value -> value == 0);
    same(SocketOptions.SO_INCOMING_CPU, AF_INET, SOCK_STREAM, 1);
    read(SocketOptions.SO_INCOMING_NAPI_ID, AF_INET, SOCK_STREAM, value -> value >= 0);
    flag(SocketOptions.SO_KEEPALIVE, AF_INET, SOCK_STREAM);
    for (Optional<Duration> linger :
        List.of(
            Optional.<Duration>empty(),
            Optional.of(Duration.ZERO),
            Optional.of(Duration.ofSeconds(7)))) {
      both(SocketOptions.SO_LINGER, AF_INET, SOCK_STREAM, linger::equals, linger);
    }
    same(SocketOptions.SO_MARK, AF_INET, SOCK_STREAM, 77);
    flag(SocketOptions.SO_OOBINLINE, AF_INET, SOCK_STREAM);
    flag(SocketOptions.SO_PASSCRED, AF_UNIX, SOCK_STREAM);
    flag(SocketOptions.SO_PASSPIDFD, AF_UNIX, SOCK_STREAM);
    // unix(7): a socket that is not connected has the credentials of nobody.
    read(SocketOptions.SO_PEERCRED, AF_UNIX, SOCK_STREAM, value -> value.pid() == 0);
    flag(SocketOptions.SO_PREFER_BUSY_POLL, AF_INET, SOCK_STREAM);
    same(SocketOptions.SO_PRIORITY, AF_INET, SOCK_STREAM, 6);
    read(SocketOptions.SO_PROTOCOL, AF_INET, SOCK_STREAM, value -> value == 6);
    // socket(7): the kernel doubles what is asked for.
    both(SocketOptions.SO_RCVBUF, AF_INET, SOCK_STREAM, value -> value == 16384, 8192);
    write(SocketOptions.SO_RCVBUFFORCE, AF_INET, SOCK_STREAM, 8192);
    same(SocketOptions.SO_RCVLOWAT, AF_INET, SOCK_STREAM, 3);
    Duration timeout = Duration.ofMillis(2500);
    both(SocketOptions.SO_RCVTIMEO, AF_INET, SOCK_STREAM, timeout::equals, timeout);
    flag(SocketOptions.SO_REUSEADDR, AF_INET, SOCK_STREAM);
    flag(SocketOptions.SO_REUSEPORT, AF_INET, SOCK_STREAM);
    flag(SocketOptions.SO_RXQ_OVFL, AF_INET, SOCK_DGRAM);
    both(SocketOptions.SO_SNDBUF, AF_INET, SOCK_STREAM, value -> value == 16384, 8192);
    write(SocketOptions.SO_SNDBUFFORCE, AF_INET, SOCK_STREAM, 8192);
    both(SocketOptions.SO_SNDTIMEO, AF_INET, SOCK_STREAM, timeout::equals, timeout);
    flag(SocketOptions.SO_TIMESTAMP, AF_INET, SOCK_DGRAM);
    same(SocketOptions.SO_TIMESTAMPING, AF_INET, SOCK_DGRAM, 1 << 4);
    flag(SocketOptions.SO_TIMESTAMPNS, AF_INET, SOCK_DGRAM);
    TransmitTime monotonic = new TransmitTime(1, 0);
    both(SocketOptions.SO_TXTIME, AF_INET, SOCK_DGRAM, monotonic::equals, monotonic);
    read(SocketOptions.SO_TYPE, AF_INET, SOCK_DGRAM, value -> value == SOCK_DGRAM);
    flag(SocketOptions.SO_ZEROCOPY, AF_INET, SOCK_STREAM);
  }

  private static void tcpLevel() {
    both(TcpOptions.TCP_CONGESTION, AF_INET, SOCK_STREAM, "reno"::equals, "reno");
    flag(TcpOptions.TCP_CORK, AF_INET, SOCK_STREAM);
    // tcp(7): seconds become a number of SYN retransmissions, 1 s and 3 s and 7 s after the first.
    both(TcpOptions.TCP_DEFER_ACCEPT, AF_INET, SOCK_STREAM, value -> value >= 5, 5);
    same(TcpOptions.TCP_FASTOPEN, AF_INET, SOCK_STREAM, 16);
    flag(TcpOptions.TCP_FASTOPEN_CONNECT, AF_INET, SOCK_STREAM);
    byte[] key = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    both(
        TcpOptions.TCP_FASTOPEN_KEY,
        AF_INET,
        SOCK_STREAM,
        value -> java.util.Arrays.equals(key, value),
        key);
    flag(TcpOptions.TCP_FASTOPEN_NO_COOKIE, AF_INET, SOCK_STREAM);
    // tcp(7): TCP_CLOSE is 7.
    read(TcpOptions.TCP_INFO, AF_INET, SOCK_STREAM, value -> value.state() == 7);
    flag(TcpOptions.TCP_INQ, AF_INET, SOCK_STREAM);
    same(TcpOptions.TCP_KEEPCNT, AF_INET, SOCK_STREAM, 4);
    same(TcpOptions.TCP_KEEPIDLE, AF_INET, SOCK_STREAM, 11);
    same(TcpOptions.TCP_KEEPINTVL, AF_INET, SOCK_STREAM, 12);
    same(TcpOptions.TCP_LINGER2, AF_INET, SOCK_STREAM, 13);
    same(TcpOptions.TCP_MAXSEG, AF_INET, SOCK_STREAM, 1000);
    write(TcpOptions.TCP_MD5SIG, AF_INET, SOCK_STREAM, TcpMd5Signature.of(SOURCE4, new byte[] {1}));
    flag(TcpOptions.TCP_NODELAY, AF_INET, SOCK_STREAM);
    same(TcpOptions.TCP_NOTSENT_LOWAT, AF_INET, SOCK_STREAM, 16384);
    flag(TcpOptions.TCP_QUICKACK, AF_INET, SOCK_STREAM);
    read(TcpOptions.TCP_SAVED_SYN, AF_INET, SOCK_STREAM, value -> value.length == 0);
    flag(TcpOptions.TCP_SAVE_SYN, AF_INET, SOCK_STREAM);
    same(TcpOptions.TCP_SYNCNT, AF_INET, SOCK_STREAM, 3);
    write(TcpOptions.TCP_ULP, AF_INET, SOCK_STREAM, "none-such");
    same(TcpOptions.TCP_USER_TIMEOUT, AF_INET, SOCK_STREAM, 4321);
    same(TcpOptions.TCP_WINDOW_CLAMP, AF_INET, SOCK_STREAM, 65536);
  }

  private static void ipLevel() {
    flag(IpOptions.IP_BIND_ADDRESS_NO_PORT, AF_INET, SOCK_STREAM);
    flag(IpOptions.IP_FREEBIND, AF_INET, SOCK_STREAM);
    PortRange range = new PortRange(40000, 40999);
    both(IpOptions.IP_LOCAL_PORT_RANGE, AF_INET, SOCK_STREAM, range::equals, range);
    same(IpOptions.IP_MTU_DISCOVER, AF_INET, SOCK_DGRAM, 2);
    flag(IpOptions.IP_MULTICAST_ALL, AF_INET, SOCK_DGRAM);
    write(IpOptions.IP_MULTICAST_IF, AF_INET, SOCK_DGRAM, LOOPBACK_INTERFACE);
    flag(IpOptions.IP_MULTICAST_LOOP, AF_INET, SOCK_DGRAM);
    same(IpOptions.IP_MULTICAST_TTL, AF_INET, SOCK_DGRAM, 4);
    flag(IpOptions.IP_PKTINFO, AF_INET, SOCK_DGRAM);
    flag(IpOptions.IP_RECVERR, AF_INET, SOCK_DGRAM);
    flag(IpOptions.IP_RECVORIGDSTADDR, AF_INET, SOCK_DGRAM);
    flag(IpOptions.IP_RECVTOS, AF_INET, SOCK_DGRAM);
    flag(IpOptions.IP_RECVTTL, AF_INET, SOCK_DGRAM);
    same(IpOptions.IP_TOS, AF_INET, SOCK_DGRAM, 0x10);
    flag(IpOptions.IP_TRANSPARENT, AF_INET, SOCK_STREAM);
    same(IpOptions.IP_TTL, AF_INET, SOCK_DGRAM, 33);
    write(
        IpOptions.MCAST_JOIN_GROUP,
        AF_INET,
        SOCK_DGRAM,
        new MulticastGroup(GROUP4, LOOPBACK_INTERFACE));
    write(
        IpOptions.MCAST_JOIN_SOURCE_GROUP,
        AF_INET,
        SOCK_DGRAM,
        new MulticastSource(GROUP4, SOURCE4, LOOPBACK_INTERFACE));
  }

  private static void ipv6Level() {
    flag(Ipv6Options.IPV6_FREEBIND, AF_INET6, SOCK_STREAM);
    same(Ipv6Options.IPV6_MTU_DISCOVER, AF_INET6, SOCK_DGRAM, 2);
    flag(Ipv6Options.IPV6_MULTICAST_ALL, AF_INET6, SOCK_DGRAM);
    same(Ipv6Options.IPV6_MULTICAST_HOPS, AF_INET6, SOCK_DGRAM, 5);
    same(Ipv6Options.IPV6_MULTICAST_IF, AF_INET6, SOCK_DGRAM, LOOPBACK_INTERFACE);
    flag(Ipv6Options.IPV6_MULTICAST_LOOP, AF_INET6, SOCK_DGRAM);
    flag(Ipv6Options.IPV6_RECVERR, AF_INET6, SOCK_DGRAM);
    flag(Ipv6Options.IPV6_RECVHOPLIMIT, AF_INET6, SOCK_DGRAM);
    flag(Ipv6Options.IPV6_RECVPKTINFO, AF_INET6, SOCK_DGRAM);
    flag(Ipv6Options.IPV6_RECVTCLASS, AF_INET6, SOCK_DGRAM);
    same(Ipv6Options.IPV6_TCLASS, AF_INET6, SOCK_DGRAM, 0x20);
    flag(Ipv6Options.IPV6_TRANSPARENT, AF_INET6, SOCK_STREAM);
    same(Ipv6Options.IPV6_UNICAST_HOPS, AF_INET6, SOCK_DGRAM, 44);
    flag(Ipv6Options.IPV6_V6ONLY, AF_INET6, SOCK_STREAM);
    write(
        Ipv6Options.MCAST_JOIN_GROUP,
        AF_INET6,
        SOCK_DGRAM,
        new MulticastGroup(GROUP6, LOOPBACK_INTERFACE));
    write(
        Ipv6Options.MCAST_JOIN_SOURCE_GROUP,
        AF_INET6,
        SOCK_DGRAM,
        new MulticastSource(GROUP6, SOURCE6, LOOPBACK_INTERFACE));
  }

  /** Options that mean something on a connection or after another call only: tested below. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "SO_ATTACH_REUSEPORT_CBPF",
          "SO_PEERGROUPS",
          "SO_PEERPIDFD",
          "SO_ORIGINAL_DST",
          "IP6T_SO_ORIGINAL_DST",
          "IP_MTU",
          "IPV6_MTU",
          "MCAST_LEAVE_GROUP",
          "MCAST_LEAVE_SOURCE_GROUP",
          "MCAST_BLOCK_SOURCE",
          "MCAST_UNBLOCK_SOURCE");

  static Stream<Row<?>> rows() {
    return ROWS.stream();
  }

  private static StreamSocket socket(int domain, int type) throws ErrnoException {
    int number = SocketSys.socket(domain, type | SocketConstants.SOCK_CLOEXEC, 0);
    if (number < 0) {
      throw ErrnoException.of("socket", number);
    }
    return StreamSocket.adopt(Fd.adopt(number));
  }

  @ParameterizedTest
  @MethodSource("rows")
  <T> void option_setAndRead_isWhatTheKernelKeeps(Row<T> row) throws Exception {
    try (StreamSocket socket = socket(row.domain(), row.type())) {
      for (T value : row.values()) {
        socket.set(row.option(), value);
      }
      Predicate<T> expected = row.expected();
      if (expected != null) {
        assertThat(socket.get(row.option())).matches(expected, "what was set");
      }
    } catch (ErrnoException e) {
      if (!NOT_HERE.contains(e.errno())) {
        throw e;
      }
      abort("this kernel or user may not: " + e.getMessage());
    }
  }

  @Test
  void everyOption_isInTheTable() throws Exception {
    Set<SocketOption<?>> tested = ROWS.stream().map(Row::option).collect(Collectors.toSet());
    for (Class<?> options :
        List.of(
            SocketOptions.class,
            TcpOptions.class,
            UdpOptions.class,
            IpOptions.class,
            Ipv6Options.class)) {
      for (Field field : options.getFields()) {
        SocketOption<?> option = (SocketOption<?>) field.get(null);
        assertThat(option.name()).isEqualTo(field.getName());
        assertThat(tested.contains(option) || ELSEWHERE.contains(option.name()))
            .as(field.getName())
            .isTrue();
      }
    }
  }

  @Test
  void mtu_connectedOverLoopback_isThatOfTheInterface() throws Exception {
    try (ListeningSocket server = ListeningSocket.listenOn(SOURCE4, 1);
        StreamSocket client = StreamSocket.connectTo(server.localEndpoint())) {
      assertThat(client.get(IpOptions.IP_MTU)).isBetween(1280, 65536);
    }
  }

  @Test
  void multicastSource_blockedUnblockedAndLeft_isAccepted() throws Exception {
    MulticastGroup group = new MulticastGroup(GROUP4, LOOPBACK_INTERFACE);
    MulticastSource source = new MulticastSource(GROUP4, SOURCE4, LOOPBACK_INTERFACE);
    try (StreamSocket socket = socket(AF_INET, SOCK_DGRAM)) {
      socket.set(IpOptions.MCAST_JOIN_GROUP, group);
      socket.set(IpOptions.MCAST_BLOCK_SOURCE, source);
      socket.set(IpOptions.MCAST_UNBLOCK_SOURCE, source);
      socket.set(IpOptions.MCAST_LEAVE_GROUP, group);
      // ip(7): leaving a group that was not joined is refused.
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> socket.set(IpOptions.MCAST_LEAVE_GROUP, group))
          .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EADDRNOTAVAIL));
      socket.set(IpOptions.MCAST_JOIN_SOURCE_GROUP, source);
      socket.set(IpOptions.MCAST_LEAVE_SOURCE_GROUP, source);
    }
  }

  @Test
  void tcpInfo_ofAConnection_tellsStateAndBytes() throws Exception {
    try (ListeningSocket server = ListeningSocket.listenOn(SOURCE4, 1);
        StreamSocket client = StreamSocket.connectTo(server.localEndpoint());
        dev.sluice.IoBuffer buffer = dev.sluice.IoBuffer.allocate(16)) {
      client.send(buffer.put(new byte[10]));
      TcpInfo info = client.get(TcpOptions.TCP_INFO);
      // tcp(7): TCP_ESTABLISHED is 1.
      assertThat(info.state()).isEqualTo(1);
      assertThat(info.sentBytes()).isEqualTo(10);
      assertThat(info.sendSegmentBytes()).isPositive();
      assertThat(info.bytes().length).isGreaterThanOrEqualTo(104);
    }
  }

  @Test
  void tcpInfo_ofAnOlderKernel_lacksTheLaterFields() {
    // Linux 2.6 filled 104 bytes.
    TcpInfo info = TcpInfo.CODEC.decode(java.lang.foreign.MemorySegment.ofArray(new byte[104]));
    assertThat(info.totalRetransmittedSegments()).isZero();
    assertThat(info.pacingBytesPerSecond()).isEqualTo(TcpInfo.ABSENT);
    assertThat(info.peerWindowBytes()).isEqualTo(TcpInfo.ABSENT);
  }

  @Test
  void peerCredentials_ofOurselves_areOurs() throws Exception {
    Endpoint name = Endpoint.parse("unix:@sluice-credentials-" + ProcessHandle.current().pid());
    try (ListeningSocket server = ListeningSocket.listenOn(name, 1);
        StreamSocket client = StreamSocket.connectTo(name)) {
      assertThat(server.localEndpoint()).isEqualTo(name);
      assertThat(client.get(SocketOptions.SO_PEERCRED).pid())
          .isEqualTo(ProcessHandle.current().pid());
    }
  }

  @Test
  void reuseportFilter_always_steersEveryConnectionToThatSocket() throws Exception {
    try (ListeningSocket first = group(InetEndpoint.loopback(Family.INET4, 0))) {
      try (ListeningSocket second = group(first.localEndpoint())) {
        first.set(SocketOptions.SO_ATTACH_REUSEPORT_CBPF, SocketFilter.always(1));
        for (int i = 0; i < 8; i++) {
          // socket(7): the program's result is the index in the group, in the order of bind.
          try (StreamSocket client = StreamSocket.connectTo(first.localEndpoint());
              StreamSocket accepted = second.accept()) {
            assertThat(requireNonNull(accepted).peerEndpoint()).isEqualTo(client.localEndpoint());
          }
        }
        first.setBlocking(false);
        assertThat(first.accept()).isNull();
      }
    }
  }

  private static ListeningSocket group(Endpoint local) throws IOException {
    ListeningSocket socket = ListeningSocket.open(Family.INET4);
    socket.set(SocketOptions.SO_REUSEPORT, true);
    socket.bind(local);
    socket.listen(16);
    socket.setTimeout(30_000);
    return socket;
  }

  @Test
  void option_ofAnotherProtocol_isRefusedByName() throws Exception {
    try (StreamSocket socket = StreamSocket.open(Family.UNIX)) {
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> socket.set(TcpOptions.TCP_NODELAY, true))
          .withMessageContaining("TCP_NODELAY, true): E");
    }
  }

  @Test
  void readOnlyOption_set_isRefusedBeforeTheKernel() throws Exception {
    try (StreamSocket socket = StreamSocket.open(Family.UNIX)) {
      PeerCredentials root = new PeerCredentials(1, 0, 0);
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> socket.set(SocketOptions.SO_PEERCRED, root))
          .withMessage("SO_PEERCRED: this option can only be read");
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> socket.get(SocketOptions.SO_RCVBUFFORCE))
          .withMessage("SO_RCVBUFFORCE: this option can only be set");
    }
  }

  @Test
  void values_outOfRange_areRefusedWithTheRange() throws Exception {
    try (StreamSocket socket = StreamSocket.open(Family.INET4)) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> socket.set(SocketOptions.SO_LINGER, Optional.of(Duration.ofMillis(1500))))
          .withMessage("SO_LINGER takes whole seconds from 0, not PT1.5S");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> socket.set(TcpOptions.TCP_CONGESTION, "a-name-of-16-byte"))
          .withMessageContaining("at most 15 bytes");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MulticastGroup(SOURCE4, 0))
        .withMessageContaining("is no multicast group");
    assertThatIllegalArgumentException().isThrownBy(() -> new PortRange(2, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TcpMd5Signature.of(SOURCE4, new byte[81]));
  }
}
