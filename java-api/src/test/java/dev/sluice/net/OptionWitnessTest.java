package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.Child;
import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.Fd;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.UnixEndpoint;
import dev.sluice.sys.CredentialsSys;
import dev.sluice.sys.SocketConstants;
import dev.sluice.sys.SocketSys;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is set here is what another process sees: Python, {@code ss}, and the files in /proc. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OptionWitnessTest {
  private static final Set<Errno> NOT_HERE =
      Set.of(Errno.ENOPROTOOPT, Errno.EPERM, Errno.EACCES, Errno.ENOENT, Errno.EOPNOTSUPP);

  /** So many bytes of TCP_INFO are a state; behind them clocks are running. */
  private static final int STEADY = 44;

  private static final InetEndpoint LOOPBACK = InetEndpoint.loopback(Family.INET4, 0);

  /** What cannot be read back as it was set, or not on a fresh socket, and the test that looks. */
  private static final Map<String, String> BY_ANOTHER_TEST =
      Map.ofEntries(
          Map.entry("SO_RCVBUFFORCE", "OptionWitnessTest.forcedBuffers_areTheOrdinaryOnesToOthers"),
          Map.entry("SO_SNDBUFFORCE", "OptionWitnessTest.forcedBuffers_areTheOrdinaryOnesToOthers"),
          Map.entry("SO_PEERGROUPS", "OptionWitnessTest.peerGroups_areThoseOfTheProcess"),
          Map.entry("SO_PEERPIDFD", "OptionWitnessTest.peerPidfd_isOfTheProcess"),
          Map.entry(
              "SO_ATTACH_REUSEPORT_CBPF",
              "OptionWitnessTest.reuseportFilter_steersAnotherProcessesDatagrams"),
          Map.entry(
              "SO_ORIGINAL_DST", "OptionWitnessTest.originalDestination_notRedirected_isRefused"),
          Map.entry(
              "IP6T_SO_ORIGINAL_DST",
              "OptionWitnessTest.originalDestination_notRedirected_isRefused"),
          Map.entry("IP_HDRINCL", "KindOptionsTest.rawOptions_setAndRead_areWhatTheKernelKeeps"),
          Map.entry("IPV6_HDRINCL", "KindOptionsTest.rawOptions_setAndRead_areWhatTheKernelKeeps"),
          Map.entry("IPV6_CHECKSUM", "KindOptionsTest.rawOptions_setAndRead_areWhatTheKernelKeeps"),
          Map.entry("IP_MTU", "OptionWitnessTest.mtu_isThatOfTheInterface"),
          Map.entry("IPV6_MTU", "OptionWitnessTest.mtu_isThatOfTheInterface"),
          Map.entry("IP_MULTICAST_IF", "MulticastWitnessTest.multicastInterface_isWhereItGoesOut"),
          Map.entry("MCAST_JOIN_GROUP", "MulticastWitnessTest.groups_areInProc"),
          Map.entry("MCAST_LEAVE_GROUP", "MulticastWitnessTest.groups_areInProc"),
          Map.entry("MCAST_JOIN_SOURCE_GROUP", "MulticastWitnessTest.sources_areInProc"),
          Map.entry("MCAST_LEAVE_SOURCE_GROUP", "MulticastWitnessTest.sources_areInProc"),
          Map.entry("MCAST_BLOCK_SOURCE", "MulticastWitnessTest.sources_areInProc"),
          Map.entry("MCAST_UNBLOCK_SOURCE", "MulticastWitnessTest.sources_areInProc"),
          Map.entry("TCP_MD5SIG", "OptionWitnessTest.md5Signature_isCheckedByThePeer"),
          Map.entry("TCP_ULP", "OptionWitnessTest.upperProtocol_isSeenByOthers"));

  private static @Nullable PythonWitness witness;

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

  private static PythonWitness witness() {
    return requireNonNull(witness);
  }

  static Stream<SocketOptionsTest.Row<?>> readable() {
    return SocketOptionsTest.rows().filter(row -> row.expected() != null);
  }

  private static StreamSocket socket(int domain, int type) throws ErrnoException {
    int number = SocketSys.socket(domain, type | SocketConstants.SOCK_CLOEXEC, 0);
    if (number < 0) {
      throw ErrnoException.of("socket", number);
    }
    return StreamSocket.adopt(Fd.adopt(number));
  }

  /** Set here and read there; then what was read is set there and read here. */
  @ParameterizedTest
  @MethodSource("readable")
  <T> void option_setHereAndThere_isTheSameOnBothSides(SocketOptionsTest.Row<T> row)
      throws Exception {
    SocketOption<T> option = row.option();
    Predicate<T> expected = requireNonNull(row.expected());
    try (StreamSocket ours = socket(row.domain(), row.type());
        StreamSocket fresh = socket(row.domain(), row.type())) {
      for (T value : row.values()) {
        ours.set(option, value);
      }
      byte[] there = witness().get(ours, option, Math.min(option.roomBytes(), 1024));
      assertThat(decode(option, there)).as("as Python read it").matches(expected, "what was set");
      assertThat(text(ours.get(option))).isEqualTo(text(decode(option, there)));
      if (!row.values().isEmpty() && !option.equals(SocketOptions.SO_BINDTODEVICE)) {
        byte[] value = encode(option, row.values().getLast());
        witness().set(fresh, option, value);
        assertThat(fresh.get(option)).as("as Python set it").matches(expected, "what was set");
      }
    } catch (ErrnoException e) {
      if (!NOT_HERE.contains(e.errno())) {
        throw e;
      }
      abort("this kernel or user may not: " + e.getMessage());
    }
  }

  private static <T> T decode(SocketOption<T> option, byte[] bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(Math.max(bytes.length, 1), Long.BYTES);
      MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, 0, bytes.length);
      return option.codec().decode(memory.asSlice(0, bytes.length));
    }
  }

  private static <T> byte[] encode(SocketOption<T> option, T value) {
    try (Arena arena = Arena.ofConfined()) {
      return option.codec().encode(value, arena).toArray(JAVA_BYTE);
    }
  }

  private static String text(Object value) {
    return switch (value) {
      case byte[] bytes -> HexFormat.of().formatHex(bytes);
      case TcpInfo info -> STEADY + HexFormat.of().formatHex(info.bytes(), 0, STEADY);
      default -> value.toString();
    };
  }

  @Test
  void everyOption_hasAWitness() throws Exception {
    Set<String> read = new HashSet<>();
    readable().forEach(row -> read.add(row.option().name()));
    for (Class<?> options :
        List.of(
            SocketOptions.class,
            TcpOptions.class,
            UdpOptions.class,
            IpOptions.class,
            Ipv6Options.class)) {
      for (Field field : options.getFields()) {
        String test = BY_ANOTHER_TEST.get(field.getName());
        assertThat(test != null || read.contains(field.getName()))
            .as("%s: give it a row in SocketOptionsTest, or a test here", field.getName())
            .isTrue();
        if (test != null) {
          String[] classAndMethod = test.split("\\.", -1);
          Class<?> type = Class.forName("dev.sluice.net." + classAndMethod[0]);
          assertThat(type.getDeclaredMethod(classAndMethod[1])).isNotNull();
        }
      }
    }
  }

  @Test
  void forcedBuffers_areTheOrdinaryOnesToOthers() throws Exception {
    assumeTrue(CredentialsSys.geteuid() == 0, "needs CAP_NET_ADMIN");
    int beyond = Integer.parseInt(sysctl("net/core/rmem_max")) + 1024;
    try (StreamSocket socket = StreamSocket.open(Family.INET4)) {
      socket.set(SocketOptions.SO_RCVBUFFORCE, beyond);
      socket.set(SocketOptions.SO_SNDBUFFORCE, beyond);
      for (SocketOption<Integer> option :
          List.of(SocketOptions.SO_RCVBUF, SocketOptions.SO_SNDBUF)) {
        byte[] there = witness().get(socket, option, Integer.BYTES);
        // socket(7): the kernel doubles what is asked for.
        assertThat(decode(option, there)).isEqualTo(2 * beyond);
      }
    }
  }

  @Test
  void peerGroups_areThoseOfTheProcess() throws Exception {
    List<Long> groups =
        Stream.of(status("Groups:").split(" ", -1))
            .filter(group -> !group.isEmpty())
            .map(Long::valueOf)
            .toList();
    try (SocketPair<StreamSocket> pair = SocketPair.stream()) {
      assertThat(pair.first().get(SocketOptions.SO_PEERGROUPS)).isEqualTo(groups);
    }
  }

  private static String status(String key) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(key.length()).strip())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void peerPidfd_isOfTheProcess() throws Exception {
    try (SocketPair<StreamSocket> pair = SocketPair.stream();
        Fd pidfd = pair.first().get(SocketOptions.SO_PEERPIDFD)) {
      int number = pidfd.enter();
      try {
        assertThat(Files.readAllLines(Path.of("/proc/self/fdinfo/" + number)))
            .contains("Pid:\t" + ProcessHandle.current().pid());
      } finally {
        pidfd.exit();
      }
    } catch (ErrnoException e) {
      assertThat(e.errno()).isEqualTo(Errno.ENOPROTOOPT);
      abort("this kernel has no SO_PEERPIDFD");
    }
  }

  @Test
  void originalDestination_notRedirected_isRefused() throws Exception {
    try (ListeningSocket server = ListeningSocket.listenOn(LOOPBACK, 1);
        StreamSocket client = StreamSocket.connectTo(server.localEndpoint())) {
      // nf_conntrack: without a redirected connection, or without netfilter, there is none.
      Set<Errno> none = Set.of(Errno.ENOENT, Errno.ENOPROTOOPT, Errno.EOPNOTSUPP);
      try {
        assertThat(client.get(IpOptions.SO_ORIGINAL_DST)).isEqualTo(server.localEndpoint());
      } catch (ErrnoException e) {
        assertThat(none).contains(e.errno());
      }
      try (StreamSocket six = StreamSocket.open(Family.INET6)) {
        six.get(Ipv6Options.IP6T_SO_ORIGINAL_DST);
      } catch (ErrnoException e) {
        assertThat(e.errno()).isIn(Errno.ENOENT, Errno.ENOPROTOOPT, Errno.ENOTCONN);
      }
    }
  }

  @Test
  void mtu_isThatOfTheInterface() throws Exception {
    int mtu = Integer.parseInt(Files.readString(Path.of("/sys/class/net/lo/mtu")).strip());
    try (DatagramSocket four = DatagramSocket.open(Family.INET4);
        DatagramSocket six = DatagramSocket.open(Family.INET6)) {
      four.connect(Endpoint.parse("127.0.0.1:9"));
      // ip(7): no packet is longer than its 16 bits of length say.
      int most = Math.min(mtu, 65_535);
      assertThat(four.get(IpOptions.IP_MTU)).isEqualTo(most);
      byte[] there = witness().get(four, IpOptions.IP_MTU, Integer.BYTES);
      assertThat(decode(IpOptions.IP_MTU, there)).isEqualTo(most);
      six.connect(Endpoint.parse("[::1]:9"));
      assertThat(six.get(Ipv6Options.IPV6_MTU)).isEqualTo(mtu);
    }
  }

  @Test
  void reuseportFilter_steersAnotherProcessesDatagrams() throws Exception {
    try (DatagramSocket first = DatagramSocket.open(Family.INET4);
        DatagramSocket second = DatagramSocket.open(Family.INET4);
        IoBuffer buffer = IoBuffer.allocate(8)) {
      first.set(SocketOptions.SO_REUSEPORT, true);
      second.set(SocketOptions.SO_REUSEPORT, true);
      first.bind(LOOPBACK);
      InetEndpoint local = (InetEndpoint) first.localEndpoint();
      second.bind(local);
      first.set(SocketOptions.SO_ATTACH_REUSEPORT_CBPF, SocketFilter.always(1));
      first.setBlocking(false);
      second.setTimeout(20_000);
      python(
          """
          import socket, sys
          for i in range(8):
              s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
              s.sendto(b'x', ('127.0.0.1', int(sys.argv[1])))
          """,
          Integer.toString(local.port()));
      for (int i = 0; i < 8; i++) {
        assertThat(second.recv(buffer.clear())).isEqualTo(1);
      }
      assertThat(first.recv(buffer.clear())).isEqualTo(IoStatus.WOULD_BLOCK);
    }
  }

  /** Runs a program to its end, and returns what it printed. */
  private static String python(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("python3", "-c"));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private static String run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  /** RFC 2385: segments with a wrong signature, or none, are dropped. */
  @Test
  void md5Signature_isCheckedByThePeer() throws Exception {
    String connects =
        """
        import socket, struct, sys
        s = socket.socket()
        key = sys.argv[2].encode()
        addr = struct.pack('=H2x4s120x', socket.AF_INET, socket.inet_aton('127.0.0.1'))
        sig = addr + struct.pack('=BBHi80s', 0, 0, len(key), 0, key)
        s.setsockopt(socket.IPPROTO_TCP, 14, sig)
        s.settimeout(float(sys.argv[3]))
        try:
            s.connect(('127.0.0.1', int(sys.argv[1])))
            print('connected')
        except TimeoutError:
            print('dropped')
        """;
    try (ListeningSocket server = ListeningSocket.open(Family.INET4)) {
      server.bind(LOOPBACK);
      server.listen(4);
      byte[] key = "secret".getBytes(US_ASCII);
      server.set(TcpOptions.TCP_MD5SIG, TcpMd5Signature.of(LOOPBACK, key));
      String port = Integer.toString(((InetEndpoint) server.localEndpoint()).port());
      assertThat(python(connects, port, "secret", "20")).isEqualTo("connected\n");
      assertThat(python(connects, port, "wrong", "0.3")).isEqualTo("dropped\n");
    } catch (ErrnoException e) {
      assertThat(NOT_HERE).contains(e.errno());
      abort("this kernel or user may not: " + e.getMessage());
    }
  }

  @Test
  void upperProtocol_isSeenByOthers() throws Exception {
    try (ListeningSocket server = ListeningSocket.listenOn(LOOPBACK, 1);
        StreamSocket client = StreamSocket.connectTo(server.localEndpoint())) {
      assertThat(client.get(TcpOptions.TCP_ULP)).isEmpty();
      client.set(TcpOptions.TCP_ULP, "tls");
      byte[] there = witness().get(client, TcpOptions.TCP_ULP, 16);
      assertThat(decode(TcpOptions.TCP_ULP, there)).isEqualTo("tls");
    } catch (ErrnoException e) {
      assertThat(e.errno()).isEqualTo(Errno.ENOENT);
      abort("this kernel has no TLS: " + e.getMessage());
    }
  }

  private static String sysctl(String name) throws IOException {
    // In one read: at any place but the first these files are at their end.
    return Files.readAllLines(Path.of("/proc/sys", name)).getFirst();
  }

  /** tcp(7), ip(7), socket(7): what a fresh socket begins with stands in /proc/sys. */
  @ParameterizedTest
  @CsvSource({
    "TCP_KEEPIDLE, net/ipv4/tcp_keepalive_time, 0",
    "TCP_KEEPINTVL, net/ipv4/tcp_keepalive_intvl, 0",
    "TCP_KEEPCNT, net/ipv4/tcp_keepalive_probes, 0",
    "TCP_SYNCNT, net/ipv4/tcp_syn_retries, 0",
    "TCP_LINGER2, net/ipv4/tcp_fin_timeout, 0",
    "TCP_CONGESTION, net/ipv4/tcp_congestion_control, 0",
    "SO_RCVBUF, net/ipv4/tcp_rmem, 1",
    "SO_SNDBUF, net/ipv4/tcp_wmem, 1",
    "IP_TTL, net/ipv4/ip_default_ttl, 0",
  })
  void option_ofAFreshSocket_isTheSystems(String name, String file, int column) throws Exception {
    SocketOption<?> option =
        SocketOptionsTest.rows()
            .map(SocketOptionsTest.Row::option)
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow();
    try (StreamSocket socket = StreamSocket.open(Family.INET4)) {
      assertThat(socket.get(option)).hasToString(sysctl(file).split("\\s+", -1)[column]);
    }
  }

  /** ss(8) asks by netlink: marks, buffers, timers, the cookie, and what TCP_INFO tells. */
  @Test
  void connection_isToSsWhatItIsToUs() throws Exception {
    Child.assumeProgram("ss");
    assumeTrue(CredentialsSys.geteuid() == 0, "marks need CAP_NET_ADMIN");
    try (ListeningSocket server = ListeningSocket.listenOn(LOOPBACK, 1);
        StreamSocket client = StreamSocket.open(Family.INET4);
        IoBuffer buffer = IoBuffer.allocate(16)) {
      client.set(SocketOptions.SO_MARK, 77);
      client.set(SocketOptions.SO_RCVBUF, 8192);
      client.set(SocketOptions.SO_KEEPALIVE, true);
      client.connect(server.localEndpoint());
      client.send(buffer.put(new byte[10]));
      int port = ((InetEndpoint) client.localEndpoint()).port();
      String said = run(List.of("ss", "-tmieno", "sport", "=", ":" + port));
      long cookie = client.get(SocketOptions.SO_COOKIE);
      assertThat(said)
          .contains("sk:" + Long.toHexString(cookie))
          .contains("fwmark:0x4d")
          .contains("rb" + client.get(SocketOptions.SO_RCVBUF))
          .contains("timer:(")
          .contains("bytes_sent:10")
          .contains(client.get(TcpOptions.TCP_CONGESTION))
          .contains("mss:" + client.get(TcpOptions.TCP_INFO).sendSegmentBytes());
    }
  }

  @Test
  void peerCredentials_ofAnotherProcess_areItsOwn() throws Exception {
    String name = "sluice-peer-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    String program =
        "import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect('\\0' + sys.argv[1])";
    try (ListeningSocket server = ListeningSocket.listenOn(UnixEndpoint.abstractName(name), 1)) {
      server.setTimeout(20_000);
      Process python = new ProcessBuilder("python3", "-c", program, name).start();
      try (StreamSocket peer = requireNonNull(server.accept())) {
        assertThat((long) peer.get(SocketOptions.SO_PEERCRED).pid()).isEqualTo(python.pid());
      }
      assertThat(python.waitFor()).isZero();
    }
  }
}
