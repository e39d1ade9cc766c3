package dev.sluice.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.AllocatedBytes;
import dev.sluice.Async;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.FdClosedException;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.UnixEndpoint;
import dev.sluice.backend.Backend;
import java.io.EOFException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Transfers with flags, and those that go on until all bytes are through. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class FlaggedTransferTest {
  @RegisterExtension final Async async = new Async();

  private final ListeningSocket listener;
  private final StreamSocket client;
  private final StreamSocket server;
  private final IoBuffer out = IoBuffer.allocate(64);
  private final IoBuffer in = IoBuffer.allocate(64);

  FlaggedTransferTest() throws Exception {
    listener = ListeningSocket.listenOn(InetEndpoint.loopback(Family.INET4, 0), 8);
    client = StreamSocket.connectTo(listener.localEndpoint());
    server = requireNonNull(listener.accept());
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
    listener.close();
    out.close();
    in.close();
  }

  private void send(String text) throws Exception {
    client.sendAll(out.clear().put(text, UTF_8));
  }

  @Test
  void peek_bytesStayToBeReceived() throws Exception {
    send("abc");
    assertThat(server.recv(in, MsgFlags.PEEK)).isEqualTo(3);
    assertThat(in.getAll(UTF_8)).isEqualTo("abc");
    assertThat(server.recv(in.clear(), MsgFlags.NONE)).isEqualTo(3);
    assertThat(in.getAll(UTF_8)).isEqualTo("abc");
  }

  @Test
  void dontwait_blockingSocket_doesNotWait() throws Exception {
    assertThat(server.recv(in, MsgFlags.DONTWAIT)).isEqualTo(IoStatus.WOULD_BLOCK);
    out.clear().filled(64);
    int sent;
    do {
      sent = client.send(out.clear().filled(64), MsgFlags.DONTWAIT);
    } while (sent > 0);
    assertThat(sent).isEqualTo(IoStatus.WOULD_BLOCK);
  }

  @Test
  void trunc_tcp_discardsWithoutFillingTheBuffer() throws Exception {
    send("abcdef");
    IoBuffer three = IoBuffer.allocate(3);
    // tcp(7): MSG_TRUNC discards the bytes rather than passing them back.
    assertThat(server.recv(three, MsgFlags.TRUNC)).isEqualTo(3);
    assertThat(three.isEmpty()).isTrue();
    assertThat(server.recv(three)).isEqualTo(3);
    assertThat(three.getAll(UTF_8)).isEqualTo("def");
    three.close();
  }

  @Test
  void trunc_unixStream_isIgnoredByTheKernel() throws Exception {
    try (ListeningSocket local = ListeningSocket.listenOn(UnixEndpoint.unnamed(), 1);
        StreamSocket near = StreamSocket.connectTo(local.localEndpoint());
        StreamSocket far = requireNonNull(local.accept())) {
      near.sendAll(out.put("abc", UTF_8));
      assertThat(far.recv(in, MsgFlags.TRUNC)).isEqualTo(3);
      assertThat(in.getAll(UTF_8)).isEqualTo("abc");
    }
  }

  @Test
  void oob_urgentByte_isReceivedOutsideTheStream() throws Exception {
    // tcp(7): the last byte sent with MSG_OOB is the urgent one; without any, EINVAL.
    assertThatThrownBy(() -> server.recv(in, MsgFlags.OOB))
        .isInstanceOfSatisfying(
            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
    assertThat(client.send(out.put("!", UTF_8), MsgFlags.OOB)).isEqualTo(1);
    long deadline = System.nanoTime() + 20_000_000_000L;
    int received = IoStatus.WOULD_BLOCK;
    while (received < 0 && System.nanoTime() < deadline) {
      try {
        received = server.recv(in, MsgFlags.OOB);
      } catch (ErrnoException notYet) {
        Thread.onSpinWait();
      }
    }
    assertThat(received).isEqualTo(1);
    assertThat(in.getAll(UTF_8)).isEqualTo("!");
  }

  @Test
  void errqueue_nothingThere_neverWaits() throws Exception {
    send("data, but no error");
    assertThat(server.recv(in, MsgFlags.ERRQUEUE)).isEqualTo(IoStatus.WOULD_BLOCK);
  }

  @Test
  void waitall_pieces_fillTheBuffer() throws Exception {
    IoBuffer six = IoBuffer.allocate(6);
    send("abc");
    Async.Task<Integer> pieces =
        async.start(
            () -> {
              try (IoBuffer rest = IoBuffer.allocate(8)) {
                client.sendAll(rest.put("de", UTF_8));
                client.sendAll(rest.put("fg", UTF_8));
                return 0;
              }
            });
    assertThat(server.recv(six, MsgFlags.WAITALL)).isEqualTo(6);
    assertThat(six.getAll(UTF_8)).isEqualTo("abcdef");
    pieces.join();
    six.close();
  }

  @Test
  void waitall_endOrTimeout_returnsWhatCame() throws Exception {
    server.setTimeout(30);
    send("ab");
    assertThat(server.recv(in, MsgFlags.WAITALL)).isEqualTo(2);
    assertThatThrownBy(() -> server.recv(in, MsgFlags.WAITALL))
        .isInstanceOf(SocketTimeoutException.class);
    server.setBlocking(true);
    send("cd");
    client.shutdown(Shutdown.WRITE);
    assertThat(server.recv(in, MsgFlags.WAITALL)).isEqualTo(2);
    assertThat(server.recv(in, MsgFlags.WAITALL)).isEqualTo(IoStatus.END_OF_STREAM);
    assertThat(in.getAll(UTF_8)).isEqualTo("abcd");
  }

  @Test
  void peekWaitall_doesNotRepeatWhatItSaw() throws Exception {
    send("ab");
    assertThat(server.recv(in, MsgFlags.PEEK.and(MsgFlags.WAITALL))).isEqualTo(2);
    assertThat(in.getAll(UTF_8)).isEqualTo("ab");
  }

  @Test
  void more_smallPieces_arriveTogether() throws Exception {
    client.send(out.put("he", UTF_8), MsgFlags.MORE);
    client.send(out.put("ad", UTF_8), MsgFlags.NONE);
    server.recvExactly(in, 4);
    assertThat(in.getAll(UTF_8)).isEqualTo("head");
  }

  @Test
  void recvExactly_pieces_leavesWhatFollows() throws Exception {
    send("abc");
    Async.Task<Integer> rest =
        async.start(
            () -> {
              try (IoBuffer more = IoBuffer.allocate(8)) {
                client.sendAll(more.put("defg", UTF_8));
                return 0;
              }
            });
    server.recvExactly(in, 5);
    assertThat(in.getAll(UTF_8)).isEqualTo("abcde");
    rest.join();
    server.recvExactly(in, 2);
    assertThat(in.getAll(UTF_8)).isEqualTo("fg");
    server.recvExactly(in, 0);
  }

  @Test
  void recvExactly_end_saysHowManyOfHowMany() throws Exception {
    send("abc");
    client.shutdown(Shutdown.WRITE);
    assertThatThrownBy(() -> server.recvExactly(in, 10))
        .isInstanceOf(EOFException.class)
        .hasMessage(server + ": the stream ended after 3 of 10 bytes");
    assertThat(in.getAll(UTF_8)).isEqualTo("abc");
  }

  @Test
  void recvExactly_timeout_saysAndKeepsWhatCame() throws Exception {
    send("abc");
    server.setTimeout(30);
    assertThatThrownBy(() -> server.recvExactly(in, 10))
        .isInstanceOfSatisfying(
            SocketTimeoutException.class, e -> assertThat(e.bytesTransferred).isEqualTo(3))
        .hasMessageContaining("receive more than 3 of 10 bytes");
    assertThat(in.getAll(UTF_8)).isEqualTo("abc");
  }

  @Test
  void recvExactly_badInput_isRefused() {
    assertThatThrownBy(() -> server.recvExactly(in, 65))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has room for 64");
    assertThatThrownBy(() -> server.recvExactly(in, -1))
        .isInstanceOf(IllegalArgumentException.class);
    server.setBlocking(false);
    assertThatThrownBy(() -> server.recvExactly(in, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("setBlocking(true)");
    client.setBlocking(false);
    assertThatThrownBy(() -> client.sendAll(out)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void recvExactly_closedOrInterrupted_wakes() throws Exception {
    Async.Task<Integer> waiting =
        async.start(
            () -> {
              try (IoBuffer buffer = IoBuffer.allocate(8)) {
                server.recvExactly(buffer, 8);
                return 0;
              }
            });
    waiting.awaitBlocked();
    waiting.thread().interrupt();
    assertThatThrownBy(waiting::join).isInstanceOf(InterruptedIOException.class);
    Async.Task<Integer> closed =
        async.start(
            () -> {
              try (IoBuffer buffer = IoBuffer.allocate(8)) {
                server.recvExactly(buffer, 8);
                return 0;
              }
            });
    closed.awaitBlocked();
    server.close();
    assertThatThrownBy(closed::join).isInstanceOf(FdClosedException.class);
  }

  @Test
  void sendAll_moreThanTheKernelTakes_sendsAll() throws Exception {
    int bytes = 8 << 20;
    Async.Task<Integer> receiver =
        async.start(
            () -> {
              try (IoBuffer buffer = IoBuffer.allocate(bytes)) {
                server.recvExactly(buffer, bytes);
                return buffer.peek(bytes - 1);
              }
            });
    try (IoBuffer large = IoBuffer.allocate(bytes)) {
      large.filled(bytes - 1).put(77);
      client.sendAll(large);
      assertThat(large.isEmpty()).isTrue();
    }
    assertThat(receiver.join()).isEqualTo(77);
  }

  @Test
  void sendAll_timeout_keepsTheRestReadable() throws Exception {
    client.setTimeout(30);
    int bytes = 32 << 20;
    try (IoBuffer large = IoBuffer.allocate(bytes)) {
      large.filled(bytes);
      assertThatThrownBy(() -> client.sendAll(large))
          .isInstanceOfSatisfying(
              SocketTimeoutException.class,
              e -> assertThat(e.bytesTransferred).isEqualTo(bytes - large.readable()));
      assertThat(large.readable()).isBetween(1, bytes - 1);
    }
  }

  @Test
  void recvExactly_andFlags_allocateNothing() throws Exception {
    assumeTrue(AllocatedBytes.areCounted(), "this JVM does not count allocated bytes");
    MsgFlags flags = MsgFlags.PEEK.and(MsgFlags.DONTWAIT);
    assertThat(
            AllocatedBytes.perRound(
                () -> {
                  client.sendAll(out.clear().filled(8));
                  server.recvExactly(in.clear(), 4);
                  server.recvExactly(in, 4);
                  server.recv(in, flags);
                }))
        .isLessThan(1);
  }

  @Test
  void datagrams_peekAndDontwait_lengthIsTheDatagramsOwn() throws Exception {
    try (DatagramSocket here = DatagramSocket.open(Family.INET4);
        DatagramSocket there = DatagramSocket.open(Family.INET4);
        IoBuffer two = IoBuffer.allocate(2)) {
      here.bind(InetEndpoint.loopback(Family.INET4, 0));
      there.bind(InetEndpoint.loopback(Family.INET4, 0));
      assertThat(here.recv(in, MsgFlags.DONTWAIT)).isEqualTo(IoStatus.WOULD_BLOCK);
      there.sendTo(out.put("abc", UTF_8), here.localEndpoint(), MsgFlags.DONTWAIT);
      Sender sender = new Sender();
      assertThat(here.recvFrom(two, sender, MsgFlags.PEEK)).isEqualTo(3);
      assertThat(sender.endpoint()).isEqualTo(there.localEndpoint());
      assertThat(two.getAll(UTF_8)).isEqualTo("ab");
      assertThat(here.recv(in, MsgFlags.NONE)).isEqualTo(3);
      assertThat(in.getAll(UTF_8)).isEqualTo("abc");
    }
  }

  @Test
  void datagrams_more_isOneDatagram() throws Exception {
    try (DatagramSocket here = DatagramSocket.open(Family.INET4);
        DatagramSocket there = DatagramSocket.open(Family.INET4)) {
      here.bind(InetEndpoint.loopback(Family.INET4, 0));
      there.connect(here.localEndpoint());
      there.send(out.put("ab", UTF_8), MsgFlags.MORE);
      there.send(out.put("cd", UTF_8), MsgFlags.NONE);
      assertThat(here.recv(in)).isEqualTo(4);
      assertThat(in.getAll(UTF_8)).isEqualTo("abcd");
    }
  }

  @Test
  void nio_wholeTransfersWork_flagsAreRefusedByName() throws Exception {
    Sockets nio = Backend.nio().sockets();
    try (ListeningSocket local = nio.listenOn(InetEndpoint.loopback(Family.INET4, 0), 1);
        StreamSocket near = nio.connectTo(local.localEndpoint());
        StreamSocket far = requireNonNull(local.accept())) {
      near.sendAll(out.put("abcdef", UTF_8));
      far.recvExactly(in, 4);
      assertThat(in.getAll(UTF_8)).isEqualTo("abcd");
      assertThat(far.recv(in, MsgFlags.NONE)).isEqualTo(2);
      assertThatThrownBy(() -> far.recv(in, MsgFlags.PEEK))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("recv with flags");
      out.put("x", UTF_8);
      assertThatThrownBy(() -> near.send(out, MsgFlags.MORE))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("send with flags");
    }
  }
}
