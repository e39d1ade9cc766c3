package dev.sluice.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Async;
import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.UnixEndpoint;
import dev.sluice.backend.Backend;
import dev.sluice.event.EventFd;
import dev.sluice.event.FileEvents;
import dev.sluice.event.FileWatcher;
import dev.sluice.event.Interest;
import dev.sluice.event.Mechanism;
import dev.sluice.net.DatagramSocket;
import dev.sluice.net.ListeningSocket;
import dev.sluice.net.Sender;
import dev.sluice.net.StreamSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What loops serve: files, AF_UNIX sockets of every kind, and those of NIO. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class EventLoopSourcesTest {
  @RegisterExtension final Async async = new Async();
  @TempDir Path directory;

  private Async.Task<Void> run(EventLoop loop) {
    return async.start(
        () -> {
          loop.run();
          return null;
        });
  }

  @ParameterizedTest
  @EnumSource(
      names = {"BLOCKING", "NIO"},
      mode = EnumSource.Mode.EXCLUDE)
  void fileWatcher_tellsOfEachFile(EventLoopTest.Kind kind) throws Exception {
    List<String> seen = new ArrayList<>();
    try (EventLoop loop = kind.open();
        FileWatcher watcher = FileWatcher.open()) {
      watcher.watch(directory, FileEvents.CLOSE_WRITE.and(FileEvents.DELETE));
      loop.watch(
          watcher,
          Interest.READ,
          watch -> {
            while (watcher.read() > 0) {
              for (int i = 0; i < watcher.count(); i++) {
                seen.add(watcher.events(i) + " " + watcher.name(i));
              }
            }
            if (seen.size() == 3) {
              watch.cancel();
            }
          });
      Async.Task<Void> running =
          async.start(
              () -> {
                Files.writeString(directory.resolve("one"), "1");
                Files.writeString(directory.resolve("two"), "2");
                Files.delete(directory.resolve("one"));
                return null;
              });
      loop.runUntilEmpty();
      running.join();
    }
    assertThat(seen).containsExactly("IN_CLOSE_WRITE one", "IN_CLOSE_WRITE two", "IN_DELETE one");
  }

  @ParameterizedTest
  @EnumSource(names = "BLOCKING", mode = EnumSource.Mode.EXCLUDE) // it has one socket only
  void listenerAtAPath_isServed(EventLoopTest.Kind kind) throws Exception {
    checkStreams(kind, UnixEndpoint.path(directory.resolve("socket").toString()));
  }

  @ParameterizedTest
  @EnumSource(
      names = {"BLOCKING", "NIO"}, // which has no abstract names
      mode = EnumSource.Mode.EXCLUDE)
  void listenerWithAnAbstractName_isServed(EventLoopTest.Kind kind) throws Exception {
    checkStreams(kind, UnixEndpoint.abstractName("sluice-loop-" + System.nanoTime()));
  }

  @ParameterizedTest
  @EnumSource(names = "BLOCKING", mode = EnumSource.Mode.EXCLUDE)
  void listenerOfTcp_isServed(EventLoopTest.Kind kind) throws Exception {
    checkStreams(kind, InetEndpoint.loopback(Family.INET4, 0));
  }

  private void checkStreams(EventLoopTest.Kind kind, Endpoint local) throws Exception {
    try (EventLoop loop = kind.open();
        ListeningSocket listening = kind.sockets().listenOn(local, 4)) {
      loop.listen(listening, (peer, input) -> peer.send(input), ConnectionLimits.STANDARD, 10);
      Endpoint where = listening.localEndpoint();
      Async.Task<Void> running = run(loop);
      for (int i = 0; i < 3; i++) {
        try (StreamSocket client = StreamSocket.connectTo(where);
            IoBuffer buffer = IoBuffer.allocate(100_000)) {
          client.setTimeout(Async.DEADLINE_MILLIS);
          byte[] sent = new byte[50_000 + i];
          Arrays.fill(sent, (byte) i);
          client.sendAll(buffer.put(sent));
          client.recvExactly(buffer.clear(), sent.length);
          assertThat(buffer.getAll()).isEqualTo(sent);
        }
      }
      loop.shutdown(TimeUnit.SECONDS.toNanos(10));
      running.join();
      assertThat(loop.counted().accepted()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "NIO", mode = EnumSource.Mode.EXCLUDE) // which has no AF_UNIX datagrams
  void datagramsOfAfUnix_areAnswered(EventLoopTest.Kind kind) throws Exception {
    checkDatagrams(
        kind,
        UnixEndpoint.path(directory.resolve("server").toString()),
        UnixEndpoint.path(directory.resolve("client").toString()));
  }

  @ParameterizedTest
  @EnumSource
  void datagramsOfUdp_areAnswered(EventLoopTest.Kind kind) throws Exception {
    checkDatagrams(
        kind, InetEndpoint.loopback(Family.INET4, 0), InetEndpoint.loopback(Family.INET4, 0));
  }

  private void checkDatagrams(EventLoopTest.Kind kind, Endpoint local, Endpoint peer)
      throws Exception {
    try (EventLoop loop = kind.open();
        DatagramSocket socket = kind.sockets().openDatagram(local.family());
        DatagramSocket client = DatagramSocket.open(peer.family());
        IoBuffer buffer = IoBuffer.allocate(100)) {
      socket.bind(local);
      client.bind(peer);
      client.setTimeout(Async.DEADLINE_MILLIS);
      loop.add(socket, (port, datagram, sender) -> port.send(datagram, sender), 100);
      Endpoint where = socket.localEndpoint();
      Async.Task<Void> running = run(loop);
      for (int i = 0; i < 5; i++) {
        client.sendTo(buffer.clear().put("datagram " + i, UTF_8), where);
        client.recvFrom(buffer.clear(), new Sender());
        assertThat(buffer.getAll(UTF_8)).isEqualTo("datagram " + i);
      }
      loop.shutdown(TimeUnit.SECONDS.toNanos(10));
      running.join();
    }
  }

  @Test
  void nioLoop_sourceOfLinux_isRefused_andNothingIsLeft() throws Exception {
    try (EventLoop loop = EventLoop.open(Mechanism.NIO);
        EventFd source = EventFd.open(0, EventFd.Kind.COUNTER)) {
      assertThatThrownBy(() -> loop.watch(source, Interest.READ, Watch::cancel))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("channels of the NIO backend only");
      assertThat(loop.counted().sources()).isZero();
    }
  }

  @Test
  void linuxLoop_socketOfNio_isRefused_andNothingIsLeft() throws Exception {
    Endpoint local = InetEndpoint.loopback(Family.INET4, 0);
    try (EventLoop loop = EventLoop.openEdge();
        ListeningSocket listening = Backend.nio().sockets().listenOn(local, 1)) {
      assertThatThrownBy(() -> loop.listen(listening, (_, _) -> {}, ConnectionLimits.STANDARD, 1))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("does not show descriptors");
      assertThat(listening.isOpen()).isTrue();
      assertThat(loop.counted().sources()).isZero();
    }
  }
}
