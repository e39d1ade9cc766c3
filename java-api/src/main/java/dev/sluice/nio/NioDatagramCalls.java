package dev.sluice.nio;

import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.Family;
import dev.sluice.IoBuffer;
import dev.sluice.spi.SenderCell;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a datagram socket, over a {@link DatagramChannel}.
 *
 * <p>NIO cuts a datagram without a word. To know its length, it is received into room for the
 * longest one and copied, unless the caller's buffer has that room.
 */
final class NioDatagramCalls extends NioCalls<DatagramChannel> {
  private static final int AGAIN = -Errno.EAGAIN.number();

  /** More than the 16 bits of a UDP length can say. */
  private static final int LONGEST_BYTES = 1 << 16;

  private final Object receiving = new Object();
  private @Nullable ByteBuffer whole;
  private volatile @Nullable Peer lastPeer;

  private record Peer(Endpoint endpoint, SocketAddress address) {}

  private NioDatagramCalls(Family family, DatagramChannel channel) throws IOException {
    super(family, channel);
  }

  static NioDatagramCalls open(Family family) throws IOException {
    if (family == Family.UNIX) {
      throw new UnsupportedOperationException(
          "AF_UNIX datagram sockets: the NIO backend has AF_UNIX streams only");
    }
    return new NioDatagramCalls(family, DatagramChannel.open(NioEndpoints.protocol(family)));
  }

  @Override
  int readOperations() {
    return SelectionKey.OP_READ;
  }

  @Override
  int writeOperations() {
    return SelectionKey.OP_WRITE;
  }

  @Override
  public int connect(Endpoint peer) throws IOException {
    checkOpen();
    if (peer.family() != family()) {
      return -Errno.EAFNOSUPPORT.number();
    }
    SocketAddress address = NioEndpoints.of(peer);
    try {
      channel().disconnect();
      channel().connect(address);
      return 0;
    } catch (IOException e) {
      return NioErrors.fold(this, e, Errno.EINVAL);
    } catch (RuntimeException e) {
      return NioErrors.fold(e);
    }
  }

  @Override
  public int disconnect() throws IOException {
    checkOpen();
    try {
      channel().disconnect();
      return 0;
    } catch (IOException e) {
      return NioErrors.fold(this, e, Errno.EINVAL);
    }
  }

  @Override
  public long recvfrom(IoBuffer buffer, @Nullable SenderCell sender) throws IOException {
    try {
      ByteBuffer room = buffer.writableView();
      if (room.remaining() >= LONGEST_BYTES) {
        int before = room.position();
        return receive(room, sender) ? room.position() - before : AGAIN;
      }
      synchronized (receiving) {
        ByteBuffer datagram = whole().clear();
        if (!receive(datagram, sender)) {
          return AGAIN;
        }
        int length = datagram.position();
        room.put(datagram.flip().limit(Math.min(length, room.remaining())));
        return length;
      }
    } catch (IOException e) {
      return NioErrors.fold(this, e, Errno.EINVAL);
    }
  }

  private ByteBuffer whole() {
    ByteBuffer buffer = whole;
    if (buffer == null) {
      buffer = ByteBuffer.allocateDirect(LONGEST_BYTES);
      whole = buffer;
    }
    return buffer;
  }

  private boolean receive(ByteBuffer target, @Nullable SenderCell sender) throws IOException {
    SocketAddress from = channel().receive(target);
    if (from == null) {
      return false;
    }
    if (sender != null && !from.equals(sender.nativeForm())) {
      sender.set(NioEndpoints.of(from, family()), from);
    }
    return true;
  }

  @Override
  public long sendto(IoBuffer buffer, @Nullable Endpoint peer) throws IOException {
    checkOpen();
    SocketAddress connected = channel().getRemoteAddress();
    if (peer == null && connected == null) {
      return -Errno.EDESTADDRREQ.number();
    }
    if (peer != null && peer.family() != family()) {
      return -Errno.EAFNOSUPPORT.number();
    }
    if (connected != null && buffer.isEmpty()) {
      throw new UnsupportedOperationException(
          "an empty datagram from a connected socket: NIO sends none; use sendTo unconnected");
    }
    try {
      ByteBuffer content = buffer.readableView();
      int sent = peer == null ? channel().write(content) : channel().send(content, address(peer));
      return sent == 0 && !buffer.isEmpty() ? AGAIN : sent;
    } catch (IOException e) {
      return NioErrors.fold(this, e, Errno.EINVAL);
    } catch (RuntimeException e) {
      return NioErrors.fold(e);
    }
  }

  /** The address of a peer, which is the same object as long as it is the same one. */
  private SocketAddress address(Endpoint peer) {
    Peer known = lastPeer;
    if (known == null || !known.endpoint.equals(peer)) {
      known = new Peer(peer, NioEndpoints.of(peer));
      lastPeer = known;
    }
    return known.address;
  }

  @Override
  public Endpoint peerEndpoint() throws IOException {
    checkOpen();
    SocketAddress peer = channel().getRemoteAddress();
    if (peer == null) {
      throw notConnected();
    }
    return NioEndpoints.of(peer, family());
  }
}
