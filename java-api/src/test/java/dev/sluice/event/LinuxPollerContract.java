package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.AllocatedBytes;
import dev.sluice.Async;
import dev.sluice.Child;
import dev.sluice.Fd;
import dev.sluice.backend.Backend;
import dev.sluice.net.Shutdown;
import dev.sluice.net.Sockets;
import dev.sluice.net.StreamSocket;
import dev.sluice.sys.FileSys;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What pollers over descriptors do beyond the portable contract. */
abstract class LinuxPollerContract extends PollerLifeContract {
  @Override
  Sockets sockets() {
    return Backend.linux().sockets();
  }

  boolean knowsReadClosed() {
    return true;
  }

  static Fd openFile(Path path) {
    try (Arena arena = Arena.ofConfined()) {
      return Fd.adopt(
          FileSys.open(
              arena.allocateFrom(path.toString()), FileSys.O_RDONLY | FileSys.O_CLOEXEC, 0));
    }
  }

  @Test
  void channelOfNio_register_isRefused() throws Exception {
    try (StreamSocket channel = Backend.nio().sockets().openStream(dev.sluice.Family.INET4)) {
      assertThatThrownBy(() -> poller.register(channel, Interest.READ, "channel"))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("NIO backend does not show descriptors");
    }
  }

  @Test
  void readClosed_peerShutsDownSending_isReportedWhereKnown() throws Exception {
    Connection connection = new Connection();
    if (!knowsReadClosed()) {
      assertThatThrownBy(() -> poller.register(connection.server, Interest.READ_CLOSED, "server"))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("READ_CLOSED");
      return;
    }
    poller.register(connection.server, Interest.READ_CLOSED, "server");
    assertThat(poller.await(0)).isZero();
    connection.client.shutdown(Shutdown.WRITE);
    awaitOne();
    assertThat(poller.isReadClosed(0)).isTrue();
    assertThat(poller.isReadable(0)).isFalse();
  }

  @Test
  void eventfd_counted_isReadable() throws Exception {
    Waker source = opened(Waker.open());
    poller.register(source, Interest.READ, "waker");
    assertThat(poller.await(0)).isZero();
    source.wake();
    awaitOne();
    assertThat(poller.isReadable(0)).isTrue();
    // The descriptor itself is the same source.
    assertThat(poller.unregister(source.fd())).isTrue();
  }

  @Test
  void closedSource_duplicateOpen_isSilent() throws Exception {
    // epoll(7): a closed descriptor stays watched until all duplicates are closed. Here it does
    // not, or a level-triggered loop could never stop its events.
    Connection connection = new Connection();
    send(connection.client, "x");
    poller.register(connection.server, Interest.READ, "server");
    Fd duplicate = opened(connection.server.fd().dup());
    connection.server.close();
    assertThat(duplicate.awaitReadable(SOON)).isTrue();
    assertThat(poller.await(0)).isZero();
    assertThat(poller.size()).isZero();
    poller.register(duplicate, Interest.READ, "duplicate");
    awaitOne();
    assertThat(poller.attachment(0)).isEqualTo("duplicate");
  }

  @Test
  void registeredSource_release_isRefusedUntilUnregistered() throws Exception {
    Fd fd = datagramSocket().fd();
    poller.register(fd, Interest.READ, "fd");
    assertThatThrownBy(fd::release).isInstanceOf(IllegalStateException.class);
    poller.unregister(fd);
    opened(Fd.adopt(fd.release()));
  }

  @Test
  void closedSource_whileRegistering_leavesNothing() throws Exception {
    for (int i = 0; i < 300; i++) {
      Connection connection = new Connection();
      Fd duplicate = connection.server.fd().dup();
      send(connection.client, "x");
      Async.Task<Void> closing =
          async.start(
              () -> {
                connection.server.close();
                return null;
              });
      try {
        poller.register(connection.server, Interest.READ, "raced");
      } catch (dev.sluice.FdClosedException closedFirst) {
        assertThat(connection.server.isOpen()).isFalse();
      }
      closing.join();
      assertThat(poller.size()).isZero();
      assertThat(poller.await(0)).isZero();
      duplicate.close();
      connection.client.close();
    }
  }

  /** In a JVM of its own, as {@code AllocationTest} says. */
  @Test
  void steadyState_awaitAndRead_allocatesNothing() throws Exception {
    assumeTrue(AllocatedBytes.areCounted(), "this JVM does not count allocated bytes");
    Child.Result result =
        Child.run(
            List.of(),
            List.of("-Xbatch", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"),
            PollerAllocationMain.class,
            mechanism().name());
    assertThat(result.output().lines()).contains("await and read: 0.0");
  }
}
