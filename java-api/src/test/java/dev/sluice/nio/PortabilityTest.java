package dev.sluice.nio;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.Portable;
import dev.sluice.UnixEndpoint;
import dev.sluice.backend.Backend;
import dev.sluice.net.DatagramSocket;
import dev.sluice.net.IpOptions;
import dev.sluice.net.Ipv6Options;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.Shutdown;
import dev.sluice.net.Socket;
import dev.sluice.net.SocketOption;
import dev.sluice.net.SocketOptions;
import dev.sluice.net.Sockets;
import dev.sluice.net.StreamSocket;
import dev.sluice.net.TcpOptions;
import dev.sluice.net.UdpOptions;
import java.io.IOException;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What docs/PORTABILITY.md says of NIO: what it cannot do is refused by name, or differs so. */
@Portable
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class PortabilityTest {
  /** What the JDK's modules in every run-time image have; more may come with jdk.net. */
  private static final Set<String> STREAM_OPTIONS =
      Set.of(
          "IP_TOS",
          "SO_KEEPALIVE",
          "SO_LINGER",
          "SO_OOBINLINE",
          "SO_RCVBUF",
          "SO_REUSEADDR",
          "SO_REUSEPORT",
          "SO_SNDBUF",
          "TCP_NODELAY");

  private static final Set<String> LISTENING_OPTIONS =
      Set.of("SO_RCVBUF", "SO_REUSEADDR", "SO_REUSEPORT");

  private static final Set<String> DATAGRAM_OPTIONS =
      Set.of(
          "IP_MULTICAST_LOOP",
          "IP_MULTICAST_TTL",
          "IP_TOS",
          "SO_BROADCAST",
          "SO_RCVBUF",
          "SO_REUSEADDR",
          "SO_REUSEPORT",
          "SO_SNDBUF");

  private static final Set<String> UNIX_OPTIONS = Set.of("SO_LINGER", "SO_RCVBUF", "SO_SNDBUF");

  /** With the module jdk.net. */
  private static final Set<String> EXTENDED_OPTIONS =
      Set.of("SO_INCOMING_NAPI_ID", "TCP_KEEPCNT", "TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_QUICKACK");

  private final Sockets sockets = Backend.nio().sockets();

  private static void refused(String feature, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining(feature);
  }

  private static InetEndpoint loopback() {
    return InetEndpoint.loopback(Family.INET4, 0);
  }

  @Test
  void descriptor_ofASocket_isRefused() throws Exception {
    try (StreamSocket socket = sockets.openStream(Family.INET4)) {
      refused("fd", socket::fd);
      assertThat(socket.channel()).isNotNull();
      assertThat(socket.toString()).matches("StreamSocket\\[channel \\d+]");
    }
  }

  @Test
  void unixNames_otherThanPaths_areRefused() throws Exception {
    UnixEndpoint name = UnixEndpoint.abstractName("sluice");
    refused("abstract", () -> sockets.listenOn(name, 1));
    refused("abstract", () -> sockets.connectTo(name));
    refused("autobind", () -> sockets.listenOn(UnixEndpoint.unnamed(), 1));
    try (StreamSocket socket = sockets.openStream(Family.UNIX)) {
      refused("autobind", () -> socket.bind(UnixEndpoint.unnamed()));
    }
  }

  @Test
  void unixDatagrams_areRefused() {
    refused("AF_UNIX datagram", () -> sockets.openDatagram(Family.UNIX));
  }

  @Test
  void familiesOfLinux_areRefused() {
    refused("AF_VSOCK", () -> sockets.openStream(Family.VSOCK));
    refused("AF_VSOCK", () -> sockets.openListening(Family.VSOCK));
    refused("AF_NETLINK", () -> sockets.openDatagram(Family.NETLINK));
    refused("family 29", () -> sockets.openDatagram(Family.of(29)));
  }

  @Test
  void flowInfo_isRefused() throws Exception {
    InetEndpoint peer = InetEndpoint.of(new byte[16], 9, 0, 1);
    try (StreamSocket socket = sockets.openStream(Family.INET6)) {
      refused("flow info", () -> socket.connect(peer));
    }
  }

  @Test
  void listeningSocket_bindAndListen_areOneStep() throws Exception {
    try (ListeningSocket taken = sockets.listenOn(loopback(), 1);
        ListeningSocket listener = sockets.openListening(Family.INET4)) {
      listener.bind(loopback());
      refused("port between bind and listen", listener::localEndpoint);
      listener.listen(1);
      assertThat(((InetEndpoint) listener.localEndpoint()).port()).isPositive();
      refused("backlog", () -> listener.listen(2));
      try (ListeningSocket second = sockets.openListening(Family.INET4)) {
        // On Linux bind says so.
        second.bind(taken.localEndpoint());
        assertThatThrownBy(() -> second.listen(1))
            .isInstanceOfSatisfying(
                ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EADDRINUSE));
      }
    }
  }

  @Test
  void emptyDatagram_fromAConnectedSocket_isRefused() throws Exception {
    try (DatagramSocket receiver = sockets.openDatagram(Family.INET4);
        DatagramSocket sender = sockets.openDatagram(Family.INET4);
        IoBuffer buffer = IoBuffer.allocate(8)) {
      receiver.bind(loopback());
      sender.connect(receiver.localEndpoint());
      refused("empty datagram", () -> sender.send(buffer));
      assertThat(sender.send(buffer.put(1))).isEqualTo(1);
    }
  }

  @Test
  void connectedDatagramSocket_sendToElsewhere_isRefused() throws Exception {
    try (DatagramSocket receiver = sockets.openDatagram(Family.INET4);
        DatagramSocket other = sockets.openDatagram(Family.INET4);
        DatagramSocket sender = sockets.openDatagram(Family.INET4);
        IoBuffer buffer = IoBuffer.allocate(8)) {
      receiver.bind(loopback());
      other.bind(loopback());
      sender.connect(receiver.localEndpoint());
      buffer.put(1);
      Endpoint elsewhere = other.localEndpoint();
      assertThatThrownBy(() -> sender.sendTo(buffer, elsewhere))
          .isInstanceOfSatisfying(
              ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EISCONN));
    }
  }

  @Test
  void shutDownReading_whatIsThere_isDiscarded() throws Exception {
    try (ListeningSocket listener = sockets.listenOn(loopback(), 1);
        StreamSocket client = sockets.connectTo(listener.localEndpoint());
        StreamSocket server = requireNonNull(listener.accept());
        IoBuffer buffer = IoBuffer.allocate(8)) {
      client.send(buffer.put(1));
      assertThat(server.awaitReadable(Duration.ofSeconds(20).toNanos())).isTrue();
      server.shutdown(Shutdown.READ);
      // Linux still gives what had arrived.
      assertThat(server.recv(buffer.clear())).isEqualTo(IoStatus.END_OF_STREAM);
    }
  }

  @Test
  void failedConnect_again_isAFreshStartWithTheSameOptions() throws Exception {
    try (ListeningSocket gone = sockets.listenOn(loopback(), 1);
        ListeningSocket there = sockets.listenOn(loopback(), 1);
        StreamSocket client = sockets.openStream(Family.INET4)) {
      Endpoint nobody = gone.localEndpoint();
      gone.close();
      client.set(TcpOptions.TCP_NODELAY, true);
      assertThatThrownBy(() -> client.connect(nobody))
          .isInstanceOfSatisfying(
              ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ECONNREFUSED));
      assertThat(client.isOpen()).isTrue();
      assertThat(client.connect(there.localEndpoint())).isTrue();
      assertThat(client.get(TcpOptions.TCP_NODELAY)).isTrue();
    }
  }

  @Test
  void bufferSizes_readBack_areNotDoubled() throws Exception {
    try (StreamSocket socket = sockets.openStream(Family.INET4)) {
      socket.set(SocketOptions.SO_RCVBUF, 20_000);
      assertThat(socket.get(SocketOptions.SO_RCVBUF)).isEqualTo(20_000);
    }
  }

  @Test
  void linger_readBack_isWhatWasSet() throws Exception {
    try (StreamSocket socket = sockets.openStream(Family.INET4)) {
      assertThat(socket.get(SocketOptions.SO_LINGER)).isEmpty();
      socket.set(SocketOptions.SO_LINGER, Optional.of(Duration.ofSeconds(3)));
      assertThat(socket.get(SocketOptions.SO_LINGER)).contains(Duration.ofSeconds(3));
      socket.set(SocketOptions.SO_LINGER, Optional.empty());
      assertThat(socket.get(SocketOptions.SO_LINGER)).isEmpty();
    }
  }

  /** Tries to read every typed option; those that are refused are refused by name. */
  private static Set<String> readable(Socket socket) throws Exception {
    Set<String> known = new TreeSet<>();
    for (Class<?> holder :
        Set.of(
            SocketOptions.class,
            TcpOptions.class,
            IpOptions.class,
            Ipv6Options.class,
            UdpOptions.class)) {
      for (Field field : holder.getFields()) {
        if (field.get(null) instanceof SocketOption<?> option && isKnown(socket, option)) {
          known.add(option.name());
        }
      }
    }
    known.removeAll(EXTENDED_OPTIONS);
    return known;
  }

  private static boolean isKnown(Socket socket, SocketOption<?> option) throws IOException {
    try {
      socket.get(option);
      return true;
    } catch (UnsupportedOperationException e) {
      assertThat(e.getMessage()).containsAnyOf(option.name(), "can only be set");
      return false;
    }
  }

  @Test
  void everyOption_isKnownOrRefusedByName() throws Exception {
    try (StreamSocket stream = sockets.openStream(Family.INET4);
        ListeningSocket listening = sockets.openListening(Family.INET4);
        DatagramSocket datagram = sockets.openDatagram(Family.INET4);
        StreamSocket unix = sockets.openStream(Family.UNIX)) {
      assertThat(readable(stream)).isEqualTo(STREAM_OPTIONS);
      assertThat(readable(listening)).isEqualTo(LISTENING_OPTIONS);
      assertThat(readable(datagram)).isEqualTo(DATAGRAM_OPTIONS);
      assertThat(readable(unix)).isEqualTo(UNIX_OPTIONS);
    }
  }

  @Test
  void optionsThatNioLacks_set_areRefusedByName() throws Exception {
    try (StreamSocket stream = sockets.openStream(Family.INET4)) {
      refused("TCP_CORK", () -> stream.set(TcpOptions.TCP_CORK, true));
      refused("SO_BUSY_POLL", () -> stream.set(SocketOption.ofInt("SO_BUSY_POLL", 1, 46), 1));
    }
  }
}
