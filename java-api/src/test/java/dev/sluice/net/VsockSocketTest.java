package dev.sluice.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.Async;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.VsockEndpoint;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * AF_VSOCK. Traffic goes over the local context id, and only where binding to it shows that the
 * kernel keeps it here: without a local transport it would go to the host.
 */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class VsockSocketTest {
  private static final VsockEndpoint HERE =
      VsockEndpoint.of(VsockEndpoint.LOCAL, VsockEndpoint.ANY_PORT);

  private static StreamSocket socket() throws Exception {
    try {
      return StreamSocket.open(Family.VSOCK);
    } catch (ErrnoException e) {
      assertThat(e.errno()).isEqualTo(Errno.EAFNOSUPPORT);
      return abort("this kernel has no AF_VSOCK: " + e.getMessage());
    }
  }

  private static void assumeLocalTransport() throws Exception {
    try (StreamSocket socket = socket()) {
      socket.bind(HERE);
    } catch (ErrnoException e) {
      assumeTrue(
          !e.errno().equals(Errno.EADDRNOTAVAIL),
          "this kernel has no local transport (vsock_loopback), and nothing may go to the host");
      throw e;
    }
  }

  @Test
  void bind_anyPort_kernelPicksOne() throws Exception {
    // Bound and not listening: nobody can connect.
    try (StreamSocket socket = socket()) {
      socket.bind(VsockEndpoint.of(VsockEndpoint.ANY, VsockEndpoint.ANY_PORT));
      VsockEndpoint local = (VsockEndpoint) socket.localEndpoint();
      assertThat(local.cid()).isEqualTo(VsockEndpoint.ANY);
      assertThat(local.port()).isNotEqualTo(VsockEndpoint.ANY_PORT);
      try (StreamSocket second = socket()) {
        assertThatExceptionOfType(ErrnoException.class)
            .isThrownBy(() -> second.bind(local))
            .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EADDRINUSE));
      }
    }
  }

  @Test
  void bind_addressOfAnotherFamily_isRefused() throws Exception {
    try (StreamSocket socket = socket()) {
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> socket.bind(InetEndpoint.loopback(Family.INET4, 0)))
          .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
    }
  }

  @Test
  void options_set_areReadBack() throws Exception {
    try (StreamSocket socket = socket()) {
      socket.set(VsockOptions.SO_VM_SOCKETS_BUFFER_MIN_SIZE, 4096L);
      socket.set(VsockOptions.SO_VM_SOCKETS_BUFFER_MAX_SIZE, 65536L);
      socket.set(VsockOptions.SO_VM_SOCKETS_BUFFER_SIZE, 1_000_000L);
      assertThat(socket.get(VsockOptions.SO_VM_SOCKETS_BUFFER_MIN_SIZE)).isEqualTo(4096);
      assertThat(socket.get(VsockOptions.SO_VM_SOCKETS_BUFFER_MAX_SIZE)).isEqualTo(65536);
      // vsock(7): the size is brought between the two.
      assertThat(socket.get(VsockOptions.SO_VM_SOCKETS_BUFFER_SIZE)).isEqualTo(65536);
      Duration timeout = Duration.ofMillis(1500);
      socket.set(VsockOptions.SO_VM_SOCKETS_CONNECT_TIMEOUT, timeout);
      // The kernel keeps ticks, of 10 ms at most.
      assertThat(socket.get(VsockOptions.SO_VM_SOCKETS_CONNECT_TIMEOUT))
          .isBetween(timeout.minusMillis(10), timeout.plusMillis(10));
    }
  }

  @Test
  void stream_overTheLocalId_bringsBytesAndTheEnd() throws Exception {
    assumeLocalTransport();
    try (ListeningSocket listener = ListeningSocket.listenOn(HERE, 1);
        StreamSocket client = StreamSocket.open(Family.VSOCK);
        IoBuffer buffer = IoBuffer.allocate(64)) {
      listener.setTimeout(Async.DEADLINE_MILLIS);
      client.setTimeout(Async.DEADLINE_MILLIS);
      client.connect(listener.localEndpoint());
      try (StreamSocket server = requireNonNull(listener.accept())) {
        assertThat(client.peerEndpoint()).isEqualTo(listener.localEndpoint());
        assertThat(server.peerEndpoint()).isEqualTo(client.localEndpoint());
        client.sendAll(buffer.put("local", US_ASCII));
        server.recvExactly(buffer.clear(), 5);
        assertThat(buffer.getAll(US_ASCII)).isEqualTo("local");
        client.shutdown(Shutdown.WRITE);
        assertThat(server.recv(buffer.clear())).isEqualTo(IoStatus.END_OF_STREAM);
      }
    }
  }

  @Test
  void seqpacket_overTheLocalId_keepsRecordsApart() throws Exception {
    assumeLocalTransport();
    try (SeqpacketSocket listener = SeqpacketSocket.open(Family.VSOCK);
        SeqpacketSocket client = SeqpacketSocket.open(Family.VSOCK);
        IoBuffer buffer = IoBuffer.allocate(64)) {
      listener.setTimeout(Async.DEADLINE_MILLIS);
      listener.bind(HERE);
      listener.listen(1);
      client.setTimeout(Async.DEADLINE_MILLIS);
      assertThat(client.connect(listener.localEndpoint())).isTrue();
      try (SeqpacketSocket server = requireNonNull(listener.accept())) {
        client.send(buffer.put("one", US_ASCII), MsgFlags.NONE);
        client.send(buffer.clear().put("three", US_ASCII), MsgFlags.NONE);
        assertThat(server.recv(buffer.clear(), MsgFlags.NONE)).isEqualTo(3);
        assertThat(server.recv(buffer.clear(), MsgFlags.NONE)).isEqualTo(5);
        assertThat(buffer.getAll(US_ASCII)).isEqualTo("three");
      }
    }
  }

  @Test
  void seqpacket_nobodyAsked_hasNoConnectionToFinish() throws Exception {
    try (SeqpacketSocket socket = SeqpacketSocket.open(Family.UNIX)) {
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(socket::finishConnect)
          .withMessageContaining("call connect first");
    }
  }
}
