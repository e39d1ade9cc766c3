package dev.sluice.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Async;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.Fd;
import dev.sluice.FdClosedException;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.UnixEndpoint;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Records over AF_UNIX, and pairs of each type. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class SeqpacketSocketTest {
  @RegisterExtension final Async async = new Async();

  private final SocketPair<SeqpacketSocket> pair = SocketPair.seqpacket();
  private final IoBuffer buffer = IoBuffer.allocate(64);
  private final Message message = Message.allocate(1, 64).setBuffers(buffer);

  SeqpacketSocketTest() throws Exception {}

  @AfterEach
  void close() {
    pair.close();
    message.close();
    buffer.close();
  }

  private void send(String record) throws Exception {
    pair.first().send(buffer.clear().put(record, UTF_8), MsgFlags.NONE);
    buffer.clear();
  }

  @Test
  void records_areKeptApart() throws Exception {
    send("ab");
    send("cde");
    assertThat(pair.second().recv(buffer, MsgFlags.NONE)).isEqualTo(2);
    assertThat(pair.second().recv(buffer, MsgFlags.NONE)).isEqualTo(3);
    assertThat(buffer.getAll(UTF_8)).isEqualTo("abcde");
    pair.first().shutdown(Shutdown.WRITE);
    assertThat(pair.second().recv(buffer, MsgFlags.NONE)).isEqualTo(IoStatus.END_OF_STREAM);
    assertThat(pair.second().recv(message, MsgFlags.NONE)).isEqualTo(IoStatus.END_OF_STREAM);
  }

  @Test
  void record_longerThanTheRoom_isCutAndTold() throws Exception {
    send("abcdef");
    send("next");
    try (IoBuffer tiny = IoBuffer.allocate(2)) {
      assertThat(pair.second().recv(tiny, MsgFlags.PEEK)).isEqualTo(6);
      message.setBuffers(tiny.clear());
      assertThat(pair.second().recv(message, MsgFlags.NONE)).isEqualTo(6);
      assertThat(message.flags()).isEqualTo(MsgFlags.TRUNC);
      assertThat(tiny.getAll(UTF_8)).isEqualTo("ab");
    }
    // unix(7): what did not fit is lost, and the next record comes next.
    assertThat(pair.second().recv(buffer, MsgFlags.NONE)).isEqualTo(4);
  }

  @Test
  void eor_isTakenWithARecord() throws Exception {
    buffer.put("x", UTF_8);
    assertThat(pair.first().send(message, MsgFlags.EOR)).isEqualTo(1);
    assertThat(pair.second().recv(message, MsgFlags.NONE)).isEqualTo(1);
    // unix(7) keeps records apart by itself: the mark is accepted, and not handed on.
    assertThat(message.flags().containsAll(MsgFlags.TRUNC)).isFalse();
  }

  @Test
  void descriptor_passesWithARecord() throws Exception {
    message.ancillary().addRights(pair.first().fd());
    buffer.put("x", UTF_8);
    pair.first().send(message, MsgFlags.NONE);
    pair.second().recv(message, MsgFlags.NONE);
    assertThat(message.ancillary().takeRights()).hasSize(1).allSatisfy(Fd::close);
  }

  @Test
  void emptyRecord_isRefused() {
    assertThatThrownBy(() -> pair.first().send(buffer, MsgFlags.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no bytes");
    assertThatThrownBy(() -> pair.first().send(message, MsgFlags.NONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void waiting_timeoutDontwaitAndClose() throws Exception {
    SeqpacketSocket second = pair.second();
    assertThat(second.recv(buffer, MsgFlags.DONTWAIT)).isEqualTo(IoStatus.WOULD_BLOCK);
    second.setTimeout(20);
    assertThatThrownBy(() -> second.recv(buffer, MsgFlags.NONE))
        .isInstanceOf(SocketTimeoutException.class);
    second.setBlocking(true);
    Async.Task<Integer> waiting =
        async.start(
            () -> {
              try (IoBuffer own = IoBuffer.allocate(8)) {
                return second.recv(own, MsgFlags.NONE);
              }
            });
    waiting.awaitBlocked();
    second.close();
    assertThatThrownBy(waiting::join).isInstanceOf(FdClosedException.class);
  }

  @Test
  void listenConnectAccept_bringsAConnection() throws Exception {
    try (SeqpacketSocket listener = SeqpacketSocket.open(Family.UNIX);
        SeqpacketSocket client = SeqpacketSocket.open(Family.UNIX)) {
      listener.bind(UnixEndpoint.unnamed());
      listener.setBlocking(false);
      listener.listen(1);
      assertThat(listener.accept()).isNull();
      client.connect(listener.localEndpoint());
      assertThat(client.peerEndpoint()).isEqualTo(listener.localEndpoint());
      listener.setTimeout(Async.DEADLINE_MILLIS);
      try (SeqpacketSocket accepted = requireNonNull(listener.accept())) {
        client.send(buffer.put("hi", UTF_8), MsgFlags.NONE);
        assertThat(accepted.recv(buffer, MsgFlags.NONE)).isEqualTo(2);
      }
      assertThatThrownBy(() -> client.connect(UnixEndpoint.abstractName("sluice-nobody")))
          .isInstanceOf(ErrnoException.class);
    }
  }

  @Test
  void connect_fullBacklogOrNobody_saysSo() throws Exception {
    try (SeqpacketSocket listener = SeqpacketSocket.open(Family.UNIX);
        SeqpacketSocket first = SeqpacketSocket.open(Family.UNIX);
        SeqpacketSocket second = SeqpacketSocket.open(Family.UNIX)) {
      assertThatThrownBy(() -> first.connect(UnixEndpoint.abstractName("sluice-nobody")))
          .isInstanceOfSatisfying(
              ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ECONNREFUSED));
      listener.bind(UnixEndpoint.unnamed());
      listener.listen(0);
      // connect(2): with backlog 0 one connection waits, and the next finds no room.
      first.connect(listener.localEndpoint());
      second.setTimeout(20);
      assertThatThrownBy(() -> second.connect(listener.localEndpoint()))
          .isInstanceOf(SocketTimeoutException.class);
      second.setBlocking(false);
      assertThatThrownBy(() -> second.connect(listener.localEndpoint()))
          .isInstanceOfSatisfying(
              ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EAGAIN));
    }
  }

  @Test
  void pairs_ofEachType_areConnected() throws Exception {
    try (SocketPair<StreamSocket> streams = SocketPair.stream();
        SocketPair<DatagramSocket> datagrams = SocketPair.datagram()) {
      // socketpair(2): sockets of AF_UNIX, of the type that was asked for.
      assertThat(streams.first().get(SocketOptions.SO_TYPE)).isEqualTo(1);
      assertThat(datagrams.first().get(SocketOptions.SO_TYPE)).isEqualTo(2);
      assertThat(pair.first().get(SocketOptions.SO_TYPE)).isEqualTo(5);
      streams.first().send(buffer.put("a", UTF_8));
      datagrams.second().send(buffer.put("bc", UTF_8));
      assertThat(streams.second().recv(buffer)).isEqualTo(1);
      assertThat(datagrams.first().recv(buffer)).isEqualTo(2);
      assertThat(buffer.getAll(UTF_8)).isEqualTo("abc");
    }
  }
}
