package dev.sluice.event;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Async;
import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.net.DatagramSocket;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.Shutdown;
import dev.sluice.net.SocketOptions;
import dev.sluice.net.Sockets;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is ready, how often it is reported, and for how long a poller waits. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
abstract class PollerContract {
  static final long SOON = Duration.ofMillis(Async.DEADLINE_MILLIS).toNanos();

  @RegisterExtension final Async async = new Async();

  final IoBuffer buffer = IoBuffer.allocate(64);
  Poller<String> poller;

  private final List<AutoCloseable> opened = new ArrayList<>();

  /** Returns what the poller under test asks. */
  abstract Mechanism mechanism();

  /** Returns what opens sockets that it can watch. */
  abstract Sockets sockets();

  @BeforeEach
  void openPoller() throws IOException {
    poller = Poller.open(mechanism());
  }

  @AfterEach
  void closeAll() throws Exception {
    poller.close();
    for (AutoCloseable closeable : opened.reversed()) {
      closeable.close();
    }
    buffer.close();
  }

  /** A connection, non-blocking, that the test need not close. */
  final class Connection {
    final StreamSocket client;
    final StreamSocket server;

    Connection() throws IOException {
      ListeningSocket listener = listener();
      client = opened(sockets().connectTo(listener.localEndpoint()));
      listener.setBlocking(true);
      server = opened(requireNonNull(listener.accept()));
      client.setBlocking(false);
      server.setBlocking(false);
    }
  }

