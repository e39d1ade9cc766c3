package dev.sluice.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Family;
import dev.sluice.Fd;
import dev.sluice.FdClosedException;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.OpenDescriptors;
import dev.sluice.UnixEndpoint;
import dev.sluice.event.Pipe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bugs of sockets that others have had; docs/REGRESSIONS.md has all of them. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SocketRegressionTest {
  private static final int RIGHTS = 5;

  /** The ways by which a message arrives. */
  enum Way {
    STREAM,
    DATAGRAM,
    SEQPACKET,
    BATCH
  }

  /**
   * Five descriptors and the sender's credentials come into control buffers of each length there
   * is, from none to enough for all. cmsg(3): what does not fit is cut, and the receiver has those
   * that did.
   */
  @ParameterizedTest
  @EnumSource
  void netty16872_rightsCutAtAnyLength_leakNoDescriptor(Way way) throws Exception {
    int enough = AncillaryData.spaceBytes(12) + AncillaryData.spaceBytes(RIGHTS * Integer.BYTES);
    try (Pipe pipe = Pipe.open();
        SocketPair<? extends Socket> pair = pair(way);
        IoBuffer sent = IoBuffer.allocate(1);
        Message out = Message.allocate(1, enough).setBuffers(sent)) {
      pair.second().set(SocketOptions.SO_PASSCRED, true);
      OpenDescriptors before = OpenDescriptors.now();
      for (int room = 0; room <= enough; room++) {
        sent.clear().put(1);
        out.ancillary().clear();
        Fd fd = pipe.writer().fd();
        out.ancillary().addRights(fd, fd, fd, fd, fd);
        MessageTransfers.send(pair.first(), out, MsgFlags.NONE);
        int taken = receive(way, pair.second(), room);
        boolean all = room >= AncillaryData.spaceBytes(12) + 16 + RIGHTS * Integer.BYTES;
        assertThat(taken).as("room %d", room).isEqualTo(all ? RIGHTS : 0);
        assertThat(OpenDescriptors.now().since(before)).as("room %d", room).isEmpty();
      }
    }
  }

  private static SocketPair<? extends Socket> pair(Way way) throws IOException {
    return switch (way) {
      case STREAM -> SocketPair.stream();
      case SEQPACKET -> SocketPair.seqpacket();
      case DATAGRAM, BATCH -> SocketPair.datagram();
    };
  }

  /** Receives, takes the descriptors and closes them, and says how many there were. */
  private static int receive(Way way, Socket socket, int room) throws IOException {
    if (way == Way.BATCH) {
      try (MessageBatch batch = MessageBatch.allocate(2, 1, room)) {
        assertThat(MessageTransfers.recv(socket, batch, MsgFlags.NONE)).isEqualTo(1);
        return closeAll(batch.ancillary(0));
      }
    }
    try (IoBuffer buffer = IoBuffer.allocate(1);
        Message in = Message.allocate(1, room).setBuffers(buffer)) {
      assertThat(MessageTransfers.recv(socket, in, MsgFlags.NONE)).isEqualTo(1);
      return closeAll(in.ancillary());
    }
  }

  private static int closeAll(AncillaryData ancillary) {
    List<Fd> fds = ancillary.takeRights();
    fds.forEach(Fd::close);
    return fds.size();
  }

  /** A number goes to the next that opens something; calls of the one before do not follow it. */
  @Test
  void netty3443_callAfterClose_neverReachesTheNextOwner() throws Exception {
    try (IoBuffer buffer = IoBuffer.allocate(16)) {
      StreamSocket closed = StreamSocket.open(Family.UNIX);
      int number = closed.fd().enter();
      closed.fd().exit();
      closed.close();
      List<SocketPair<StreamSocket>> pairs = new ArrayList<>();
      try {
        // Other threads of this process may take the number first; one of many will do.
        for (int i = 0; i < 16; i++) {
          pairs.add(SocketPair.stream());
        }
        buffer.put(1);
        assertThatThrownBy(() -> closed.send(buffer)).isInstanceOf(FdClosedException.class);
        assertThatThrownBy(() -> closed.recv(buffer)).isInstanceOf(FdClosedException.class);
        assertThatThrownBy(() -> closed.shutdown(Shutdown.BOTH))
            .isInstanceOf(FdClosedException.class)
            .hasMessageContaining("fd " + number);
        assertThatThrownBy(() -> closed.set(SocketOptions.SO_KEEPALIVE, true))
            .isInstanceOf(FdClosedException.class);
        closed.close();
        for (SocketPair<StreamSocket> pair : pairs) {
          pair.second().setBlocking(false);
          assertThat(pair.second().recv(buffer)).isEqualTo(IoStatus.WOULD_BLOCK);
          assertThat(pair.first().isOpen()).isTrue();
        }
      } finally {
        pairs.forEach(SocketPair::close);
      }
    }
  }

  /** unix(7): an abstract name is as long as its address says, and NUL is a byte as others are. */
  @Test
  void netty15958_abstractNameWithNuls_isAsLongAsItIs() throws Exception {
    String unique = "sluice-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    List<String> names = List.of(unique, unique + "\0", unique + "\0\0", unique + "\0x");
    List<DatagramSocket> bound = new ArrayList<>();
    try (DatagramSocket sender = DatagramSocket.open(Family.UNIX);
        IoBuffer buffer = IoBuffer.allocate(16)) {
      for (String name : names) {
        DatagramSocket socket = DatagramSocket.open(Family.UNIX);
        bound.add(socket);
        socket.bind(UnixEndpoint.abstractName(name.getBytes(ISO_8859_1)));
      }
      for (int i = 0; i < names.size(); i++) {
        byte[] name = names.get(i).getBytes(ISO_8859_1);
        sender.sendTo(buffer.clear().put(i), UnixEndpoint.abstractName(name));
        UnixEndpoint local = (UnixEndpoint) bound.get(i).localEndpoint();
        assertThat(local.name()).isEqualTo(name);
        assertThat(bound.get(i).recv(buffer.clear())).isEqualTo(1);
        assertThat(buffer.get()).isEqualTo(i);
      }
    } finally {
      bound.forEach(DatagramSocket::close);
    }
  }
}
