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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.Fd;
import dev.sluice.InetEndpoint;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.Property;
import dev.sluice.UnixEndpoint;
import dev.sluice.sys.SockaddrIn;
import dev.sluice.sys.SockaddrIn6;
import dev.sluice.sys.SocketSys;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Addresses in native memory: as we write them, as the kernel does, and as nobody should. */
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
  void decode_whatEncodeWrote_isTheSame() {
    Property.holds(
        random -> {
          Endpoint endpoint = draw(random);
          Sockaddr address = new Sockaddr();
          int length = address.encode(endpoint);
          address.freshLength().set(JAVA_INT, 0, length);
          assertThat(address.decode()).isEqualTo(endpoint);
        });
  }

  private static Endpoint draw(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> InetEndpoint.of(Property.bytes(random, 4, 4), random.nextInt(65536));
      case 1 ->
          InetEndpoint.of(
              Property.bytes(random, 16, 16),
              random.nextInt(65536),
              random.nextInt(),
              random.nextInt());
      case 2 -> {
        byte[] path = Property.bytes(random, 1, UnixEndpoint.SUN_PATH_BYTES);
        for (int i = 0; i < path.length; i++) {
          path[i] = path[i] == 0 ? 1 : path[i];
        }
        yield UnixEndpoint.path(path);
      }
      case 3 -> UnixEndpoint.abstractName(Property.bytes(random, 0, 107));
      default -> UnixEndpoint.unnamed();
    };
  }

  @Test
  void decode_anyBytesAndLength_readsNothingBeyondTheLength() {
    Property.holds(
        random -> {
          Sockaddr one = new Sockaddr();
          Sockaddr other = new Sockaddr();
          int length = random.nextInt(-2, 140);
          byte[] family = {(byte) new int[] {0, 1, 2, 10, 16, 99}[random.nextInt(6)], 0};
          fill(one, random, family, length);
          MemorySegment.copy(one.memory(), 0, other.memory(), 0, one.memory().byteSize());
          for (long i = Math.clamp(length, 0, 128); i < 128; i++) {
            other.memory().set(JAVA_BYTE, i, (byte) random.nextInt());
          }
          other.freshLength().set(JAVA_INT, 0, length);
          assertThat(outcome(one)).isEqualTo(outcome(other));
        });
  }

  private static void fill(Sockaddr address, Random random, byte[] family, int length) {
    byte[] bytes = Property.bytes(random, (int) address.memory().byteSize(), 128);
    MemorySegment.copy(bytes, 0, address.memory(), JAVA_BYTE, 0, bytes.length);
    MemorySegment.copy(family, 0, address.memory(), JAVA_BYTE, 0, family.length);
    address.freshLength().set(JAVA_INT, 0, length);
  }

  /** The endpoint, or the sentence of the refusal; anything else is a failure. */
  private static String outcome(Sockaddr address) {
    try {
      return address.decode().toString();
    } catch (IllegalStateException refused) {
      return requireNonNull(refused.getMessage());
    }
  }

  @Test
  void decode_cutOrUnknown_saysWhat() {
    Sockaddr address = new Sockaddr();
    int length = address.encode(InetEndpoint.loopback(Family.INET6, 1));
    assertThat(length).isEqualTo(SockaddrIn6.SIZEOF);
    address.freshLength().set(JAVA_INT, 0, SockaddrIn.SIZEOF);
    assertThatThrownBy(address::decode)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("an address of the family 10 does not fit into 16 bytes");
    address.memory().set(JAVA_SHORT, 0, (short) 99);
    assertThatThrownBy(address::decode).hasMessage("an address of the unknown family 99");
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