  final <T extends AutoCloseable> T opened(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  final ListeningSocket listener() throws IOException {
    ListeningSocket listener =
        opened(sockets().listenOn(InetEndpoint.loopback(Family.INET4, 0), 8));
    listener.setBlocking(false);
    return listener;
  }

  final DatagramSocket datagramSocket() throws IOException {
    DatagramSocket socket = opened(sockets().openDatagram(Family.INET4));
    socket.bind(InetEndpoint.loopback(Family.INET4, 0));
    socket.setBlocking(false);
    return socket;
  }

  final void send(StreamSocket from, String text) throws IOException {
    assertThat(from.send(buffer.clear().put(text, US_ASCII))).isEqualTo(text.length());
  }

  final String recv(StreamSocket to) throws IOException {
    to.recv(buffer.clear());
    return buffer.getAll(US_ASCII);
  }

  /** Waits for one event. */
  final void awaitOne() throws IOException {
    assertThat(poller.await(SOON)).isEqualTo(1);
  }

  @Test
  void freshPoller_await_hasNothing() throws Exception {
    assertThat(poller.mechanism()).isEqualTo(mechanism());
    assertThat(poller.size()).isZero();
    assertThat(poller.await(0)).isZero();
    assertThat(poller.count()).isZero();
    assertThat(poller.wasWoken()).isFalse();
  }

  @Test
  void dataArrives_event_hasAttachmentAndSource() throws Exception {
    Connection connection = new Connection();
    poller.register(connection.server, Interest.READ, "server");
    assertThat(poller.await(0)).isZero();
    send(connection.client, "x");
    awaitOne();
    assertThat(poller.attachment(0)).isEqualTo("server");
    assertThat(poller.source(0)).isSameAs(connection.server);
    assertThat(poller.isReadable(0)).isTrue();
    assertThat(poller.isWritable(0)).isFalse();
    assertThat(poller.isPriority(0)).isFalse();
    assertThat(poller.isReadClosed(0)).isFalse();
  }

  @Test
  void roomToSend_event_isWritable() throws Exception {
    Connection connection = new Connection();
    poller.register(connection.client, Interest.WRITE, "client");
    awaitOne();
    assertThat(poller.isWritable(0)).isTrue();
    assertThat(poller.isReadable(0)).isFalse();
  }

  @Test
  void readyForBoth_await_reportsOneEvent() throws Exception {
    Connection connection = new Connection();
    send(connection.client, "x");
    poller.register(connection.server, Interest.READ, "server");
    awaitOne();
    poller.modify(connection.server, Interest.READ_WRITE, "server");
    awaitOne();
    assertThat(poller.isReadable(0)).isTrue();
    assertThat(poller.isWritable(0)).isTrue();
  }

  @Test
  void bufferFull_event_isNotWritableUntilDrained() throws Exception {
    Connection connection = new Connection();
    connection.client.set(SocketOptions.SO_SNDBUF, 4096);
    fill(connection.client);
    poller.register(connection.client, Interest.WRITE, "client");
    assertThat(poller.await(0)).isZero();
    drain(connection.server);
    awaitOne();
    assertThat(poller.isWritable(0)).isTrue();
  }

  private static void fill(StreamSocket socket) throws IOException {
    try (IoBuffer block = IoBuffer.allocate(1 << 16)) {
      do {
        block.clear().filled(block.capacity());
      } while (socket.send(block) != IoStatus.WOULD_BLOCK);
    }
  }

  /** Receives until nothing more comes for a while: in-flight data counts. */
  private void drain(StreamSocket socket) throws IOException {
    try (IoBuffer block = IoBuffer.allocate(1 << 20);
        Poller<String> own = Poller.open(mechanism())) {
      own.register(socket, Interest.READ, "drained");
      while (own.await(Duration.ofMillis(100).toNanos()) > 0) {
        socket.recv(block.clear());
      }
    }
  }

  @Test
  void connectionToAccept_event_isReadable() throws Exception {
    ListeningSocket listener = listener();
    poller.register(listener, Interest.READ, "listener");
    assertThat(poller.await(0)).isZero();
    opened(sockets().connectTo(listener.localEndpoint()));
    awaitOne();
    assertThat(poller.isReadable(0)).isTrue();
    opened(requireNonNull(listener.accept()));
    assertThat(poller.await(0)).isZero();
  }

  @Test
  void connectionUnderWay_established_isWritable() throws Exception {
    ListeningSocket listener = listener();
    StreamSocket client = opened(sockets().openStream(Family.INET4));
    client.setBlocking(false);
    boolean done = client.connect(listener.localEndpoint());
    poller.register(client, Interest.WRITE, "client");
    awaitOne();
    assertThat(poller.isWritable(0)).isTrue();
    assertThat(done || client.finishConnect()).isTrue();
    // The same registration goes on for the connection that stands.
    awaitOne();
    assertThat(poller.isWritable(0)).isTrue();
    poller.modify(client, Interest.READ, "client");
    StreamSocket server = opened(requireNonNull(listener.accept()));
    send(server, "x");
    awaitOne();
    assertThat(recv(client)).isEqualTo("x");
  }

  @Test
  void connectionUnderWay_refused_isWritableAndTheErrorIsThere() throws Exception {
    ListeningSocket listener = listener();
    StreamSocket client = opened(sockets().openStream(Family.INET4));
    client.setBlocking(false);
    Endpoint nobody = listener.localEndpoint();
    listener.close();
    // A non-blocking connect over loopback may be refused at once, or a moment later.
    assertThatThrownBy(
            () -> {
              client.connect(nobody);
              poller.register(client, Interest.WRITE, "client");
              awaitOne();
              assertThat(poller.isWritable(0)).isTrue();
              client.finishConnect();
            })
        .isInstanceOfSatisfying(
            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ECONNREFUSED));
  }

  @Test
  void levelTriggered_notDrained_reportsAgainAndAgain() throws Exception {
    Connection connection = new Connection();
    poller.register(connection.server, Interest.READ, "server");
    send(connection.client, "xy");
    awaitOne();
    awaitOne();
    // A partial read leaves a reason.
    connection.server.recv(buffer.clear().filled(buffer.capacity() - 1));
    awaitOne();
    assertThat(recv(connection.server)).isEqualTo("y");
    assertThat(poller.await(0)).isZero();
  }

