package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Async;
import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.FdClosedException;
import dev.sluice.OpenDescriptors;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How connections begin. */
abstract class StreamSocketConnectContract extends StreamSocketFixture {
  private static final long FOREVER = -1;

  @Test
  void endpoints_ofAConnection_mirrorEachOther() throws Exception {
    Connection connection = connect();
    Endpoint local = connection.listener().localEndpoint();
    assertThat(connection.client().peerEndpoint()).isEqualTo(local);
    assertThat(connection.server().localEndpoint()).isEqualTo(local);
    assertThat(connection.server().peerEndpoint()).isEqualTo(connection.client().localEndpoint());
  }

  @Test
  void accept_nobodyWaits_nonBlockingReturnsNull() throws Exception {
    ListeningSocket listener = listening(8);
    listener.setBlocking(false);
    assertThat(listener.accept()).isNull();
    connected(listener.localEndpoint());
    assertThat(listener.awaitReadable(FOREVER)).isTrue();
    StreamSocket accepted = accept(listener);
    assertThat(accepted.isBlocking()).as("as its listening socket").isFalse();
    assertThat(listener.accept()).isNull();
  }

  @Test
  void accept_clientComesLater_waitsForIt() throws Exception {
    ListeningSocket listener = listening(8);
    Async.Task<StreamSocket> acceptor = async.start(() -> accept(listener));
    acceptor.awaitBlocked();
    StreamSocket client = connected(listener.localEndpoint());
    assertThat(acceptor.join().peerEndpoint()).isEqualTo(client.localEndpoint());
  }

  @Test
  void accept_closedMeanwhile_wakes() throws Exception {
    ListeningSocket listener = listening(8);
    Async.Task<StreamSocket> acceptor = async.start(() -> accept(listener));
    acceptor.awaitBlocked();
    listener.close();
    assertThatThrownBy(acceptor::join).isInstanceOf(FdClosedException.class);
  }

  @Test
  void accept_interrupted_throws() throws Exception {
    ListeningSocket listener = listening(8);
    Async.Task<StreamSocket> acceptor = async.start(() -> accept(listener));
    acceptor.awaitBlocked();
    acceptor.thread().interrupt();
    assertThatThrownBy(acceptor::join).isInstanceOf(InterruptedIOException.class);
  }

  @Test
  void accept_timeout_isNeverShortAndTheNextOneWaitsAnew() throws Exception {
    ListeningSocket listener = listening(8);
    listener.setTimeout(30);
    long start = System.nanoTime();
    assertThatThrownBy(listener::accept)
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage(listener.calls() + " could not accept within 30 ms");
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
    connected(listener.localEndpoint());
    listener.setTimeout(Async.DEADLINE_MILLIS);
    assertThat(accept(listener).isBlocking()).isTrue();
  }

  @Test
  void connect_nobodyListens_isRefusedAndLeavesNothingOpen() throws Exception {
    ListeningSocket listener = listening(8);
    Endpoint gone = listener.localEndpoint();
    listener.close();
    OpenDescriptors before = OpenDescriptors.now();
    assertThatThrownBy(() -> connected(gone))
        .isInstanceOf(ErrnoException.class)
        .hasMessageMatching(
            "connect\\((fd|channel) \\d+, .*\\): ECONNREFUSED \\(111\\) Connection refused")
        .hasMessageContaining(gone.toString());
    assertThat(OpenDescriptors.now().since(before)).isEmpty();
  }

  @Test
  void connect_nonBlocking_isFinishedOnceWritable() throws Exception {
    ListeningSocket listener = listening(8);
    Endpoint peer = listener.localEndpoint();
    StreamSocket client = unconnected(peer);
    client.setBlocking(false);
    if (!client.connect(peer)) {
      assertThat(client.awaitWritable(FOREVER)).isTrue();
      assertThat(client.finishConnect()).isTrue();
    }
    assertThat(client.peerEndpoint()).isEqualTo(peer);
    accept(listener);
  }

  @Test
  void connect_nonBlockingAndRefused_finishConnectSaysSo() throws Exception {
    ListeningSocket listener = listening(8);
    Endpoint gone = listener.localEndpoint();
    listener.close();
    StreamSocket client = unconnected(gone);
    client.setBlocking(false);
    assertThatThrownBy(
            () -> {
              if (!client.connect(gone) && client.awaitWritable(FOREVER)) {
                client.finishConnect();
              }
            })
        .isInstanceOfSatisfying(
            ErrnoException.class,
            refused -> assertThat(refused.errno()).isEqualTo(Errno.ECONNREFUSED));
  }

  @Test
  void finishConnect_neverBegun_isRefused() throws Exception {
    StreamSocket socket = unconnected(freshLocal());
    assertThatThrownBy(socket::finishConnect)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no connection of " + socket.calls() + " is under way: call connect first");
  }

  @Test
  void connect_twice_isRefusedByTheKernel() throws Exception {
    Connection connection = connect();
    Endpoint peer = connection.listener().localEndpoint();
    // Linux answers a TCP socket that connected in the background once more with success.
    assertThatThrownBy(
            () -> {
              connection.client().connect(peer);
              connection.client().connect(peer);
            })
        .isInstanceOfSatisfying(
            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EISCONN));
  }

  @Test
  void connect_backlogFull_waitsUntilThereIsRoom() throws Exception {
    ListeningSocket listener = listening(0);
    Endpoint peer = listener.localEndpoint();
    fillBacklog(peer);
    Async.Task<StreamSocket> client = async.start(() -> connected(peer));
    client.awaitBlocked();
    listener.setBlocking(false);
    while (!client.isDone()) {
      StreamSocket accepted = listener.accept();
      if (accepted != null) {
        accepted.close();
      }
    }
    assertThat(client.join().peerEndpoint()).isEqualTo(peer);
  }

  @Test
  void connect_backlogFull_timeoutIsNeverShort() throws Exception {
    ListeningSocket listener = listening(0);
    Endpoint peer = listener.localEndpoint();
    fillBacklog(peer);
    StreamSocket client = unconnected(peer);
    client.setTimeout(30);
    long start = System.nanoTime();
    assertThatThrownBy(() -> client.connect(peer))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage(client.calls() + " could not connect to " + peer + " within 30 ms");
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(30));
  }

  @Test
  void connect_closedMeanwhile_wakes() throws Exception {
    ListeningSocket listener = listening(0);
    Endpoint peer = listener.localEndpoint();
    fillBacklog(peer);
    StreamSocket client = unconnected(peer);
    Async.Task<Boolean> connecting = async.start(() -> client.connect(peer));
    connecting.awaitBlocked();
    client.close();
    assertThatThrownBy(connecting::join).isInstanceOf(FdClosedException.class);
  }

  @Test
  void connect_interrupted_throwsAndKeepsTheStatus() throws Exception {
    ListeningSocket listener = listening(0);
    Endpoint peer = listener.localEndpoint();
    fillBacklog(peer);
    StreamSocket client = unconnected(peer);
    Async.Task<Boolean> connecting =
        async.start(
            () -> {
              try {
                return client.connect(peer);
              } finally {
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
              }
            });
    connecting.awaitBlocked();
    connecting.thread().interrupt();
    assertThatThrownBy(connecting::join).isInstanceOf(InterruptedIOException.class);
  }
}
