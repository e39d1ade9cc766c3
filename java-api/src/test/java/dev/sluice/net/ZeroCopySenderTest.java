package dev.sluice.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.Async;
import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.FdClosedException;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code MSG_ZEROCOPY}: completions, buffers that are out of reach until then, and the end. */
class ZeroCopySenderTest extends StreamSocketFixture {
  private static final long DEADLINE = TimeUnit.SECONDS.toNanos(20);
  private static final int BYTES = 32 * 1024;

  private Family family = Family.INET4;

  @Override
  protected Endpoint freshLocal() {
    return InetEndpoint.loopback(family, 0);
  }

  private static ZeroCopyBuffer filled(ZeroCopySender sender, int value) throws IOException {
    ZeroCopyBuffer buffer = requireNonNull(sender.acquire());
    byte[] content = new byte[buffer.writable()];
    java.util.Arrays.fill(content, (byte) value);
    return buffer.put(content, 0, content.length);
  }

  static Stream<Family> families() {
    return Stream.of(Family.INET4, Family.INET6);
  }

  @ParameterizedTest
  @MethodSource("families")
  void send_overLoopback_completesAndSaysThatItWasCopied(Family chosen) throws Exception {
    family = chosen;
    Connection connection = connect();
    List<ZeroCopyCompletion> completions = new ArrayList<>();
    try (ZeroCopySender sender = ZeroCopySender.open(connection.client(), 2, BYTES)) {
      for (int i = 0; i < 5; i++) {
        long number = sender.send(filled(sender, i));
        IoBuffer received = allocate(BYTES);
        connection.server().recvExactly(received, BYTES);
        assertThat(received.getAll()).containsOnly(i);
        assertThat(connection.client().fd().awaitError(DEADLINE)).isTrue();
        completions.addAll(sender.reap());
        assertThat(sender.awaitComplete(number, DEADLINE)).isTrue();
      }
      assertThat(sender.inFlight()).isZero();
    }
    // msg_zerocopy: over loopback the kernel copies when it delivers, and says so.
    assertThat(completions).isNotEmpty().allMatch(ZeroCopyCompletion::copied);
    assertThat(completions.getFirst().first()).isZero();
  }

  @Test
  void buffer_onceSent_refusesEveryUse() throws Exception {
    Connection connection = connect();
    try (ZeroCopySender sender = ZeroCopySender.open(connection.client(), 2, BYTES)) {
      ZeroCopyBuffer buffer = filled(sender, 1);
      long number = sender.send(buffer);
      for (Runnable use :
          List.<Runnable>of(
              () -> buffer.put(new byte[1], 0, 1),
              () -> buffer.put(ByteBuffer.allocate(1)),
              () -> buffer.put(MemorySegment.ofArray(new byte[1])),
              buffer::clear,
              buffer::writable,
              buffer::readable)) {
        assertThatIllegalStateException()
            .isThrownBy(use::run)
            .withMessageContaining("sent, last as " + number);
      }
      assertThatIllegalStateException().isThrownBy(() -> sender.send(buffer));
      connection.server().recvExactly(allocate(BYTES), BYTES);
      assertThat(sender.awaitComplete(number, DEADLINE)).isTrue();
      // Complete is not yet mine again: somebody else may have acquired it.
      assertThatIllegalStateException().isThrownBy(buffer::clear);
      requireNonNull(sender.acquire());
      ZeroCopyBuffer third = requireNonNull(sender.acquire());
      third.put(ByteBuffer.wrap("x".getBytes(UTF_8)));
      assertThat(third.readable()).isEqualTo(1);
      assertThatIllegalStateException()
          .isThrownBy(sender::acquire)
          .withMessageContaining("none is in flight");
    }
  }

  /** Fills the connection, so that what is sent stays in flight. */
  private static int sendUntilFull(ZeroCopySender sender, StreamSocket socket) throws IOException {
    socket.setBlocking(false);
    int sends = 0;
    ZeroCopyBuffer buffer = filled(sender, 7);
    while (true) {
      long result = sender.send(buffer);
      if (result == IoStatus.WOULD_BLOCK) {
        return sends;
      }
      sends++;
      ZeroCopyBuffer next = sender.acquire();
      if (next == null) {
        return sends;
      }
      buffer = next;
      buffer.put(new byte[BYTES], 0, BYTES);
    }
  }

