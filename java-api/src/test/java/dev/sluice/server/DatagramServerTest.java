package dev.sluice.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Async;
import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.UnixEndpoint;
import dev.sluice.loop.DatagramHandler;
import dev.sluice.net.DatagramSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class DatagramServerTest {
  private static final DatagramHandler ECHO =
      (port, datagram, sender) -> port.send(datagram, sender);

  @RegisterExtension final Async async = new Async();
  @TempDir Path directory;

  static Stream<ServerModel> models() {
    return Stream.of(
        ServerModel.SEQUENTIAL,
        ServerModel.NON_BLOCKING_POLLING,
        ServerModel.SELECT,
        ServerModel.POLL,
        ServerModel.EPOLL_LEVEL,
        ServerModel.EPOLL_EDGE,
        ServerModel.edgeLoops(2),
        ServerModel.NIO);
  }

  private Async.Task<Void> serve(DatagramServer server) {
    return async.start(
        () -> {
          server.serve();
          return null;
        });
  }

  private static void exchange(DatagramSocket client, Endpoint server, String text)
      throws IOException {
    client.setTimeout(20_000);
    try (IoBuffer buffer = IoBuffer.allocate(2_000)) {
      client.sendTo(buffer.put(text, UTF_8), server);
      assertThat(client.recv(buffer.clear())).isEqualTo(text.getBytes(UTF_8).length);
      assertThat(buffer.getAll(UTF_8)).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void address_whereAServerIs_isInUse(ServerModel model) throws Exception {
    try (DatagramServer first =
            DatagramServer.open(
                InetEndpoint.loopback(Family.INET4, 0), ServerModel.edgeLoops(2), ECHO, 100);
        DatagramSocket client = DatagramSocket.open(Family.INET4)) {
      // SO_REUSEPORT would let it share the port, and take some of the datagrams: socket(7).
      assertThatThrownBy(() -> DatagramServer.open(first.endpoint(), model, ECHO, 100).close())
          .isInstanceOfSatisfying(
              ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EADDRINUSE));
      Async.Task<Void> serving = serve(first);
      client.connect(first.endpoint());
      client.setTimeout(20_000);
      try (IoBuffer buffer = IoBuffer.allocate(10)) {
        client.send(buffer.put("mine", UTF_8));
        assertThat(client.recv(buffer.clear())).isEqualTo(4);
      }
      first.close();
      serving.join();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void udp_manyClients_areAnswered(ServerModel model) throws Exception {
    try (DatagramServer server =
        DatagramServer.open(InetEndpoint.loopback(Family.INET4, 0), model, ECHO, 1_500)) {
      Async.Task<Void> serving = serve(server);
      for (int i = 0; i < 20; i++) {
        try (DatagramSocket client = DatagramSocket.open(Family.INET4)) {
          exchange(client, server.endpoint(), "datagram " + i);
          exchange(client, server.endpoint(), "");
        }
      }
      server.shutdown(1_000_000_000);
      serving.join();
      assertThat(server.counted().handlerFailures()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void handlerThatThrows_losesOneDatagram(ServerModel model) throws Exception {
    DatagramHandler handler =
        (port, datagram, sender) -> {
          if (datagram.readable() == 1) {
            throw new IllegalStateException("asked for");
          }
          port.send(datagram, sender);
        };
    try (DatagramServer server =
            DatagramServer.open(InetEndpoint.loopback(Family.INET4, 0), model, handler, 1_500);
        DatagramSocket client = DatagramSocket.open(Family.INET4);
        IoBuffer bad = IoBuffer.allocate(1)) {
      Async.Task<Void> serving = serve(server);
      client.sendTo(bad.put(1), server.endpoint());
      exchange(client, server.endpoint(), "good");
      assertThat(server.counted().handlerFailures()).isEqualTo(1);
      server.close();
      serving.join();
    }
  }

  @Test
  void unix_fileOfDeadServer_isReplaced_ofLiveOneIsNot() throws Exception {
    UnixEndpoint name = UnixEndpoint.path(directory.resolve("socket").toString());
    try (DatagramSocket dead = DatagramSocket.open(Family.UNIX)) {
      dead.bind(name);
    }
    try (DatagramServer server = DatagramServer.open(name, ServerModel.EPOLL_EDGE, ECHO, 1_500);
        DatagramSocket client = DatagramSocket.open(Family.UNIX)) {
      Async.Task<Void> serving = serve(server);
      client.bind(UnixEndpoint.path(directory.resolve("client").toString()));
      exchange(client, name, "over a file");
      assertThatThrownBy(() -> DatagramServer.open(name, ServerModel.EPOLL_EDGE, ECHO, 1_500))
          .isInstanceOfSatisfying(
              ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EADDRINUSE));
      exchange(client, name, "still there");
      server.close();
      serving.join();
    }
    assertThat(Files.exists(directory.resolve("socket"))).isFalse();
  }

  @Test
  void modelsWithAThreadPerConnection_areRefusedWithAdvice() {
    for (ServerModel model :
        List.of(
            ServerModel.VIRTUAL_THREADS,
            ServerModel.THREAD_PER_CONNECTION,
            ServerModel.prefork(2))) {
      assertThatThrownBy(
              () -> DatagramServer.open(InetEndpoint.loopback(Family.INET4, 0), model, ECHO, 1_500))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("datagrams have no connections");
    }
  }
}
