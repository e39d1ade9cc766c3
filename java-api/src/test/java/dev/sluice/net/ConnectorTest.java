package dev.sluice.net;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.Async;
import dev.sluice.Child;
import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.OpenDescriptors;
import dev.sluice.UnixEndpoint;
import dev.sluice.nio.NioSockets;
import dev.sluice.sys.CredentialsSys;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code createConnection} over addresses that answer, refuse and stay silent. */
class ConnectorTest extends StreamSocketFixture {
  private static final long PLENTY_MILLIS = 20_000;

  @TempDir Path directory;

  @Override
  protected Endpoint freshLocal() {
    return InetEndpoint.loopback(Family.INET4, 0);
  }

  private static Connector connector() {
    return Connector.withTimeout(PLENTY_MILLIS);
  }

  /** Bound, so that nobody else gets the port, and not listening: connections are refused. */
  private Endpoint refusing(Family family) throws IOException {
    StreamSocket bound = closeAfterwards(StreamSocket.open(family));
    bound.bind(InetEndpoint.loopback(family, 0));
    return bound.localEndpoint();
  }

  /** A full backlog: TCP drops further requests, so that the client hears nothing. */
  private Endpoint silent() throws IOException {
    ListeningSocket full = listening(0);
    fillBacklog(full.localEndpoint());
    return full.localEndpoint();
  }

  @Test
  void createConnection_firstAddressRefuses_connectsToTheSecond() throws Exception {
    ListeningSocket listener = listening(8);
    List<Endpoint> peers = List.of(refusing(Family.INET4), listener.localEndpoint());
    StreamSocket client = closeAfterwards(connector().createConnection(peers));
    assertThat(client.peerEndpoint()).isEqualTo(listener.localEndpoint());
    assertThat(client.isBlocking()).isTrue();
    assertThat(client.timeoutNanos()).isNegative();
    accept(listener);
  }

  @Test
  void createConnection_everyAddressFails_reportsEachAndClosesAll() throws Exception {
    Endpoint inet4 = refusing(Family.INET4);
    Endpoint inet6 = refusing(Family.INET6);
    Endpoint unix = UnixEndpoint.path(directory.resolve("nobody").toString());
    OpenDescriptors before = OpenDescriptors.now();
    assertThatExceptionOfType(AttemptsFailedException.class)
        .isThrownBy(() -> connector().createConnection(List.of(inet4, unix, inet6)))
        .satisfies(
            e -> {
              assertThat(e.getMessage())
                  .isEqualTo(
                      "createConnection(3 addresses): "
                          + (inet4 + ": ECONNREFUSED (111) Connection refused; ")
                          + (unix + ": ENOENT (2) No such file or directory; ")
                          + (inet6 + ": ECONNREFUSED (111) Connection refused"));
              assertThat(e.getSuppressed())
                  .extracting(failure -> ((ErrnoException) failure).errno())
                  .containsExactly(Errno.ECONNREFUSED, Errno.ENOENT, Errno.ECONNREFUSED);
            });
    assertThat(OpenDescriptors.now().since(before)).isEmpty();
  }

  @Test
  void createConnection_firstAddressIsSilent_hasItsTimeAndTheSecondIsTried() throws Exception {
    ListeningSocket listener = listening(8);
    List<Endpoint> peers = List.of(silent(), listener.localEndpoint());
    StreamSocket client = closeAfterwards(connector().perAddress(50).createConnection(peers));
    assertThat(client.peerEndpoint()).isEqualTo(listener.localEndpoint());
  }

  @Test
  void createConnection_timeIsOver_listsWhatWasTriedAndTriesNoMore() throws Exception {
    Endpoint refusing = refusing(Family.INET4);
    Endpoint silent = silent();
    ListeningSocket never = listening(8);
    OpenDescriptors before = OpenDescriptors.now();
    assertThatExceptionOfType(SocketTimeoutException.class)
        .isThrownBy(
            () ->
                Connector.withTimeout(100)
                    .createConnection(List.of(refusing, silent, never.localEndpoint())))
        .withMessageContaining("within 100 ms: " + refusing + ": ECONNREFUSED")
        .withMessageContaining(silent + ": ")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
    assertThat(OpenDescriptors.now().since(before)).isEmpty();
    never.setBlocking(false);
    assertThat(never.accept()).isNull();
  }

  @Test
  void createConnection_interrupted_throwsWithWhatFailedBeforeAndClosesAll() throws Exception {
    List<Endpoint> peers = List.of(refusing(Family.INET4), silent());
    OpenDescriptors before = OpenDescriptors.now();
    Async.Task<StreamSocket> connecting =
        async.start(() -> Connector.withoutTimeout().createConnection(peers));
    connecting.awaitBlocked();
    connecting.thread().interrupt();
    assertThatExceptionOfType(InterruptedIOException.class)
        .isThrownBy(connecting::join)
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    assertThat(OpenDescriptors.now().since(before)).isEmpty();
  }

  @Test
  void createConnection_byName_connectsToAnAddressOfIt() throws Exception {
    // Whether the name has an IPv6 address or none: the IPv4 one comes at last.
    ListeningSocket listener = listening(8);
    int port = ((InetEndpoint) listener.localEndpoint()).port();
    StreamSocket client =
        closeAfterwards(connector().createConnection("localhost", Integer.toString(port)));
    assertThat(client.peerEndpoint()).isEqualTo(listener.localEndpoint());
  }

  @Test
  void createConnection_unknownService_isANameException() {
    assertThatExceptionOfType(NameException.class)
        .isThrownBy(() -> connector().createConnection("127.0.0.1", "no-such-service"));
  }

