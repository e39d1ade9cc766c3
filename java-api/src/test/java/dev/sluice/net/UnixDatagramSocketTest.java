package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.AllocatedBytes;
import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.IoStatus;
import dev.sluice.UnixEndpoint;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** AF_UNIX datagrams. */
class UnixDatagramSocketTest extends DatagramSocketContract {
  @Override
  Endpoint freshLocal() {
    return UnixEndpoint.abstractName("sluice-" + UUID.randomUUID());
  }

  @Test
  void unboundSender_received_isUnnamed() throws Exception {
    DatagramSocket receiver = bound();
    unbound().sendTo(text("x"), receiver.localEndpoint());
    Sender from = new Sender();
    receiver.recvFrom(buffer.clear(), from);
    assertThat(from.endpoint()).isEqualTo(UnixEndpoint.unnamed());
  }

  @Test
  void queueFull_nonBlockingSend_wouldBlockAndNothingIsLost() throws Exception {
    // unix(7): AF_UNIX datagrams are reliable; a full queue blocks the sender.
    DatagramSocket receiver = bound();
    DatagramSocket sender = bound();
    sender.connect(receiver.localEndpoint());
    sender.setBlocking(false);
    int sent = 0;
    while (sender.send(text("x")) != IoStatus.WOULD_BLOCK) {
      sent++;
    }
    assertThat(buffer.readable()).isEqualTo(1);
    receiver.setBlocking(false);
    int received = 0;
    while (receiver.recv(buffer.clear()) != IoStatus.WOULD_BLOCK) {
      received++;
    }
    assertThat(received).isEqualTo(sent).isPositive();
  }

  @Test
  void nobodyThere_sendTo_isRefused() throws Exception {
    Endpoint nobody = freshLocal();
    DatagramSocket sender = bound();
    assertThatThrownBy(() -> sender.sendTo(text("x"), nobody))
        .isInstanceOfSatisfying(
            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ECONNREFUSED))
        .hasMessageContaining(nobody.toString());
  }

  @Test
  void steadyState_echo_allocatesNothing() throws Exception {
    DatagramSocket receiver = bound();
    DatagramSocket sender = bound();
    sender.connect(receiver.localEndpoint());
    Sender from = new Sender();
    double bytes =
        AllocatedBytes.perRound(
            () -> {
              sender.send(buffer.clear().put('x'));
              receiver.recvFrom(buffer.clear(), from);
            });
    assertThat(bytes).isLessThan(1.0);
  }
}
