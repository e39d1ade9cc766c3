package dev.sluice.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.Async;
import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.OpenDescriptors;
import dev.sluice.UnixEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our sockets as {@code java.net} has them, against those of the JDK and against each other. */
class SocketViewTest extends StreamSocketFixture {
  /** As {@code jdk.net.ExtendedSocketOptions} has it, in a module that tests do not read. */
  private static final SocketOption<Integer> TCP_KEEPIDLE =
      new SocketOption<>() {
        @Override
        public String name() {
          return "TCP_KEEPIDLE";
        }

        @Override
        public Class<Integer> type() {
          return Integer.class;
        }
      };

  @TempDir Path directory;

  @Override
  protected Endpoint freshLocal() {
    return InetEndpoint.loopback(Family.INET4, 0);
  }

  private ServerSocket jdkServer() throws IOException {
    return closeAfterwards(new ServerSocket(0, 8, InetAddress.getLoopbackAddress()));
  }

  private java.net.Socket clientOf(ServerSocket server) throws IOException {
    return closeAfterwards(
        new StreamSocketFactory()
            .createSocket(InetAddress.getLoopbackAddress(), server.getLocalPort()));
  }

  /** A pair over AF_UNIX or TCP, both ends ours. */
  private record Pair(java.net.Socket client, java.net.Socket server) {}

  private Pair pair(Endpoint local) throws IOException {
    ServerSocket server =
        closeAfterwards(new ListeningSocketFactory(local).createServerSocket(0, 8));
    Endpoint actual = ViewAddresses.endpoint(server.getLocalSocketAddress());
    java.net.Socket client =
        closeAfterwards(new StreamSocketFactory(actual).createSocket("ignored.invalid", 1));
    return new Pair(client, closeAfterwards(server.accept()));
  }

  static Stream<Endpoint> locals() {
    return Stream.of(
        InetEndpoint.loopback(Family.INET4, 0),
        InetEndpoint.loopback(Family.INET6, 0),
        UnixEndpoint.unnamed());
  }

  /** What is not overridden would open a socket of the JDK behind the view. */
  @ParameterizedTest
  @MethodSource("views")
  void publicMethods_ofTheSuperclass_areAllOverridden(Class<?> view) {
    List<String> inherited =
        Arrays.stream(view.getMethods())
            .filter(method -> method.getDeclaringClass() == view.getSuperclass())
            .filter(method -> !Modifier.isStatic(method.getModifiers()))
            .map(Method::toString)
            .toList();
    assertThat(inherited).isEmpty();
  }

  static Stream<Class<?>> views() {
    return Stream.of(SocketView.class, ServerSocketView.class);
  }

