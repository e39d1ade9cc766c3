package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import org.junit.jupiter.api.Test;

/** What UDP adds. */
abstract class UdpSocketContract extends DatagramSocketContract {
  abstract Family family();

  @Override
  Endpoint freshLocal() {
    return InetEndpoint.loopback(family(), 0);
  }

  @Test
  void unbound_localEndpoint_isTheWildcardUntilTheFirstSend() throws Exception {
    DatagramSocket socket = unbound();
    assertThat(socket.localEndpoint()).isEqualTo(InetEndpoint.any(family(), 0));
    DatagramSocket receiver = bound();
    socket.sendTo(text("x"), receiver.localEndpoint());
    assertThat(((InetEndpoint) socket.localEndpoint()).port()).isPositive();
  }

  @Test
  void nobodyThere_connectedSocket_learnsIt() throws Exception {
    DatagramSocket gone = bound();
    Endpoint nobody = gone.localEndpoint();
    DatagramSocket socket = bound();
    socket.connect(nobody);
    gone.close();
    socket.send(text("x"));
    // udp(7): errors that ICMP brings are passed to connected sockets.
    assertThatThrownBy(() -> socket.recv(buffer.clear()))
        .isInstanceOfSatisfying(
            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ECONNREFUSED));
  }

  @Test
  void addressOfAnotherFamily_isRefused() throws Exception {
    Family other = family() == Family.INET4 ? Family.INET6 : Family.INET4;
    DatagramSocket socket = bound();
    Endpoint peer = InetEndpoint.loopback(other, 9);
    if (family() == Family.INET4) {
      assertThatThrownBy(() -> socket.connect(peer))
          .isInstanceOfSatisfying(
              ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EAFNOSUPPORT));
    }
    DatagramSocket fresh = unbound();
    assertThatThrownBy(() -> fresh.bind(InetEndpoint.loopback(other, 0)))
        .isInstanceOfSatisfying(
            ErrnoException.class,
            e -> assertThat(e.errno()).isIn(Errno.EAFNOSUPPORT, Errno.EINVAL));
  }

  @Test
  void broadcast_option_isReadBack() throws Exception {
    DatagramSocket socket = bound();
    assertThat(socket.get(SocketOptions.SO_BROADCAST)).isFalse();
    socket.set(SocketOptions.SO_BROADCAST, true);
    assertThat(socket.get(SocketOptions.SO_BROADCAST)).isTrue();
  }
}