  @Test
  void createConnection_fromAnAddress_isBoundToIt() throws Exception {
    ListeningSocket listener = listening(8);
    InetEndpoint from = InetEndpoint.of(new byte[] {127, 0, 0, 2}, 0);
    List<Endpoint> peers = List.of(listener.localEndpoint());
    StreamSocket client = closeAfterwards(connector().from(from).createConnection(peers));
    assertThat(((InetEndpoint) client.localEndpoint()).address()).isEqualTo(from.address());
    assertThat(accept(listener).peerEndpoint()).isEqualTo(client.localEndpoint());
  }

  @Test
  void createConnection_withHints_triesThatFamilyOnly() throws Exception {
    ListeningSocket listener =
        closeAfterwards(ListeningSocket.listenOn(InetEndpoint.loopback(Family.INET6, 0), 8));
    String port = Integer.toString(((InetEndpoint) listener.localEndpoint()).port());
    StreamSocket client = closeAfterwards(connector().createConnection("::1", port));
    assertThat(client.peerEndpoint().family()).isEqualTo(Family.INET6);
    AddressHints hints = AddressHints.STREAM.withFamily(Family.INET4);
    assertThatExceptionOfType(NameException.class)
        .isThrownBy(() -> connector().withHints(hints).createConnection("::1", port));
  }

  @Test
  void createConnection_onAnotherBackend_opensItsSockets() throws Exception {
    ListeningSocket listener = listening(8);
    List<Endpoint> peers = List.of(listener.localEndpoint());
    StreamSocket client =
        closeAfterwards(connector().on(NioSockets.SOCKETS).createConnection(peers));
    assertThat(client.channel()).isNotNull();
    accept(listener);
  }

  @Test
  void createConnection_nothingToTry_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> connector().createConnection(List.of()))
        .withMessageContaining("at least one address");
    assertThatIllegalArgumentException().isThrownBy(() -> Connector.withTimeout(0));
    assertThatIllegalArgumentException().isThrownBy(() -> connector().perAddress(0));
  }

  @Test
  void createConnectionLater_answers_completesWithTheConnection() throws Exception {
    ListeningSocket listener = listening(8);
    String port = Integer.toString(((InetEndpoint) listener.localEndpoint()).port());
    CompletableFuture<StreamSocket> later = connector().createConnectionLater("127.0.0.1", port);
    StreamSocket client = closeAfterwards(later.get(PLENTY_MILLIS, TimeUnit.MILLISECONDS));
    assertThat(accept(listener).peerEndpoint()).isEqualTo(client.localEndpoint());
  }

  @Test
  void createConnectionLater_everyAddressFails_completesWithTheException() throws Exception {
    CompletableFuture<StreamSocket> later =
        connector().createConnectionLater(List.of(refusing(Family.INET4)));
    assertThat(later)
        .failsWithin(java.time.Duration.ofMillis(PLENTY_MILLIS))
        .withThrowableThat()
        .withCauseInstanceOf(AttemptsFailedException.class);
  }

  @Test
  void createConnectionLater_cancelled_leavesNothingOpen() throws Exception {
    Endpoint silent = silent();
    OpenDescriptors before = OpenDescriptors.now();
    CompletableFuture<StreamSocket> later =
        Connector.withoutTimeout().createConnectionLater(List.of(silent));
    awaitOpened(before, 1);
    later.cancel(true);
    awaitOpened(before, 0);
    assertThat(later).isCancelled();
  }

  private static void awaitOpened(OpenDescriptors before, int count) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PLENTY_MILLIS);
    while (OpenDescriptors.now().since(before).size() != count) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  /** In namespaces of its own, where a name server takes questions and never answers. */
  @Test
  void createConnection_nameServerIsSilent_endsInTimeAllTheSame() throws Exception {
    Child.assumeProgram("unshare");
    Child.assumeProgram("ip");
    assumeTrue(CredentialsSys.geteuid() == 0, "needs root to make namespaces");
    Path resolv = Files.writeString(directory.resolve("resolv.conf"), "nameserver 127.0.0.1\n");
    Path nsswitch = Files.writeString(directory.resolve("nsswitch.conf"), "hosts: dns\n");
    String setUp =
        "ip link set lo up && mount --bind "
            + (resolv + " /etc/resolv.conf && touch /etc/nsswitch.conf && mount --bind ")
            + (nsswitch + " /etc/nsswitch.conf && exec \"$@\"");
    Child.Result result =
        Child.run(List.of("unshare", "-n", "-m", "sh", "-c", setUp, "sh"), SilentNameServer.class);
    assertThat(result.output())
        .contains("did not find an address within 300 ms")
        .contains("the name server was asked");
    assertThat(result.exitCode()).isZero();
  }

  /** What runs in those namespaces. */
  static final class SilentNameServer {
    private SilentNameServer() {}

    public static void main(String[] args) throws Exception {
      try (DatagramSocket server = DatagramSocket.open(Family.INET4)) {
        server.bind(InetEndpoint.of(new byte[] {127, 0, 0, 1}, 53));
        try {
          Connector.withTimeout(300).createConnection("somebody.example", "80").close();
        } catch (SocketTimeoutException e) {
          System.out.println(requireNonNull(e.getMessage()));
        }
        if (server.awaitReadable(TimeUnit.MILLISECONDS.toNanos(PLENTY_MILLIS))) {
          System.out.println("the name server was asked");
        }
      }
    }
  }
}
