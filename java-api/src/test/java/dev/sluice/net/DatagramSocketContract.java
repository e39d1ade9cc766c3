package dev.sluice.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Async;
import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.FdClosedException;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.NoLeakedDescriptors;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What datagram sockets do, whatever carries them. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
abstract class DatagramSocketContract {
  @RegisterExtension final Async async = new Async();

  final IoBuffer buffer = IoBuffer.allocate(256);
  private final List<DatagramSocket> opened = new ArrayList<>();

  /** Returns an address to bind to that nobody else uses. */
  abstract Endpoint freshLocal() throws IOException;

  /** Opens a socket. */
  DatagramSocket open(Family family) throws IOException {
    return DatagramSocket.open(family);
  }

  @AfterEach
  void closeAll() {
    opened.forEach(DatagramSocket::close);
    buffer.close();
  }

  final DatagramSocket unbound() throws IOException {
    DatagramSocket socket = open(freshLocal().family());
    opened.add(socket);
    socket.setTimeout(Async.DEADLINE_MILLIS);
    return socket;
  }

  final DatagramSocket bound() throws IOException {
    DatagramSocket socket = unbound();
    socket.bind(freshLocal());
    return socket;
  }

  final IoBuffer text(String text) {
    return buffer.clear().put(text, US_ASCII);
  }

  final String recv(DatagramSocket socket) throws IOException {
    socket.recv(buffer.clear());
    return buffer.getAll(US_ASCII);
  }

  private static void assertErrno(Throwable failure, Errno... any) {
    assertThat(failure)
        .isInstanceOfSatisfying(ErrnoException.class, e -> assertThat(any).contains(e.errno()));
  }

  @Test
  void sendTo_receiver_learnsTextAndSender() throws Exception {
    DatagramSocket receiver = bound();
    DatagramSocket sender = bound();
    assertThat(sender.sendTo(text("ping"), receiver.localEndpoint())).isEqualTo(4);
    assertThat(buffer.isEmpty()).isTrue();
    Sender from = new Sender();
    assertThat(receiver.recvFrom(buffer.clear(), from)).isEqualTo(4);
    assertThat(buffer.getAll(US_ASCII)).isEqualTo("ping");
    assertThat(from.endpoint()).isEqualTo(sender.localEndpoint());
    // What was heard is an address to answer to.
    receiver.sendTo(text("pong"), from.endpoint());
    assertThat(recv(sender)).isEqualTo("pong");
  }

  @Test
  void severalDatagrams_received_staySeparate() throws Exception {
    DatagramSocket receiver = bound();
    DatagramSocket sender = bound();
    for (String each : List.of("one", "", "three")) {
      sender.sendTo(text(each), receiver.localEndpoint());
    }
    assertThat(recv(receiver)).isEqualTo("one");
    assertThat(receiver.recv(buffer.clear())).isZero();
    assertThat(recv(receiver)).isEqualTo("three");
  }

  @Test
  void bufferWithContent_received_isAppended() throws Exception {
    DatagramSocket receiver = bound();
    bound().sendTo(text("two"), receiver.localEndpoint());
    text("one+");
    assertThat(receiver.recv(buffer)).isEqualTo(3);
    assertThat(buffer.getAll(US_ASCII)).isEqualTo("one+two");
  }

  @Test
  void datagramLongerThanRoom_received_isCutAndSaysSo() throws Exception {
    DatagramSocket receiver = bound();
    DatagramSocket sender = bound();
    sender.sendTo(text("0123456789"), receiver.localEndpoint());
    sender.sendTo(text("next"), receiver.localEndpoint());
    try (IoBuffer small = IoBuffer.allocate(4)) {
      // recv(2): MSG_TRUNC returns the real length; the rest is discarded.
      assertThat(receiver.recv(small)).isEqualTo(10);
      assertThat(small.getAll(US_ASCII)).isEqualTo("0123");
    }
    assertThat(recv(receiver)).isEqualTo("next");
  }

  @Test
  void datagramInRoomForTheLongest_received_isWhole() throws Exception {
    DatagramSocket receiver = bound();
    DatagramSocket sender = bound();
    try (IoBuffer large = IoBuffer.allocate(1 << 17)) {
      int bytes = 30_000;
      sender.sendTo(large.filled(bytes), receiver.localEndpoint());
      assertThat(receiver.recv(large.clear())).isEqualTo(bytes);
      assertThat(large.readable()).isEqualTo(bytes);
    }
  }

