package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Async;
import dev.sluice.FdClosedException;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

/** How transfers wait, or do not. Connected sockets of {@link StreamSocketConnectContract}. */
abstract class StreamSocketWaitContract extends StreamSocketConnectContract {
  private Async.Task<Integer> recvElsewhere(StreamSocket socket) {
    return async.start(() -> socket.recv(allocate(8)));
  }

  private Async.Task<Integer> sendElsewhere(StreamSocket socket) {
    return async.start(() -> socket.send(allocate(8).put(1)));
  }

  @Test
  void recv_nothingThere_nonBlockingSaysWouldBlock() throws Exception {
    Connection connection = connect();
    IoBuffer buffer = allocate(8);
    connection.client().setBlocking(false);
    assertThat(connection.client().recv(buffer)).isEqualTo(IoStatus.WOULD_BLOCK);
    assertThat(buffer.isEmpty()).isTrue();
    connection.server().send(allocate(8).put(7));
    assertThat(connection.client().awaitReadable(-1)).isTrue();
    assertThat(connection.client().recv(buffer)).isEqualTo(1);
    assertThat(buffer.get()).isEqualTo(7);
  }

  @Test
  void send_kernelIsFull_nonBlockingSaysWouldBlockAndKeepsTheRest() throws Exception {
    Connection connection = connect();
    long taken = fill(connection.client());
    IoBuffer buffer = allocate(8).put(1);
    assertThat(connection.client().send(buffer)).isEqualTo(IoStatus.WOULD_BLOCK);
    assertThat(buffer.readable()).isEqualTo(1);
    Async.Task<Long> reader = async.start(() -> drain(connection.server()));
    connection.client().setBlocking(true);
    assertThat(connection.client().send(buffer)).isEqualTo(1);
    connection.client().shutdown(Shutdown.WRITE);
    assertThat(reader.join()).isEqualTo(taken + 1);
  }

  @Test
  void recv_dataComesLater_waitsForIt() throws Exception {
    Connection connection = connect();
    Async.Task<Integer> receiver = recvElsewhere(connection.client());
    receiver.awaitBlocked();
    connection.server().send(allocate(8).put(1));
    assertThat(receiver.join()).isEqualTo(1);
  }

  @Test
  void recv_timeout_isNeverShortAndHasNoEffectOnLaterOnes() throws Exception {
    Connection connection = connect();
    StreamSocket client = connection.client();
    client.setTimeout(30);
    IoBuffer buffer = allocate(8);
    for (int i = 0; i < 2; i++) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> client.recv(buffer))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessage(client.calls() + " could not receive within 30 ms");
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
    }
    connection.server().send(allocate(8).put(1));
    client.setTimeout(Async.DEADLINE_MILLIS);
    assertThat(client.recv(buffer)).isEqualTo(1);
    client.setBlocking(false);
    assertThat(client.recv(buffer)).isEqualTo(IoStatus.WOULD_BLOCK);
  }

  @Test
  void send_timeout_isNeverShort() throws Exception {
    Connection connection = connect();
    StreamSocket client = connection.client();
    fill(client);
    client.setTimeout(30);
    long start = System.nanoTime();
    assertThatThrownBy(() -> client.send(allocate(8).put(1)))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage(client.calls() + " could not send within 30 ms");
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
  }

  @Test
  void setTimeout_notPositive_isRefused() throws Exception {
    StreamSocket socket = unconnected(freshLocal());
    assertThatThrownBy(() -> socket.setTimeout(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a timeout is at least 1 ms, not 0; setBlocking says whether to wait at all");
    socket.setTimeout(Long.MAX_VALUE);
    assertThat(socket.isBlocking()).isTrue();
  }

  @Test
  void recv_longestTimeout_waits() throws Exception {
    Connection connection = connect();
    connection.client().setTimeout(Long.MAX_VALUE);
    Async.Task<Integer> receiver = recvElsewhere(connection.client());
    receiver.awaitBlocked();
    connection.server().send(allocate(8).put(1));
    assertThat(receiver.join()).isEqualTo(1);
  }

  @Test
  void recv_interrupted_throwsAndTheConnectionLives() throws Exception {
    Connection connection = connect();
    Async.Task<Integer> receiver = recvElsewhere(connection.client());
    receiver.awaitBlocked();
    receiver.thread().interrupt();
    assertThatThrownBy(receiver::join).isInstanceOf(InterruptedIOException.class);
    connection.server().send(allocate(8).put(1));
    assertThat(connection.client().recv(allocate(8))).isEqualTo(1);
  }

  @Test
  void send_interrupted_throwsAndTheConnectionLives() throws Exception {
    Connection connection = connect();
    long taken = fill(connection.client());
    connection.client().setBlocking(true);
    Async.Task<Integer> sender = sendElsewhere(connection.client());
    sender.awaitBlocked();
    sender.thread().interrupt();
    assertThatThrownBy(sender::join).isInstanceOf(InterruptedIOException.class);
    connection.client().shutdown(Shutdown.WRITE);
    assertThat(drain(connection.server())).isEqualTo(taken);
  }

  @Test
  void recv_closedMeanwhile_wakesAndThePeerSeesTheEnd() throws Exception {
    Connection connection = connect();
    Async.Task<Integer> receiver = recvElsewhere(connection.client());
    receiver.awaitBlocked();
    connection.client().close();
    assertThatThrownBy(receiver::join).isInstanceOf(FdClosedException.class);
    assertThat(connection.server().recv(allocate(8))).isEqualTo(IoStatus.END_OF_STREAM);
  }

  @Test
  void send_closedMeanwhile_wakes() throws Exception {
    Connection connection = connect();
    fill(connection.client());
    connection.client().setBlocking(true);
    Async.Task<Integer> sender = sendElsewhere(connection.client());
    sender.awaitBlocked();
    connection.client().close();
    assertThatThrownBy(sender::join).isInstanceOf(FdClosedException.class);
  }

  @Test
  void close_receiverAndSenderWait_bothWake() throws Exception {
    Connection connection = connect();
    fill(connection.client());
    connection.client().setBlocking(true);
    Async.Task<Integer> sender = sendElsewhere(connection.client());
    Async.Task<Integer> receiver = recvElsewhere(connection.client());
    sender.awaitBlocked();
    receiver.awaitBlocked();
    connection.client().close();
    assertThatThrownBy(sender::join).isInstanceOf(FdClosedException.class);
    assertThatThrownBy(receiver::join).isInstanceOf(FdClosedException.class);
  }

  @Test
  void recv_withSpin_receivesSoonerOrLater_orSaysThatItCannotSpin() throws Exception {
    Connection connection = connect();
    StreamSocket client = connection.client();
    if (!(client.calls() instanceof LinuxCalls)) {
      assertThatThrownBy(() -> client.setSpin(1))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageEndingWith("does not have it; Backend.linux() has");
      return;
    }
    client.setSpin(100_000);
    Async.Task<Integer> receiver = recvElsewhere(client);
    receiver.awaitBlocked(); // the answer is late
    connection.server().send(allocate(8).put(1));
    assertThat(receiver.join()).isEqualTo(1);
    connection.server().send(allocate(8).put(2));
    assertThat(client.recv(allocate(8))).isEqualTo(1);
  }
}
