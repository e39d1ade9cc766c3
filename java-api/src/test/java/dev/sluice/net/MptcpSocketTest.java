package dev.sluice.net;

import static dev.sluice.sys.InetConstants.IPPROTO_MPTCP;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.sluice.Async;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.NoLeakedDescriptors;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of another protocol than the usual one. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class MptcpSocketTest {
  private static ListeningSocket listener(Family family) throws Exception {
    try {
      ListeningSocket listener = ListeningSocket.open(family, IPPROTO_MPTCP);
      listener.setTimeout(Async.DEADLINE_MILLIS);
      listener.bind(InetEndpoint.loopback(family, 0));
      listener.listen(1);
      return listener;
    } catch (ErrnoException e) {
      if (!Set.of(Errno.EPROTONOSUPPORT, Errno.ENOPROTOOPT).contains(e.errno())) {
        throw e;
      }
      return abort("this kernel has no MPTCP: " + e.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10})
  void mptcp_bothEnds_speakIt(int family) throws Exception {
    try (ListeningSocket listener = listener(Family.of(family));
        StreamSocket client = StreamSocket.open(Family.of(family), IPPROTO_MPTCP);
        IoBuffer buffer = IoBuffer.allocate(64)) {
      client.setTimeout(Async.DEADLINE_MILLIS);
      assertThat(client.connect(listener.localEndpoint())).isTrue();
      try (StreamSocket server = requireNonNull(listener.accept())) {
        client.sendAll(buffer.put("several paths", US_ASCII));
        server.recvExactly(buffer.clear(), 13);
        assertThat(buffer.getAll(US_ASCII)).isEqualTo("several paths");
        for (StreamSocket end : new StreamSocket[] {client, server}) {
          assertThat(end.get(SocketOptions.SO_PROTOCOL)).isEqualTo(IPPROTO_MPTCP);
        }
        client.shutdown(Shutdown.WRITE);
        assertThat(server.recv(buffer.clear())).isEqualTo(IoStatus.END_OF_STREAM);
      }
    }
  }

  @Test
  void mptcpClient_serverOfTcp_fallsBack() throws Exception {
    try (ListeningSocket probe = listener(Family.INET4);
        ListeningSocket listener =
            ListeningSocket.listenOn(InetEndpoint.loopback(Family.INET4, 0), 1);
        StreamSocket client = StreamSocket.open(Family.INET4, IPPROTO_MPTCP);
        IoBuffer buffer = IoBuffer.allocate(64)) {
      assertThat(probe.isOpen()).isTrue();
      client.connect(listener.localEndpoint());
      try (StreamSocket server = requireNonNull(listener.accept())) {
        client.sendAll(buffer.put("plain", US_ASCII));
        server.recvExactly(buffer.clear(), 5);
        assertThat(server.get(SocketOptions.SO_PROTOCOL))
            .isEqualTo(dev.sluice.sys.InetConstants.IPPROTO_TCP);
      }
    }
  }

  @Test
  void protocolOfAnotherType_isRefusedByNameAndNumber() {
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> StreamSocket.open(Family.INET4, 17).close())
        .withMessage("socket(AF_INET, protocol 17): EPROTONOSUPPORT (93) Protocol not supported");
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> StreamSocket.open(Family.of(65000)).close())
        .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EAFNOSUPPORT));
  }
}