  @Test
  void peerShutsDownSending_event_isReadableAndWritableStill() throws Exception {
    Connection connection = new Connection();
    connection.client.shutdown(Shutdown.WRITE);
    poller.register(connection.server, Interest.READ, "server");
    awaitOne();
    assertThat(poller.isReadable(0)).isTrue();
    assertThat(connection.server.recv(buffer.clear())).isEqualTo(IoStatus.END_OF_STREAM);
    poller.modify(connection.server, Interest.WRITE, "server");
    awaitOne();
    assertThat(poller.isWritable(0)).isTrue();
  }

  @Test
  void peerResets_event_isReadinessForWhatIsAsked() throws Exception {
    Connection connection = new Connection();
    poller.register(connection.server, Interest.READ, "server");
    connection.client.set(SocketOptions.SO_LINGER, Optional.of(Duration.ZERO));
    connection.client.close();
    awaitOne();
    assertThat(poller.isReadable(0)).isTrue();
    assertThat(poller.isWritable(0)).isFalse();
    assertThatThrownBy(() -> connection.server.recv(buffer.clear()))
        .isInstanceOfSatisfying(
            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ECONNRESET));
  }

  @Test
  void emptyDatagram_event_isReadable() throws Exception {
    DatagramSocket receiver = datagramSocket();
    DatagramSocket sender = datagramSocket();
    poller.register(receiver, Interest.READ, "receiver");
    assertThat(sender.sendTo(buffer.clear(), receiver.localEndpoint())).isZero();
    awaitOne();
    assertThat(receiver.recv(buffer.clear())).isZero();
    assertThat(poller.await(0)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 999_999, 1_000_001, 30_000_000})
  void nothingReady_timeout_isNeverShort(long timeoutNanos) throws Exception {
    Connection connection = new Connection();
    poller.register(connection.server, Interest.READ, "server");
    long start = System.nanoTime();
    assertThat(poller.await(timeoutNanos)).isZero();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(timeoutNanos);
    assertThat(poller.wasWoken()).isFalse();
  }

  // 2^31 ms + 1 ms is 24.9 days: one more than an int of milliseconds holds.
  @ParameterizedTest
  @ValueSource(longs = {Poller.FOREVER, Long.MIN_VALUE, 2_147_483_649_000_000L, Long.MAX_VALUE})
  void longTimeout_dataArrives_endsTheWait(long timeoutNanos) throws Exception {
    Connection connection = new Connection();
    poller.register(connection.server, Interest.READ, "server");
    Async.Task<Integer> waiting = async.start(() -> poller.await(timeoutNanos));
    waiting.awaitBlocked();
    send(connection.client, "x");
    assertThat(waiting.join()).isEqualTo(1);
  }

  @Test
  void moreReadyThanOneWaitReports_nextWaits_starveNobody() throws Exception {
    // A datagram socket has always room to send.
    int sources = 600;
    for (int i = 0; i < sources; i++) {
      poller.register(datagramSocket(), Interest.WRITE, "source " + i);
    }
    assertThat(poller.size()).isEqualTo(sources);
    List<String> seen = new ArrayList<>();
    for (int wait = 0; wait < 3; wait++) {
      int count = poller.await(SOON);
      for (int i = 0; i < count; i++) {
        seen.add(poller.attachment(i));
      }
    }
    assertThat(seen).contains("source 0", "source 599");
    assertThat(seen.stream().distinct()).hasSize(sources);
  }

  @Test
  void index_outsideTheEvents_isRefused() throws Exception {
    Connection connection = new Connection();
    poller.register(connection.client, Interest.WRITE, "client");
    awaitOne();
    assertThatThrownBy(() -> poller.attachment(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> poller.isReadable(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    poller.unregister(connection.client);
    assertThat(poller.await(0)).isZero();
    assertThatThrownBy(() -> poller.source(0))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("reported 0 events");
  }
}
