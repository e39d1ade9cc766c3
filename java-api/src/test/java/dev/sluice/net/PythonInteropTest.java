package dev.sluice.net;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Async;
import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.UnixEndpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * CPython's {@code socket} as client and as server of each kind. Descriptors and credentials are in
 * {@link PythonMessageTest}.
 */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PythonInteropTest {
  private static final int LARGEST_DATAGRAM = 65_507;

  /** {@code kind role address sizes…}; a server says where it listens, a client checks answers. */
  private static final String PROGRAM =
      """
      import hashlib, socket, sys
      kind, role, where, *sizes = sys.argv[1:]
      sizes = [int(size) for size in sizes]
      family, type = {
          'tcp': (socket.AF_INET, socket.SOCK_STREAM),
          'tcp6': (socket.AF_INET6, socket.SOCK_STREAM),
          'unix': (socket.AF_UNIX, socket.SOCK_STREAM),
          'udp': (socket.AF_INET, socket.SOCK_DGRAM),
          'broadcast': (socket.AF_INET, socket.SOCK_DGRAM),
          'unixgram': (socket.AF_UNIX, socket.SOCK_DGRAM),
          'seqpacket': (socket.AF_UNIX, socket.SOCK_SEQPACKET)}[kind]

      def payload(size):
          return (bytes(range(251)) * (size // 251 + 1))[:size]

      def opened():
          s = socket.socket(family, type)
          s.settimeout(20)
          return s

      def address():
          if family == socket.AF_UNIX:
              return '\\0' + where[1:] if where.startswith('@') else where
          host, port = where.rsplit(':', 1)
          return (host.strip('[]'), int(port))

      def everything(s):
          pieces = []
          while piece := s.recv(65536):
              pieces.append(piece)
          return b''.join(pieces)

      def answer(data):
          return hashlib.sha256(data).hexdigest().encode() + data

      def ready(s):
          name = s.getsockname()
          print('ready', name[1] if isinstance(name, tuple) else 0, file=sys.stderr, flush=True)

      def serve_stream(s):
          peer, _ = s.accept()
          peer.settimeout(20)
          peer.sendall(answer(everything(peer)))

      def ask_stream(s):
          s.connect(address())
          s.sendall(payload(sizes[0]))
          s.shutdown(socket.SHUT_WR)
          assert everything(s) == answer(payload(sizes[0]))

      def serve_packets(s):
          if kind == 'seqpacket':
              s, _ = s.accept()
          out = socket.socket(family, type) if kind == 'broadcast' else s
          for size in sizes:
              data, peer = s.recvfrom(1 << 20)
              assert data == payload(size), (len(data), size)
              s.send(data) if kind == 'seqpacket' else out.sendto(data, peer)

      def ask_packets(s):
          if kind == 'broadcast':
              s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
          elif kind == 'unixgram':
              s.bind('')
          if kind == 'seqpacket':
              s.connect(address())
          for size in sizes:
              s.send(payload(size)) if kind == 'seqpacket' else s.sendto(payload(size), address())
              data = s.recv(1 << 20)
              assert data == payload(size), (len(data), size)

      s = opened()
      if role == 'server':
          s.bind(address())
          if type != socket.SOCK_DGRAM:
              s.listen(1)
          ready(s)
      streams = type == socket.SOCK_STREAM
      {('server', True): serve_stream, ('client', True): ask_stream,
       ('server', False): serve_packets, ('client', False): ask_packets}[role, streams](s)
      """;

  @TempDir Path directory;

  private PeerProcess python(String kind, String role, String where, int... sizes)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("python3", "-c", PROGRAM, kind, role, where));
    for (int size : sizes) {
      command.add(Integer.toString(size));
    }
    return PeerProcess.start(directory, new byte[0], command);
  }

  /** Where a server of the kind is to listen, in the words of {@link Endpoint#parse}. */
  private String place(String kind) {
    return switch (kind) {
      case "tcp", "udp" -> "127.0.0.1:0";
      case "tcp6" -> "[::1]:0";
      case "broadcast" -> "127.255.255.255:0";
      case "abstract" -> "unix:@sluice-interop-" + System.nanoTime();
      default -> "unix:" + directory.resolve("socket");
    };
  }

  /** The same place in Python's words. */
  private static String pythons(Endpoint endpoint) {
    return endpoint.toString().replaceFirst("^unix:", "");
  }

  /** Where Python listens, once it says so. */
  private static Endpoint peer(PeerProcess python, Endpoint asked) throws IOException {
    String port = python.await("^ready (\\d+)$");
    return asked instanceof InetEndpoint inet
        ? InetEndpoint.of(inet.address(), Integer.parseInt(port))
        : asked;
  }

  @ParameterizedTest
  @CsvSource({
    "tcp, 0", "tcp, 1", "tcp, 65536", "tcp, 3145729", "tcp6, 65537",
    "unix, 0", "unix, 1", "unix, 65536", "unix, 3145729", "abstract, 1000003",
  })
  void stream_toPythonsServer_isAnsweredWithItsChecksum(String kind, int size) throws Exception {
    Endpoint asked = Endpoint.parse(place(kind));
    String theirs = kind.equals("abstract") ? "unix" : kind;
    try (PeerProcess python = python(theirs, "server", pythons(asked));
        StreamSocket client = StreamSocket.connectTo(peer(python, asked))) {
      client.setTimeout(Async.DEADLINE_MILLIS);
      Payload.send(client, Payload.of(size));
      // shutdown(2): our half is closed, the other goes on.
      client.shutdown(Shutdown.WRITE);
      assertThat(Payload.receive(client)).isEqualTo(Payload.answer(Payload.of(size)));
      python.received();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tcp, 0", "tcp, 1", "tcp, 65536", "tcp, 3145729", "tcp6, 65537",
    "unix, 0", "unix, 1", "unix, 65536", "unix, 3145729", "abstract, 1000003",
  })
  void stream_ofPythonsClient_isServed(String kind, int size) throws Exception {
    String theirs = kind.equals("abstract") ? "unix" : kind;
    try (ListeningSocket server = ListeningSocket.listenOn(Endpoint.parse(place(kind)), 1)) {
      server.setTimeout(Async.DEADLINE_MILLIS);
      try (PeerProcess python = python(theirs, "client", pythons(server.localEndpoint()), size);
          StreamSocket peer = requireNonNull(server.accept())) {
        Payload.serve(peer);
        python.received();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"udp", "unixgram", "broadcast"})
  void datagrams_toPythonsServer_comeBackWhole(String kind) throws Exception {
    int[] sizes = {0, 1, 1472, LARGEST_DATAGRAM};
    Endpoint asked = Endpoint.parse(place(kind));
    try (PeerProcess python = python(kind, "server", pythons(asked), sizes);
        DatagramSocket client = DatagramSocket.open(asked.family());
        IoBuffer buffer = IoBuffer.allocate(LARGEST_DATAGRAM)) {
      client.setTimeout(Async.DEADLINE_MILLIS);
      if (kind.equals("unixgram")) {
        client.bind(UnixEndpoint.unnamed());
      } else {
        client.set(SocketOptions.SO_BROADCAST, kind.equals("broadcast"));
      }
      Endpoint peer = peer(python, asked);
      for (int size : sizes) {
        client.sendTo(buffer.clear().put(Payload.of(size)), peer);
        assertThat(client.recv(buffer.clear())).isEqualTo(size);
        assertThat(buffer.getAll()).isEqualTo(Payload.of(size));
      }
      python.received();
    }
  }

  @ParameterizedTest
  @CsvSource({"udp", "unixgram", "broadcast"})
  void datagrams_ofPythonsClient_comeWhole(String kind) throws Exception {
    int[] sizes = {0, 1, 1472, LARGEST_DATAGRAM};
    Endpoint local = Endpoint.parse(place(kind));
    try (DatagramSocket server = DatagramSocket.open(local.family());
        DatagramSocket unicast = DatagramSocket.open(Family.INET4);
        IoBuffer buffer = IoBuffer.allocate(LARGEST_DATAGRAM)) {
      server.setTimeout(Async.DEADLINE_MILLIS);
      server.bind(local);
      // Nobody may send from a broadcast address.
      DatagramSocket out = kind.equals("broadcast") ? unicast : server;
      try (PeerProcess python = python(kind, "client", pythons(server.localEndpoint()), sizes)) {
        Sender sender = new Sender();
        for (int size : sizes) {
          assertThat(server.recvFrom(buffer.clear(), sender)).isEqualTo(size);
          assertThat(buffer.getAll()).isEqualTo(Payload.of(size));
          out.sendTo(buffer.clear().put(Payload.of(size)), sender.endpoint());
        }
        python.received();
      }
    }
  }

  @Test
  void records_toPythonsServer_comeBackWhole() throws Exception {
    int[] sizes = {1, 1000, 65_536, 100_003};
    Endpoint asked = Endpoint.parse(place("seqpacket"));
    try (PeerProcess python = python("seqpacket", "server", pythons(asked), sizes);
        SeqpacketSocket client = SeqpacketSocket.open(Family.UNIX);
        IoBuffer buffer = IoBuffer.allocate(1 << 17)) {
      client.setTimeout(Async.DEADLINE_MILLIS);
      client.connect(peer(python, asked));
      for (int size : sizes) {
        client.send(buffer.clear().put(Payload.of(size)), MsgFlags.NONE);
        assertThat(client.recv(buffer.clear(), MsgFlags.NONE)).isEqualTo(size);
        assertThat(buffer.getAll()).isEqualTo(Payload.of(size));
      }
      python.received();
    }
  }

  @Test
  void records_ofPythonsClient_comeWhole() throws Exception {
    int[] sizes = {1, 1000, 65_536, 100_003};
    Endpoint local = Endpoint.parse(place("seqpacket"));
    try (SeqpacketSocket server = SeqpacketSocket.open(Family.UNIX);
        IoBuffer buffer = IoBuffer.allocate(1 << 17)) {
      server.setTimeout(Async.DEADLINE_MILLIS);
      server.bind(local);
      server.listen(1);
      try (PeerProcess python = python("seqpacket", "client", pythons(local), sizes);
          SeqpacketSocket peer = requireNonNull(server.accept())) {
        for (int size : sizes) {
          assertThat(peer.recv(buffer.clear(), MsgFlags.NONE)).isEqualTo(size);
          assertThat(buffer.getAll()).isEqualTo(Payload.of(size));
          peer.send(buffer.clear().put(Payload.of(size)), MsgFlags.NONE);
        }
        python.received();
      }
    }
  }
}