  @Test
  void fullBuffer_recv_isRefusedAndNothingIsLost() throws Exception {
    DatagramSocket receiver = bound();
    bound().sendTo(text("kept"), receiver.localEndpoint());
    buffer.clear().filled(buffer.capacity());
    assertThatThrownBy(() -> receiver.recv(buffer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("full");
    assertThat(recv(receiver)).isEqualTo("kept");
  }

  @Test
  void sameSenderAgain_endpoint_isTheSameObject() throws Exception {
    DatagramSocket receiver = bound();
    DatagramSocket first = bound();
    DatagramSocket second = bound();
    Sender from = new Sender();
    assertThatThrownBy(from::endpoint).isInstanceOf(IllegalStateException.class);
    first.sendTo(text("a"), receiver.localEndpoint());
    receiver.recvFrom(buffer.clear(), from);
    Endpoint heard = from.endpoint();
    first.sendTo(text("b"), receiver.localEndpoint());
    receiver.recvFrom(buffer.clear(), from);
    assertThat(from.endpoint()).isSameAs(heard);
    second.sendTo(text("c"), receiver.localEndpoint());
    receiver.recvFrom(buffer.clear(), from);
    assertThat(from.endpoint()).isEqualTo(second.localEndpoint());
    first.sendTo(text("d"), receiver.localEndpoint());
    receiver.recvFrom(buffer.clear(), from);
    assertThat(from.endpoint()).isEqualTo(heard);
  }

  @Test
  void nothingThere_nonBlockingRecv_wouldBlockAndKeepsSender() throws Exception {
    DatagramSocket receiver = bound();
    DatagramSocket sender = bound();
    Sender from = new Sender();
    sender.sendTo(text("x"), receiver.localEndpoint());
    receiver.recvFrom(buffer.clear(), from);
    receiver.setBlocking(false);
    assertThat(receiver.recvFrom(buffer.clear(), from)).isEqualTo(IoStatus.WOULD_BLOCK);
    assertThat(from.endpoint()).isEqualTo(sender.localEndpoint());
    assertThat(buffer.isEmpty()).isTrue();
  }

  @Test
  void nothingThere_timeout_isNeverShort() throws Exception {
    DatagramSocket receiver = bound();
    receiver.setTimeout(10);
    long start = System.nanoTime();
    assertThatThrownBy(() -> receiver.recv(buffer)).isInstanceOf(SocketTimeoutException.class);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(10_000_000);
    // It is no worse for that.
    bound().sendTo(text("x"), receiver.localEndpoint());
    assertThat(recv(receiver)).isEqualTo("x");
  }

  private Async.Task<Integer> receiving(DatagramSocket receiver) {
    return async.start(
        () -> {
          try (IoBuffer own = IoBuffer.allocate(16)) {
            return receiver.recv(own);
          }
        });
  }

  @Test
  void blockedRecv_datagramArrives_returns() throws Exception {
    DatagramSocket receiver = bound();
    receiver.setBlocking(true);
    Async.Task<Integer> receiving = receiving(receiver);
    receiving.awaitBlocked();
    bound().sendTo(text("xy"), receiver.localEndpoint());
    assertThat(receiving.join()).isEqualTo(2);
  }

  @Test
  void blockedRecv_closedByAnotherThread_isTold() throws Exception {
    DatagramSocket receiver = bound();
    Async.Task<Integer> receiving = receiving(receiver);
    receiving.awaitBlocked();
    receiver.close();
    assertThatThrownBy(receiving::join).isInstanceOf(FdClosedException.class);
  }

  @Test
  void blockedRecv_interrupted_failsAndTheSocketStaysOpen() throws Exception {
    DatagramSocket receiver = bound();
    Async.Task<Integer> receiving = receiving(receiver);
    receiving.awaitBlocked();
    receiving.thread().interrupt();
    assertThatThrownBy(receiving::join)
        .isInstanceOf(InterruptedIOException.class)
        .isNotInstanceOf(SocketTimeoutException.class);
    assertThat(receiver.isOpen()).isTrue();
    bound().sendTo(text("x"), receiver.localEndpoint());
    assertThat(recv(receiver)).isEqualTo("x");
  }

  @Test
  void connected_sendAndRecv_reachThePeerAlone() throws Exception {
    DatagramSocket server = bound();
    DatagramSocket client = bound();
    client.connect(server.localEndpoint());
    assertThat(client.peerEndpoint()).isEqualTo(server.localEndpoint());
    assertThat(client.send(text("ping"))).isEqualTo(4);
    assertThat(recv(server)).isEqualTo("ping");
    server.sendTo(text("pong"), client.localEndpoint());
    Sender from = new Sender();
    client.recvFrom(buffer.clear(), from);
    assertThat(buffer.getAll(US_ASCII)).isEqualTo("pong");
    assertThat(from.endpoint()).isEqualTo(server.localEndpoint());
  }

  @Test
  void connectedElsewhere_sendGoes_there() throws Exception {
    DatagramSocket first = bound();
    DatagramSocket second = bound();
    DatagramSocket client = bound();
    client.connect(first.localEndpoint());
    client.connect(second.localEndpoint());
    assertThat(client.peerEndpoint()).isEqualTo(second.localEndpoint());
    client.send(text("x"));
    assertThat(recv(second)).isEqualTo("x");
  }

  @Test
  void disconnected_peer_isForgotten() throws Exception {
    DatagramSocket server = bound();
    DatagramSocket client = bound();
    client.disconnect();
    client.connect(server.localEndpoint());
    client.disconnect();
    assertThatThrownBy(client::peerEndpoint)
        .satisfies(e -> assertErrno(e, Errno.ENOTCONN))
        .hasMessageContaining("getpeername");
    assertThatThrownBy(() -> client.send(text("x")))
        .satisfies(e -> assertErrno(e, Errno.EDESTADDRREQ, Errno.ENOTCONN));
    assertThat(buffer.readable()).isEqualTo(1);
  }

  @Test
  void freshSocket_withoutPeer_saysSo() throws Exception {
    DatagramSocket socket = unbound();
    assertThat(socket.isBlocking()).isTrue();
    assertThatThrownBy(socket::peerEndpoint).satisfies(e -> assertErrno(e, Errno.ENOTCONN));
    // send(2): EDESTADDRREQ; AF_UNIX says ENOTCONN.
    assertThatThrownBy(() -> socket.send(text("x")))
        .satisfies(e -> assertErrno(e, Errno.EDESTADDRREQ, Errno.ENOTCONN));
  }

  @Test
  void addressInUse_bind_isRefused() throws Exception {
    Endpoint taken = bound().localEndpoint();
    DatagramSocket second = unbound();
    assertThatThrownBy(() -> second.bind(taken))
        .satisfies(e -> assertErrno(e, Errno.EADDRINUSE))
        .hasMessageContaining("bind(")
        .hasMessageContaining(taken.toString());
  }

  @Test
  void boundAlready_bind_isRefused() throws Exception {
    DatagramSocket socket = bound();
    Endpoint other = freshLocal();
    assertThatThrownBy(() -> socket.bind(other)).satisfies(e -> assertErrno(e, Errno.EINVAL));
  }

  @Test
  void datagramTooLong_send_isRefusedAndKept() throws Exception {
    DatagramSocket receiver = bound();
    DatagramSocket sender = bound();
    sender.set(SocketOptions.SO_SNDBUF, 1 << 16);
    try (IoBuffer large = IoBuffer.allocate(1 << 20)) {
      large.filled(large.capacity());
      assertThatThrownBy(() -> sender.sendTo(large, receiver.localEndpoint()))
          .satisfies(e -> assertErrno(e, Errno.EMSGSIZE))
          .hasMessageContaining("sendto(");
      assertThat(large.readable()).isEqualTo(large.capacity());
    }
  }

  @Test
  void receiveBuffer_option_isReadBack() throws Exception {
    DatagramSocket socket = bound();
    int former = socket.get(SocketOptions.SO_RCVBUF);
    socket.set(SocketOptions.SO_RCVBUF, 20_000);
    // socket(7): Linux doubles the value; NIO halves it again.
    assertThat(socket.get(SocketOptions.SO_RCVBUF)).isBetween(20_000, 40_000);
    assertThat(former).isPositive();
  }

  @Test
  void closed_everyCall_isRefused() throws Exception {
    DatagramSocket socket = bound();
    Endpoint local = socket.localEndpoint();
    socket.close();
    socket.close();
    assertThat(socket.isOpen()).isFalse();
    assertThatThrownBy(() -> socket.recv(buffer.clear())).isInstanceOf(FdClosedException.class);
    assertThatThrownBy(() -> socket.sendTo(text("x"), local)).isInstanceOf(FdClosedException.class);
    assertThatThrownBy(() -> socket.bind(local)).isInstanceOf(FdClosedException.class);
    assertThatThrownBy(() -> socket.connect(local)).isInstanceOf(FdClosedException.class);
    assertThatThrownBy(socket::disconnect).isInstanceOf(FdClosedException.class);
    assertThatThrownBy(socket::localEndpoint).isInstanceOf(FdClosedException.class);
    assertThatThrownBy(socket::peerEndpoint).isInstanceOf(FdClosedException.class);
    assertThatThrownBy(() -> socket.get(SocketOptions.SO_RCVBUF))
        .isInstanceOf(FdClosedException.class);
  }
}