  @Test
  void acquire_allInFlight_wouldBlockTimesOutOrWaits() throws Exception {
    Connection connection = connect();
    fill(connection.client());
    try (ZeroCopySender sender = ZeroCopySender.open(connection.client(), 1, 1)) {
      // A socket that is full takes one byte more when the peer has read, and not before.
      ZeroCopyBuffer only = requireNonNull(sender.acquire()).put(new byte[] {9}, 0, 1);
      assertThat(sender.send(only)).isEqualTo(IoStatus.WOULD_BLOCK);
      assertThat(sender.inFlight()).isZero();
      connection.client().setTimeout(10);
      assertThatExceptionOfType(SocketTimeoutException.class)
          .isThrownBy(() -> sender.send(only))
          .withMessageContaining("send");
      Async.Task<Long> draining = async.start(() -> drain(connection.server()));
      connection.client().setBlocking(true);
      long number = sender.send(only);
      requireNonNull(sender.acquire());
      assertThat(sender.awaitComplete(number, 0)).isTrue();
      connection.client().shutdown(Shutdown.WRITE);
      assertThat(draining.join()).isPositive();
    }
  }

  @Test
  void close_peerDoesNotRead_resetsSoThatTheMemoryIsNotReadAnyMore() throws Exception {
    Connection connection = connect();
    connection.client().set(SocketOptions.SO_SNDBUF, 4 * BYTES);
    ZeroCopySender sender = ZeroCopySender.open(connection.client(), 512, BYTES);
    assertThat(sendUntilFull(sender, connection.client())).isPositive();
    assertThat(sender.inFlight()).isPositive();
    connection.client().setTimeout(10);
    sender.close();
    assertThat(sender.inFlight()).isZero();
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> drain(connection.server()))
        .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ECONNRESET));
  }

  @Test
  void close_socketIsClosedBefore_doesNotThrow() throws Exception {
    Connection connection = connect();
    ZeroCopySender sender = ZeroCopySender.open(connection.client(), 1, BYTES);
    ZeroCopyBuffer buffer = filled(sender, 1);
    sender.send(buffer);
    connection.client().close();
    assertThatExceptionOfType(FdClosedException.class).isThrownBy(sender::reap);
    sender.close();
  }

  @Test
  void awaitError_dataToRead_doesNotEndTheWait() throws Exception {
    Connection connection = connect();
    connection.server().sendAll(allocate(1).put(1));
    assertThat(connection.client().awaitReadable(DEADLINE)).isTrue();
    assertThat(connection.client().fd().awaitError(0)).isFalse();
    assertThat(connection.client().fd().awaitError(1_000_000)).isFalse();
    Async.Task<Boolean> virtual =
        async.start(
            () -> {
              boolean[] result = new boolean[1];
              Thread waiting =
                  Thread.ofVirtual()
                      .start(
                          () -> {
                            try {
                              result[0] = connection.client().fd().awaitError(-1);
                            } catch (IOException e) {
                              result[0] = false;
                            }
                          });
              connection.client().setTimeout(1);
              waiting.join();
              return result[0];
            });
    connection
        .server()
        .set(SocketOptions.SO_LINGER, java.util.Optional.of(java.time.Duration.ZERO));
    connection.server().close();
    assertThat(virtual.join()).isTrue();
  }

  @Test
  void open_wrongSocketOrSize_isRefused() throws Exception {
    try (SocketPair<StreamSocket> pair = SocketPair.stream()) {
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> ZeroCopySender.open(pair.first(), 1, 1))
          .withMessageContaining("SO_ZEROCOPY");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ZeroCopySender.open(pair.first(), 0, 1));
    }
    Connection connection = connect();
    try (ZeroCopySender sender = ZeroCopySender.open(connection.client(), 1, 1)) {
      ZeroCopyBuffer empty = requireNonNull(sender.acquire());
      assertThatIllegalArgumentException().isThrownBy(() -> sender.send(empty));
      assertThatIllegalArgumentException().isThrownBy(() -> sender.awaitComplete(0, 0));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> empty.put(MemorySegment.ofArray(new byte[2])));
    }
  }

  @Test
  void number_reportedWith32Bits_isFoundBeyondThem() {
    // The kernel counts with 32 bits and begins anew.
    assertThat(ZeroCopyCompletion.number(5, 7)).isEqualTo(7);
    assertThat(ZeroCopyCompletion.number(0xFFFF_FFFEL, 1)).isEqualTo(0x1_0000_0001L);
    assertThat(ZeroCopyCompletion.number(0x3_7FFF_FFFFL, 0x8000_0000)).isEqualTo(0x3_8000_0000L);
    assertThat(new ZeroCopyCompletion(3, 5, false).count()).isEqualTo(3);
  }
}
