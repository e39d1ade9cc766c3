package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.AllocatedBytes;
import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.Fd;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.backend.Backend;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Several datagrams per call. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class MessageBatchTest {
  private static final int DATAGRAMS = 8;

  private final MessageBatch out = MessageBatch.allocate(DATAGRAMS, 64, 64);
  private final MessageBatch in = MessageBatch.allocate(DATAGRAMS, 16, 64);
  private final DatagramSocket receiver = bound();
  private final List<DatagramSocket> others = new ArrayList<>();

  MessageBatchTest() throws Exception {}

  private static DatagramSocket bound() throws Exception {
    DatagramSocket socket = DatagramSocket.open(Family.INET4);
    socket.bind(InetEndpoint.loopback(Family.INET4, 0));
    socket.setTimeout(20_000);
    return socket;
  }

  private DatagramSocket other() throws Exception {
    DatagramSocket socket = bound();
    others.add(socket);
    return socket;
  }

  @AfterEach
  void close() {
    others.forEach(DatagramSocket::close);
    receiver.close();
    out.close();
    in.close();
  }

  private void fill(int place, int bytes, Endpoint peer) {
    out.buffer(place).clear();
    for (int i = 0; i < bytes; i++) {
      out.buffer(place).put(place);
    }
    out.setPeer(place, peer);
  }

  /** netty#5233: the addresses of a batch shared one buffer, and all went to the last. */
  @Test
  void send_differentPeers_eachGetsItsOwn() throws Exception {
    DatagramSocket sender = other();
    for (int i = 0; i < DATAGRAMS; i++) {
      fill(i, i + 1, other().localEndpoint());
    }
    assertThat(sender.send(out, 0, DATAGRAMS, MsgFlags.NONE)).isEqualTo(DATAGRAMS);
    try (IoBuffer buffer = IoBuffer.allocate(64)) {
      for (int i = 0; i < DATAGRAMS; i++) {
        assertThat(out.buffer(i).isEmpty()).isTrue();
        assertThat(others.get(i + 1).recv(buffer.clear())).isEqualTo(i + 1);
        assertThat(buffer.get()).isEqualTo(i);
      }
    }
  }

  @Test
  void recv_differentSenders_eachPlaceHasItsOwn() throws Exception {
    for (int i = 0; i < DATAGRAMS; i++) {
      fill(i, 1, receiver.localEndpoint());
      assertThat(other().send(out, i, 1, MsgFlags.NONE)).isEqualTo(1);
    }
    assertThat(receiver.recv(in, MsgFlags.NONE)).isEqualTo(DATAGRAMS);
    for (int i = 0; i < DATAGRAMS; i++) {
      assertThat(in.sender(i)).isEqualTo(others.get(i).localEndpoint());
      assertThat(in.buffer(i).get()).isEqualTo(i);
    }
  }

  /** netty#13399: a datagram had the length of another, or of the buffer. */
  @Test
  void recv_differentLengths_eachIsItsOwn() throws Exception {
    int[] lengths = {3, 0, 16, 17, 40, 1, 0, 5};
    for (int i = 0; i < DATAGRAMS; i++) {
      fill(i, lengths[i], receiver.localEndpoint());
    }
    assertThat(other().send(out, 0, DATAGRAMS, MsgFlags.NONE)).isEqualTo(DATAGRAMS);
    assertThat(receiver.recv(in, MsgFlags.NONE)).isEqualTo(DATAGRAMS);
    for (int i = 0; i < DATAGRAMS; i++) {
      assertThat(in.length(i)).isEqualTo(lengths[i]);
      assertThat(in.buffer(i).readable()).isEqualTo(Math.min(16, lengths[i]));
      assertThat(in.flags(i).containsAll(MsgFlags.TRUNC)).isEqualTo(lengths[i] > 16);
      for (byte value : in.buffer(i).getAll()) {
        assertThat(value).isEqualTo((byte) i);
      }
    }
    assertThat(receiver.recv(in, MsgFlags.DONTWAIT)).isEqualTo(IoStatus.WOULD_BLOCK);
  }

  @Test
  void recv_fewerThanPlaces_waitsForTheFirstOnly() throws Exception {
    fill(0, 4, receiver.localEndpoint());
    other().send(out, 0, 1, MsgFlags.NONE);
    assertThat(receiver.recv(in, MsgFlags.NONE)).isEqualTo(1);
    assertThat(other().send(out, 0, 0, MsgFlags.NONE)).isZero();
  }

  @Test
  void ancillary_isEachPlacesOwn() throws Exception {
    receiver.set(IpOptions.IP_RECVTTL, true);
    for (int i = 0; i < DATAGRAMS; i++) {
      fill(i, 1, receiver.localEndpoint());
      out.ancillary(i).addInt(AncillaryTypes.IP_TTL, 10 + i);
    }
    other().send(out, 0, DATAGRAMS, MsgFlags.NONE);
    receiver.recv(in, MsgFlags.NONE);
    for (int i = 0; i < DATAGRAMS; i++) {
      assertThat(in.ancillary(i).getInt(AncillaryTypes.IP_TTL, -1)).isEqualTo(10 + i);
    }
  }

  @Test
  void descriptors_ofEachPlace_areOwned() throws Exception {
    try (SocketPair<DatagramSocket> pair = SocketPair.datagram()) {
      for (int i = 0; i < 3; i++) {
        fill(i, 1, receiver.localEndpoint());
        out.setPeer(i, null).ancillary(i).addRights(receiver.fd());
      }
      assertThat(pair.first().send(out, 0, 3, MsgFlags.NONE)).isEqualTo(3);
      assertThat(pair.second().recv(in, MsgFlags.NONE)).isEqualTo(3);
      assertThat(in.sender(0)).isNull();
      // Those of the other places are closed with the batch: the class looks for leaks.
      assertThat(in.ancillary(1).takeRights()).hasSize(1).allSatisfy(Fd::close);
    }
  }

  @Test
  void segmentAndGro_overLoopback_keepBytesAndLengths() throws Exception {
    receiver.set(UdpOptions.UDP_GRO, true);
    int segment = 1200;
    int bytes = 20 * segment + 100;
    try (MessageBatch large = MessageBatch.allocate(1, 65536, 64);
        MessageBatch merged = MessageBatch.allocate(2, 65536, 64)) {
      large.setPeer(0, receiver.localEndpoint());
      large.ancillary(0).addInt(AncillaryTypes.UDP_SEGMENT, segment);
      for (int i = 0; i < bytes; i++) {
        large.buffer(0).put(i / segment);
      }
      assertThat(other().send(large, 0, 1, MsgFlags.NONE)).isEqualTo(1);
      int total = 0;
      while (total < bytes) {
        int count = receiver.recv(merged, MsgFlags.NONE);
        for (int i = 0; i < count; i++) {
          int length = merged.length(i);
          // udp(7), UDP_GRO: all merged datagrams have this length, only the last may be shorter.
          int each = merged.ancillary(i).getInt(AncillaryTypes.UDP_GRO, length);
          assertThat(each).isIn(segment, 100);
          byte[] content = merged.buffer(i).getAll();
          assertThat(content).hasSize(length);
          for (int at = 0; at < length; at++) {
            assertThat(content[at]).isEqualTo((byte) ((total + at) / segment));
          }
          total += length;
        }
      }
      assertThat(total).isEqualTo(bytes);
    }
  }

  @Test
  void steadyUse_allocatesNothing() throws Exception {
    assumeTrue(AllocatedBytes.areCounted(), "this JVM does not count allocated bytes");
    DatagramSocket sender = other();
    for (int i = 0; i < DATAGRAMS; i++) {
      out.setPeer(i, receiver.localEndpoint());
    }
    assertThat(
            AllocatedBytes.perRound(
                () -> {
                  for (int i = 0; i < DATAGRAMS; i++) {
                    out.buffer(i).clear().filled(8);
                  }
                  sender.send(out, 0, DATAGRAMS, MsgFlags.NONE);
                  int count = receiver.recv(in, MsgFlags.NONE);
                  for (int i = 0; i < count; i++) {
                    if (in.sender(i) == null || in.length(i) != 8) {
                      throw new AssertionError(in);
                    }
                  }
                }))
        .isLessThan(1);
  }

  @Test
  void badInput_isRefused() throws Exception {
    assertThatThrownBy(() -> MessageBatch.allocate(0, 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MessageBatch.allocate(1, 65537, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> receiver.send(out, 4, 5, MsgFlags.NONE))
        .isInstanceOf(IndexOutOfBoundsException.class);
    try (DatagramSocket nio = Backend.nio().sockets().openDatagram(Family.INET4)) {
      assertThatThrownBy(() -> nio.recv(in, MsgFlags.NONE))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("recvmmsg");
      assertThatThrownBy(() -> nio.send(out, 0, 1, MsgFlags.NONE))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("sendmmsg");
    }
  }
}