  @Test
  void streams_toAServerOfTheJdk_carryBytesBothWaysAndHalfClose() throws Exception {
    ServerSocket server = jdkServer();
    java.net.Socket client = clientOf(server);
    java.net.Socket peer = closeAfterwards(server.accept());
    byte[] sent = new byte[1_000_003];
    for (int i = 0; i < sent.length; i++) {
      sent[i] = (byte) (i * 31);
    }
    Async.Task<byte[]> received = async.start(() -> peer.getInputStream().readAllBytes());
    client.getOutputStream().write(sent);
    client.shutdownOutput();
    assertThat(received.join()).isEqualTo(sent);
    assertThat(client.isOutputShutdown()).isTrue();
    assertThatExceptionOfType(SocketException.class)
        .isThrownBy(client::getOutputStream)
        .withMessage("Socket output is shutdown");
    // The other direction is still open.
    peer.getOutputStream().write(sent);
    assertThat(client.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
    peer.close();
    assertThat(client.getInputStream().read()).isEqualTo(-1);
  }

  @ParameterizedTest
  @MethodSource("locals")
  void streams_betweenOurs_carryBytesOverEachFamily(Endpoint local) throws Exception {
    Pair pair = pair(local);
    pair.client().getOutputStream().write("ping".getBytes(UTF_8));
    assertThat(pair.server().getInputStream().readNBytes(4)).isEqualTo("ping".getBytes(UTF_8));
    pair.server().getOutputStream().write(200);
    assertThat(pair.client().getInputStream().read()).isEqualTo(200);
    pair.server().getOutputStream().close();
    assertThat(pair.server().isClosed()).isTrue();
    assertThat(pair.client().getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void connect_toEitherFamilyWithoutEndpoint_reachesIt() throws Exception {
    for (Family family : List.of(Family.INET4, Family.INET6)) {
      ListeningSocket listener =
          closeAfterwards(ListeningSocket.listenOn(InetEndpoint.loopback(family, 0), 8));
      InetSocketAddress address = (InetSocketAddress) listener.localEndpoint().toSocketAddress();
      java.net.Socket client = closeAfterwards(new StreamSocketFactory().createSocket());
      client.setTcpNoDelay(true);
      client.connect(address, 10_000);
      assertThat(client.getRemoteSocketAddress()).isEqualTo(address);
      assertThat(client.getInetAddress()).isEqualTo(address.getAddress());
      assertThat(client.getPort()).isEqualTo(address.getPort());
      assertThat(client.getTcpNoDelay()).isTrue();
      StreamSocket accepted = accept(listener);
      assertThat(client.getLocalPort()).isEqualTo(((InetEndpoint) accepted.peerEndpoint()).port());
      assertThat(client.getLocalAddress()).isEqualTo(address.getAddress());
    }
  }

  @Test
  void connect_toUnixAddresses_reachesThemAndSaysWhere() throws Exception {
    Endpoint path = UnixEndpoint.path(directory.resolve("s").toString());
    for (Endpoint local : List.of(path, UnixEndpoint.abstractName("sluice-view-" + directory))) {
      ListeningSocket listener = closeAfterwards(ListeningSocket.listenOn(local, 8));
      java.net.Socket client = closeAfterwards(new StreamSocketFactory().createSocket());
      client.connect(EndpointSocketAddress.of(local));
      accept(listener);
      assertThat(client.getRemoteSocketAddress()).isEqualTo(EndpointSocketAddress.of(local));
      assertThat(client.getInetAddress().isLoopbackAddress()).isTrue();
      assertThat(client.getPort()).isZero();
    }
    assertThat(EndpointSocketAddress.of(path)).isInstanceOf(UnixDomainSocketAddress.class);
  }

  @Test
  void read_timeoutIsOver_throwsAndTheSocketGoesOn() throws Exception {
    Pair pair = pair(UnixEndpoint.unnamed());
    pair.client().setSoTimeout(20);
    InputStream in = pair.client().getInputStream();
    assertThatExceptionOfType(SocketTimeoutException.class)
        .isThrownBy(in::read)
        .withMessage("Read timed out");
    assertThat(pair.client().getSoTimeout()).isEqualTo(20);
    pair.server().getOutputStream().write(7);
    pair.client().setSoTimeout(0);
    assertThat(in.read()).isEqualTo(7);
  }

  @Test
  void write_timeoutIsSet_waitsAllTheSame() throws Exception {
    // setSoTimeout is for reading only: a slow reader must not break a writer.
    Pair pair = pair(UnixEndpoint.unnamed());
    pair.client().setSoTimeout(1);
    byte[] much = new byte[4_000_000];
    Async.Task<Boolean> writing =
        async.start(
            () -> {
              pair.client().getOutputStream().write(much);
              pair.client().close();
              return true;
            });
    writing.awaitBlocked();
    assertThat(pair.server().getInputStream().readAllBytes()).hasSize(much.length);
    assertThat(writing.join()).isTrue();
  }

  @Test
  void accept_timeoutIsOver_throwsAndTheSocketGoesOn() throws Exception {
    ServerSocket server = closeAfterwards(new ListeningSocketFactory().createServerSocket(0));
    server.setSoTimeout(20);
    assertThatExceptionOfType(SocketTimeoutException.class)
        .isThrownBy(server::accept)
        .withMessage("Accept timed out");
    java.net.Socket jdk =
        closeAfterwards(
            new java.net.Socket(InetAddress.getLoopbackAddress(), server.getLocalPort()));
    server.setSoTimeout(0);
    java.net.Socket accepted = closeAfterwards(server.accept());
    assertThat(accepted.getPort()).isEqualTo(jdk.getLocalPort());
    assertThat(accepted.getSoTimeout()).isZero();
  }

  @Test
  void connect_refused_isAConnectExceptionAndClosed() throws Exception {
    StreamSocket bound = closeAfterwards(StreamSocket.open(Family.INET4));
    bound.bind(freshLocal());
    int port = ((InetEndpoint) bound.localEndpoint()).port();
    java.net.Socket client = closeAfterwards(new StreamSocketFactory().createSocket());
    assertThatExceptionOfType(ConnectException.class)
        .isThrownBy(
            () -> client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))
        .withMessageContaining("ECONNREFUSED")
        .withCauseInstanceOf(ErrnoException.class);
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void connect_timeoutIsOver_throwsAndIsClosed() throws Exception {
    ListeningSocket full = listening(0);
    fillBacklog(full.localEndpoint());
    java.net.Socket client = closeAfterwards(new StreamSocketFactory().createSocket());
    assertThatExceptionOfType(SocketTimeoutException.class)
        .isThrownBy(() -> client.connect(full.localEndpoint().toSocketAddress(), 50))
        .withMessage("Connect timed out");
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void connect_unresolved_isAnUnknownHostUnlessThePeerIsFixed() throws Exception {
    InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 5432);
    java.net.Socket client = closeAfterwards(new StreamSocketFactory().createSocket());
    assertThatExceptionOfType(UnknownHostException.class)
        .isThrownBy(() -> client.connect(unresolved, 1_000));
    ListeningSocket listener = listening(8);
    String spelling = listener.localEndpoint().toString();
    java.net.Socket fixed = closeAfterwards(new StreamSocketFactory(spelling).createSocket());
    fixed.connect(unresolved, 1_000);
    accept(listener);
    assertThat(fixed.isConnected()).isTrue();
  }

  @Test
  void createSocket_failing_leavesNothingOpen() {
    OpenDescriptors before = OpenDescriptors.now();
    StreamSocketFactory factory =
        new StreamSocketFactory(UnixEndpoint.path(directory.resolve("nobody").toString()));
    assertThatExceptionOfType(SocketException.class)
        .isThrownBy(() -> factory.createSocket("localhost", 1))
        .withMessageContaining("ENOENT");
    assertThatIllegalArgumentException().isThrownBy(() -> new StreamSocketFactory("nonsense"));
    assertThat(OpenDescriptors.now().since(before)).isEmpty();
  }

  @Test
  void createServerSocket_portIsTaken_isABindException() throws Exception {
    ServerSocket taken = jdkServer();
    assertThatExceptionOfType(BindException.class)
        .isThrownBy(
            () ->
                new ListeningSocketFactory()
                    .createServerSocket(taken.getLocalPort(), 8, InetAddress.getLoopbackAddress()))
        .withMessageContaining("EADDRINUSE");
  }

  @Test
  void close_fromAnotherThread_wakesReaderWriterAndAcceptor() throws Exception {
    Pair reading = pair(UnixEndpoint.unnamed());
    Async.Task<Integer> reader = async.start(() -> reading.client().getInputStream().read());
    Pair full = pair(UnixEndpoint.unnamed());
    Async.Task<Boolean> writer =
        async.start(
            () -> {
              full.client().getOutputStream().write(new byte[8_000_000]);
              return true;
            });
    ServerSocket server = closeAfterwards(new ListeningSocketFactory().createServerSocket(0));
    Async.Task<java.net.Socket> acceptor = async.start(server::accept);
    for (Async.Task<?> task : List.of(reader, writer, acceptor)) {
      task.awaitBlocked();
    }
    reading.client().close();
    full.client().close();
    server.close();
    for (Async.Task<?> task : List.of(reader, writer, acceptor)) {
      assertThatExceptionOfType(SocketException.class)
          .isThrownBy(task::join)
          .withMessage("Socket closed");
    }
  }

  @Test
  void interrupt_ofAReader_closesTheSocketAndKeepsTheStatus() throws Exception {
    Pair pair = pair(UnixEndpoint.unnamed());
    Async.Task<Boolean> reader =
        async.start(
            () -> {
              assertThatExceptionOfType(SocketException.class)
                  .isThrownBy(() -> pair.client().getInputStream().read())
                  .withMessage("Closed by interrupt");
              return Thread.currentThread().isInterrupted();
            });
    reader.awaitBlocked();
    reader.thread().interrupt();
    assertThat(reader.join()).isTrue();
    assertThat(pair.client().isClosed()).isTrue();
  }

  /** If each wait held its carrier, the threads that write would never run. */
  @Test
  void read_onManyVirtualThreads_holdsNoCarrier() throws Exception {
    int count = 4 * Runtime.getRuntime().availableProcessors();
    List<Pair> pairs = new ArrayList<>();
    List<Thread> readers = new ArrayList<>();
    int[] read = new int[count];
    for (int i = 0; i < count; i++) {
      Pair pair = pair(UnixEndpoint.unnamed());
      pairs.add(pair);
      int index = i;
      readers.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      read[index] = pair.client().getInputStream().read();
                    } catch (IOException e) {
                      read[index] = -2;
                    }
                  }));
    }
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  for (Pair pair : pairs) {
                    try {
                      pair.server().getOutputStream().write(9);
                    } catch (IOException e) {
                      return;
                    }
                  }
                });
    writer.join(Async.DEADLINE_MILLIS);
    for (Thread reader : readers) {
      reader.join(Async.DEADLINE_MILLIS);
    }
    assertThat(read).containsOnly(9);
  }

  @Test
  void available_bytesHaveArrived_countsThem() throws Exception {
    Pair pair = pair(UnixEndpoint.unnamed());
    assertThat(pair.client().getInputStream().available()).isZero();
    pair.server().getOutputStream().write(new byte[300]);
    assertThat(pair.client().getInputStream().available()).isEqualTo(300);
    pair.client().close();
    assertThatExceptionOfType(SocketException.class).isThrownBy(pair.client()::getInputStream);
  }

  @Test
  void shutdownInput_thenRead_isTheEnd() throws Exception {
    Pair pair = pair(UnixEndpoint.unnamed());
    InputStream in = pair.client().getInputStream();
    pair.client().shutdownInput();
    assertThat(in.read()).isEqualTo(-1);
    assertThat(in.available()).isZero();
    assertThatExceptionOfType(SocketException.class).isThrownBy(pair.client()::shutdownInput);
  }

  @Test
  void options_overTcp_reachTheKernel() throws Exception {
    ServerSocket server = jdkServer();
    java.net.Socket client = clientOf(server);
    closeAfterwards(server.accept());
    client.setKeepAlive(true);
    client.setSoLinger(true, 3);
    client.setOOBInline(true);
    client.setTrafficClass(0x10);
    client.setSendBufferSize(20_000);
    client.setOption(TCP_KEEPIDLE, 77);
    client.setPerformancePreferences(1, 2, 3);
    assertThat(client.getKeepAlive()).isTrue();
    assertThat(client.getSoLinger()).isEqualTo(3);
    assertThat(client.getOOBInline()).isTrue();
    assertThat(client.getTrafficClass()).isEqualTo(0x10);
    // socket(7): the kernel doubles it.
    assertThat(client.getSendBufferSize()).isEqualTo(40_000);
    assertThat(client.getOption(TCP_KEEPIDLE)).isEqualTo(77);
    assertThat(client.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
    client.setSoLinger(false, 0);
    assertThat(client.getSoLinger()).isEqualTo(-1);
    for (SocketOption<?> option : client.supportedOptions()) {
      assertThat(requireNonNull(client.getOption(option))).isNotNull();
    }
    assertThat(server.supportedOptions()).containsAll(Set.of(StandardSocketOptions.SO_RCVBUF));
  }

  @Test
  void options_thatAf_unixDoesNotHave_areRememberedAndOthersRefused() throws Exception {
    Pair pair = pair(UnixEndpoint.unnamed());
    pair.client().setTcpNoDelay(true);
    pair.client().setTrafficClass(8);
    pair.client().setKeepAlive(true);
    assertThat(pair.client().getTcpNoDelay()).isTrue();
    assertThat(pair.client().getTrafficClass()).isEqualTo(8);
    assertThat(pair.client().getKeepAlive()).isTrue();
    assertThat(pair.server().getTcpNoDelay()).isFalse();
    assertThatExceptionOfType(SocketException.class)
        .isThrownBy(() -> pair.client().setOption(TCP_KEEPIDLE, 5))
        .withMessageContaining("EOPNOTSUPP");
  }

  @Test
  void urgentData_toAPeerThatTakesItInline_arrives() throws Exception {
    ServerSocket server = jdkServer();
    java.net.Socket client = clientOf(server);
    java.net.Socket peer = closeAfterwards(server.accept());
    peer.setOOBInline(true);
    client.sendUrgentData(0x55);
    assertThat(peer.getInputStream().read()).isEqualTo(0x55);
  }

  @Test
  void bind_beforeConnect_choosesTheLocalAddress() throws Exception {
    ServerSocket server = jdkServer();
    InetAddress from = InetAddress.getByAddress(new byte[] {127, 0, 0, 3});
    java.net.Socket client =
        closeAfterwards(
            new StreamSocketFactory()
                .createSocket(server.getInetAddress(), server.getLocalPort(), from, 0));
    closeAfterwards(server.accept());
    assertThat(client.getLocalAddress()).isEqualTo(from);
    assertThat(client.isBound()).isTrue();
  }

  @Test
  void views_ofOurSockets_shareTheirLife() throws Exception {
    Connection connection = connect();
    java.net.Socket view = StreamSocketFactory.socketOf(connection.client());
    connection.server().sendAll(allocate(4).put(5));
    assertThat(view.getInputStream().read()).isEqualTo(5);
    view.close();
    assertThat(connection.client().isOpen()).isFalse();
    ServerSocket server = ListeningSocketFactory.serverSocketOf(connection.listener());
    StreamSocket other = connected(connection.listener().localEndpoint());
    java.net.Socket accepted = closeAfterwards(server.accept());
    other.sendAll(allocate(4).put(6));
    assertThat(accepted.getInputStream().read()).isEqualTo(6);
    server.close();
    assertThat(connection.listener().isOpen()).isFalse();
  }

  @Test
  void unopened_socket_hasNoAddressAndNothingToClose() throws Exception {
    OpenDescriptors before = OpenDescriptors.now();
    java.net.Socket socket = new StreamSocketFactory().createSocket();
    assertThat(socket.isConnected()).isFalse();
    assertThat(socket.getInetAddress()).isNull();
    assertThat(socket.getRemoteSocketAddress()).isNull();
    assertThat(socket.getLocalPort()).isEqualTo(-1);
    assertThat(socket).hasToString("Socket[unconnected]");
    assertThatExceptionOfType(SocketException.class).isThrownBy(socket::getInputStream);
    assertThat(OpenDescriptors.now().since(before)).isEmpty();
    socket.close();
    assertThatExceptionOfType(SocketException.class)
        .isThrownBy(() -> socket.connect(new InetSocketAddress(1)))
        .withMessage("Socket is closed");
  }
}
