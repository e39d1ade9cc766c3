package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.OpenDescriptors;
import dev.sluice.UnixEndpoint;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code createServer}: which addresses a socket serves, and who shares them. */
class BinderTest extends StreamSocketFixture {
  @TempDir Path directory;

  @Override
  protected Endpoint freshLocal() {
    return InetEndpoint.loopback(Family.INET4, 0);
  }

  private static Binder binder() {
    return Binder.withBacklog(8);
  }

  private static int port(Socket socket) throws IOException {
    return ((InetEndpoint) socket.localEndpoint()).port();
  }

  @Test
  void dualStack_withoutHost_servesBothFamilies() throws Exception {
    assumeTrue(Binder.hasDualStack(), "this machine has no IPv6");
    ListeningSocket server = closeAfterwards(binder().dualStack().createServer(null, "0"));
    assertThat(server.get(Ipv6Options.IPV6_V6ONLY)).isFalse();
    connected(InetEndpoint.loopback(Family.INET4, port(server)));
    // An IPv4 client of an IPv6 socket has a mapped address.
    assertThat(accept(server).peerEndpoint().toString()).startsWith("[::ffff:127.0.0.1]:");
    connected(InetEndpoint.loopback(Family.INET6, port(server)));
    assertThat(accept(server).peerEndpoint().toString()).startsWith("[::1]:");
  }

  @Test
  void inet6_withoutDualStack_servesIpv6OnlyWhateverTheMachineSays() throws Exception {
    assumeTrue(Binder.hasDualStack(), "this machine has no IPv6");
    ListeningSocket server =
        closeAfterwards(binder().createServer(InetEndpoint.any(Family.INET6, 0)));
    assertThat(server.get(Ipv6Options.IPV6_V6ONLY)).isTrue();
    // Without IPV6_V6ONLY the port would be taken for IPv4, too.
    ListeningSocket other =
        closeAfterwards(ListeningSocket.listenOn(InetEndpoint.any(Family.INET4, port(server)), 8));
    connected(InetEndpoint.loopback(Family.INET4, port(server)));
    accept(other);
  }

  @Test
  void dualStack_onIpv4_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> binder().dualStack().createServer(freshLocal()))
        .withMessageContaining("127.0.0.1:0");
  }

  @Test
  void reusePort_twoServers_shareThePortAndWithoutItTheyDoNot() throws Exception {
    ListeningSocket first = closeAfterwards(binder().reusePort().createServer(freshLocal()));
    Endpoint shared = first.localEndpoint();
    assertThat(first.get(SocketOptions.SO_REUSEADDR)).isTrue();
    ListeningSocket second = closeAfterwards(binder().reusePort().createServer(shared));
    assertThat(second.localEndpoint()).isEqualTo(shared);
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> binder().createServer(shared))
        .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EADDRINUSE));
  }

  @Test
  void createServer_noAddressCanBeHad_reportsEachAndLeavesNothingOpen() throws Exception {
    ListeningSocket taken = listening(1);
    String port = Integer.toString(port(taken));
    OpenDescriptors before = OpenDescriptors.now();
    assertThatExceptionOfType(AttemptsFailedException.class)
        .isThrownBy(() -> binder().createServer("127.0.0.1", port))
        .withMessage(
            "createServer(127.0.0.1, %s): 127.0.0.1:%s: EADDRINUSE (98) Address already in use",
            port, port)
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    assertThat(OpenDescriptors.now().since(before)).isEmpty();
  }

  @Test
  void createServer_byName_listensThere() throws Exception {
    ListeningSocket server = closeAfterwards(binder().createServer("localhost", "0"));
    connected(server.localEndpoint());
    accept(server);
  }

  @Test
  void createServer_onAPath_listensThere() throws Exception {
    Endpoint path = UnixEndpoint.path(directory.resolve("s").toString());
    ListeningSocket server = closeAfterwards(binder().createServer(path));
    connected(path);
    accept(server);
  }
}
