package dev.sluice.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Async;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.FdClosedException;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What stream sockets do, whatever carries them: this class about transfers, those above about
 * connecting and waiting.
 */
abstract class StreamSocketContract extends StreamSocketWaitContract {
  private static final long BULK_BYTES = 64L << 20;
  private static final int SMALL_BYTES = 4096;

  @Test
  void send_peerReceives_sameBytesBothWays() throws Exception {
    Connection connection = connect();
    IoBuffer buffer = allocate(64).put("ping", UTF_8);
    IoBuffer echo = allocate(64);
    assertThat(connection.client().send(buffer)).isEqualTo(4);
    assertThat(connection.server().recv(echo)).isEqualTo(4);
    assertThat(connection.server().send(echo)).isEqualTo(4);
    assertThat(connection.client().recv(buffer)).isEqualTo(4);
    assertThat(buffer.getAll(UTF_8)).isEqualTo("ping");
  }

  @Test
  void send_emptyBuffer_isZeroAndNoEndOfStream() throws Exception {
    Connection connection = connect();
    assertThat(connection.client().send(allocate(8))).isZero();
    connection.server().setBlocking(false);
    assertThat(connection.server().recv(allocate(8))).isEqualTo(IoStatus.WOULD_BLOCK);
  }

  @Test
  void recv_fullBuffer_isRefused() throws Exception {
    Connection connection = connect();
    IoBuffer full = allocate(1).put(1);
    assertThatThrownBy(() -> connection.client().recv(full))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            full + " is full: compact or clear it, receiving 0 bytes would look like the end");
  }

  @Test
  void send_moreThanTheKernelTakes_isPartialAndTheRestStaysReadable() throws Exception {
    Connection connection = connect();
    connection.client().setBlocking(false);
    IoBuffer large = allocate(32 << 20);
    large.filled(large.capacity());
    int sent = connection.client().send(large);
    assertThat(sent).isPositive().isLessThan(large.capacity());
    assertThat(large.readable()).isEqualTo(large.capacity() - sent);
  }

  @Test
  void shutdown_writing_peerReadsTheRestAndCanStillAnswer() throws Exception {
    Connection connection = connect();
    connection.client().send(allocate(8).put("last", UTF_8));
    connection.client().shutdown(Shutdown.WRITE);
    IoBuffer buffer = allocate(8);
    assertThat(connection.server().recv(buffer)).isEqualTo(4);
    assertThat(connection.server().recv(buffer)).isEqualTo(IoStatus.END_OF_STREAM);
    assertThat(connection.server().recv(buffer)).isEqualTo(IoStatus.END_OF_STREAM);
    assertThat(connection.server().send(buffer)).isEqualTo(4);
    assertThat(connection.client().recv(allocate(8))).isEqualTo(4);
  }

  @Test
  void send_ownSideShutDown_isEpipeAndNoSignal() throws Exception {
    Connection connection = connect();
    connection.client().shutdown(Shutdown.WRITE);
    assertThatThrownBy(() -> connection.client().send(allocate(8).put(1)))
        .isInstanceOf(ErrnoException.class)
        .hasMessage("send(" + connection.client().calls() + "): EPIPE (32) Broken pipe");
  }

  @Test
  void recv_peerClosedWithUnreadData_isEconnreset() throws Exception {
    Connection connection = connect();
    connection.client().send(allocate(8).put(1));
    assertThat(connection.server().awaitReadable(-1)).isTrue();
    // Both TCP and AF_UNIX reset a connection that is closed with data unread.
    connection.server().close();
    IoBuffer buffer = allocate(8);
    assertThatThrownBy(() -> connection.client().recv(buffer))
        .isInstanceOfSatisfying(
            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ECONNRESET));
    assertThat(buffer.isEmpty()).isTrue();
  }

  @Test
  void closed_anyOperation_isRefused() throws Exception {
    Connection connection = connect();
    StreamSocket client = connection.client();
    client.close();
    client.close();
    IoBuffer buffer = allocate(8).put(1);
    String sentence = client.calls() + " is closed: open a new one";
    assertThatThrownBy(() -> client.recv(buffer))
        .isInstanceOf(FdClosedException.class)
        .hasMessage(sentence);
    assertThatThrownBy(() -> client.send(buffer)).hasMessage(sentence);
    assertThatThrownBy(() -> client.shutdown(Shutdown.BOTH)).hasMessage(sentence);
    assertThatThrownBy(client::localEndpoint).hasMessage(sentence);
    assertThatThrownBy(client::peerEndpoint).hasMessage(sentence);
    assertThatThrownBy(() -> client.get(SocketOptions.SO_ERROR)).hasMessage(sentence);
    assertThatThrownBy(() -> client.set(SocketOptions.SO_KEEPALIVE, true)).hasMessage(sentence);
    assertThat(client.isOpen()).isFalse();
    connection.listener().close();
    assertThatThrownBy(connection.listener()::accept).isInstanceOf(FdClosedException.class);
  }

  @Test
  void bulk_bothWaysThroughSmallBuffers_everyByteInItsPlace() throws Exception {
    Connection connection = connect();
    for (StreamSocket end : List.of(connection.client(), connection.server())) {
      end.set(SocketOptions.SO_RCVBUF, 64 * 1024);
    }
    Async.Task<Long> up = async.start(() -> sendBulk(connection.client(), 1));
    Async.Task<Long> down = async.start(() -> sendBulk(connection.server(), 2));
    Async.Task<Long> upEnd = async.start(() -> recvBulk(connection.server(), 1));
    Async.Task<Long> downEnd = async.start(() -> recvBulk(connection.client(), 2));
    for (Async.Task<Long> task : List.of(up, down, upEnd, downEnd)) {
      assertThat(task.join(Duration.ofMinutes(1).toNanos())).isEqualTo(BULK_BYTES);
    }
  }

  /** The byte at a place of the stream: no period that a lost or doubled buffer would fit. */
  private static byte byteAt(long position, int seed) {
    return (byte) ((position * 31 + seed) ^ (position >>> 12));
  }

  private long sendBulk(StreamSocket socket, int seed) throws IOException {
    IoBuffer buffer = allocate(SMALL_BYTES);
    long sent = 0;
    long put = 0;
    while (sent < BULK_BYTES) {
      buffer.compact();
      while (buffer.writable() > 0 && put < BULK_BYTES) {
        buffer.put(byteAt(put++, seed));
      }
      sent += socket.send(buffer);
    }
    socket.shutdown(Shutdown.WRITE);
    return sent;
  }

  private long recvBulk(StreamSocket socket, int seed) throws IOException {
    IoBuffer buffer = allocate(SMALL_BYTES);
    long received = 0;
    while (socket.recv(buffer.clear()) != IoStatus.END_OF_STREAM) {
      for (int i = buffer.readable(); i > 0; i--) {
        byte expected = byteAt(received, seed);
        if ((byte) buffer.get() != expected) {
          throw new AssertionError("another byte than sent at " + received);
        }
        received++;
      }
    }
    return received;
  }

  @Test
  void buffers_setAndGet_areAtLeastWhatWasAskedFor() throws Exception {
    StreamSocket client = connect().client();
    for (SocketOption<Integer> option : List.of(SocketOptions.SO_SNDBUF, SocketOptions.SO_RCVBUF)) {
      client.set(option, 20_000);
      assertThat(client.get(option)).as("%s", option).isGreaterThanOrEqualTo(20_000);
    }
  }
}
