package dev.sluice.net;

import static dev.sluice.sys.SocketConstants.AF_UNIX;
import static dev.sluice.sys.SocketConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.SocketConstants.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.Fd;
import dev.sluice.InetEndpoint;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.OpaqueEndpoint;
import dev.sluice.PacketEndpoint;
import dev.sluice.UnixEndpoint;
import dev.sluice.VsockEndpoint;
import dev.sluice.sys.SockaddrIn;
import dev.sluice.sys.SockaddrIn6;
import dev.sluice.sys.SocketSys;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Addresses in native memory, as we write them and as the kernel does. */
@ExtendWith(NoLeakedDescriptors.class)
class SockaddrTest {
  @TempDir Path directory;

  /** What the kernel says that it was bound to. */
  private static Endpoint bound(Endpoint local) throws IOException {
    try (ListeningSocket socket = ListeningSocket.open(local.family())) {
      socket.bind(local);
      return socket.localEndpoint();
    }
  }

  private Path pathOf(int bytes) {
    String prefix = directory + "/";
    return Path.of(prefix + "p".repeat(bytes - prefix.length()));
  }

  @Test
  void decode_cut_keepsTheBytes() {
    Sockaddr address = new Sockaddr();
    int length = address.encode(InetEndpoint.loopback(Family.INET6, 1));
    assertThat(length).isEqualTo(SockaddrIn6.SIZEOF);
    address.freshLength().set(JAVA_INT, 0, SockaddrIn.SIZEOF);
    assertThat(address.decode()).isEqualTo(OpaqueEndpoint.of(Family.INET6, portOneOnly()));
    address.encode(VsockEndpoint.of(2, 3));
    address.freshLength().set(JAVA_INT, 0, 4);
    assertThat(address.decode()).hasToString("family:40:0000");
  }

  private static byte[] portOneOnly() {
    byte[] bytes = new byte[14];
    bytes[1] = 1;
    return bytes;
  }

  @Test
  void decode_hardwareAddressLongerThanSaid_readsNotBeyond() {
    Sockaddr address = new Sockaddr();
    address.encode(PacketEndpoint.of(0x800, 1, new byte[] {1, 2, 3, 4, 5, 6}));
    // sll_halen says 6, and the length has room for 5 only.
    address.freshLength().set(JAVA_INT, 0, 17);
    assertThat(address.decode()).isInstanceOf(OpaqueEndpoint.class);
    address.freshLength().set(JAVA_INT, 0, 18);
    assertThat(address.decode()).hasToString("packet:1:0x0800/01:02:03:04:05:06");
  }

  @Test
  void bind_inet_kernelReportsAddressAndThePortItPicked() throws Exception {
    for (Family family : new Family[] {Family.INET4, Family.INET6}) {
      InetEndpoint local = InetEndpoint.loopback(family, 0);
      InetEndpoint reported = (InetEndpoint) bound(local);
      assertThat(reported.port()).isPositive();
      assertThat(reported).isEqualTo(InetEndpoint.of(local.address(), reported.port()));
    }
  }

  @Test
  void bind_dualStack_peersOfIpv4AreMapped() throws Exception {
    try (ListeningSocket listener = ListeningSocket.open(Family.INET6)) {
      listener.set(Ipv6Options.IPV6_V6ONLY, false);
      listener.bind(InetEndpoint.any(Family.INET6, 0));
      listener.listen(1);
      int port = ((InetEndpoint) listener.localEndpoint()).port();
      try (StreamSocket client = StreamSocket.connectTo(InetEndpoint.loopback(Family.INET4, port));
          StreamSocket server = requireNonNull(listener.accept())) {
        String mapped =
            client.localEndpoint().toString().replace("127.0.0.1", "[::ffff:127.0.0.1]");
        assertThat(server.peerEndpoint()).hasToString(mapped);
      }
    }
  }

  @Test
  void bind_paths_kernelReportsThem() throws Exception {
    for (int bytes : new int[] {directory.toString().length() + 2, 107, 108}) {
      UnixEndpoint local = UnixEndpoint.path(pathOf(bytes).toString());
      assertThat(bound(local)).as("%d bytes", bytes).isEqualTo(local);
    }
  }

  /** netty#15958: an abstract name ended at its first NUL, or counted one that was not in it. */
  @Test
  void bind_abstractNames_kernelReportsAllBytes() throws Exception {
    byte[] withNuls = ("\0sluice\0" + UUID.randomUUID() + "\0\0").getBytes(UTF_8);
    String longest = ("sluice-" + UUID.randomUUID() + "x".repeat(107)).substring(0, 107);
    for (UnixEndpoint local :
        new UnixEndpoint[] {
          UnixEndpoint.abstractName(withNuls), UnixEndpoint.abstractName(longest)
        }) {
      assertThat(bound(local)).isEqualTo(local);
    }
  }

  @Test
  void bind_unnamed_kernelPicksAnAbstractName() throws Exception {
    // unix(7), autobind: five hexadecimal digits.
    assertThat(bound(UnixEndpoint.unnamed()).toString()).matches("unix:@[0-9a-f]{5}");
  }

  @Test
  void localEndpoint_neverBound_isUnnamed() throws Exception {
    try (StreamSocket socket = StreamSocket.open(Family.UNIX)) {
      assertThat(socket.localEndpoint()).isEqualTo(UnixEndpoint.unnamed());
    }
  }

  /** Linux lets a path fill sun_path without a NUL, and reports one byte more than that has. */
  @Test
  void localEndpoint_foreignBinderFilledSunPath_isReportedAndCanBeReached() throws Exception {
    String path = pathOf(108).toString();
    int number = SocketSys.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    try (Arena arena = Arena.ofConfined();
        ListeningSocket listener = ListeningSocket.adopt(Fd.adopt(number))) {
      MemorySegment address = arena.allocate(110, 2);
      address.set(JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(path.getBytes(UTF_8), 0, address, JAVA_BYTE, 2, 108);
      assertThat(SocketSys.bind(number, address, 110)).isZero();
      listener.listen(1);
      assertThat(listener.localEndpoint()).isEqualTo(UnixEndpoint.path(path));
      try (StreamSocket client = StreamSocket.connectTo(listener.localEndpoint())) {
        assertThat(client.peerEndpoint()).isEqualTo(UnixEndpoint.path(path));
      }
    }
  }
}
