package dev.sluice.nio;

import dev.sluice.Endpoint;
import dev.sluice.Errno;
import dev.sluice.Family;
import dev.sluice.IoBuffer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;

/** The calls of a stream socket, over a {@link SocketChannel}. */
final class NioStreamCalls extends NioCalls<SocketChannel> {
  private static final int AGAIN = -Errno.EAGAIN.number();
  private static final int SHUT_RD = 0;
  private static final int SHUT_WR = 1;

  /** Options set so far, for the channel after one that NIO has closed. */
  private final Map<SocketOption<?>, Object> options = new LinkedHashMap<>();

  private volatile boolean failed;

  NioStreamCalls(Family family, SocketChannel channel) throws IOException {
    super(family, channel);
  }

  static NioStreamCalls open(Family family) throws IOException {
    return new NioStreamCalls(family, SocketChannel.open(NioEndpoints.protocol(family)));
  }

  @Override
  int readOperations() {
    return channel().isConnectionPending() ? SelectionKey.OP_CONNECT : SelectionKey.OP_READ;
  }

  @Override
  int writeOperations() {
    return channel().isConnectionPending() ? SelectionKey.OP_CONNECT : SelectionKey.OP_WRITE;
  }

  @Override
  public int setsockopt(String name, int level, int number, MemorySegment value)
      throws IOException {
    int result = super.setsockopt(name, level, number, value);
    SocketOption<?> option = NioOptions.find(channel(), name, level, number);
    Object decoded = NioOptions.decode(option, value);
    if (result == 0 && decoded != null) {
      synchronized (options) {
        options.put(option, decoded);
      }
    }
    return result;
  }

  @Override
  public int connect(Endpoint peer) throws IOException {
    checkOpen();
    if (peer.family() != family()) {
      return -Errno.EAFNOSUPPORT.number();
    }
    SocketAddress address = NioEndpoints.of(peer);
    try {
      if (failed) {
        reopen();
      }
      return channel().connect(address) ? 0 : -Errno.EINPROGRESS.number();
    } catch (IOException e) {
      failed = !channel().isOpen();
      return NioErrors.fold(this, e, Errno.EINVAL);
    } catch (RuntimeException e) {
      return NioErrors.fold(e);
    }
  }

  /** NIO closes a channel whose connection failed; C's socket can be connected again. */
  private void reopen() throws IOException {
    SocketChannel fresh = SocketChannel.open(NioEndpoints.protocol(family()));
    try {
      fresh.configureBlocking(false);
      synchronized (options) {
        for (Map.Entry<SocketOption<?>, Object> option : options.entrySet()) {
          NioOptions.set(fresh, option.getKey(), option.getValue());
        }
      }
    } catch (IOException | RuntimeException e) {
      fresh.close();
      throw e;
    }
    replace(fresh);
    failed = false;
  }

  @Override
  public int finishConnect() throws IOException {
    checkOpen();
    try {
      return channel().finishConnect() ? 0 : -Errno.EINPROGRESS.number();
    } catch (IOException e) {
      failed = !channel().isOpen();
      return NioErrors.fold(this, e, Errno.ECONNREFUSED);
    } catch (RuntimeException e) {
      return NioErrors.fold(e);
    }
  }

  @Override
  public long recv(IoBuffer buffer) throws IOException {
    try {
      int received = channel().read(buffer.writableView());
      return received > 0 ? received : received == 0 ? AGAIN : 0;
    } catch (NotYetConnectedException e) {
      int result = finishPending();
      return result == 0 ? recv(buffer) : result;
    } catch (IOException e) {
      return NioErrors.fold(this, e, Errno.ENOTCONN);
    }
  }

  @Override
  public long send(IoBuffer buffer) throws IOException {
    try {
      int sent = channel().write(buffer.readableView());
      return sent == 0 ? AGAIN : sent;
    } catch (NotYetConnectedException e) {
      int result = finishPending();
      return result == 0 ? send(buffer) : result;
    } catch (IOException e) {
      return NioErrors.fold(this, e, Errno.EPIPE);
    }
  }

  /** In C a connection stands without {@code finishConnect}. */
  private int finishPending() throws IOException {
    if (!channel().isConnectionPending()) {
      return -Errno.ENOTCONN.number();
    }
    int result = finishConnect();
    return result == -Errno.EINPROGRESS.number() ? AGAIN : result;
  }

  @Override
  public int shutdown(int how) throws IOException {
    checkOpen();
    try {
      if (how != SHUT_WR) {
        channel().shutdownInput();
      }
      if (how != SHUT_RD) {
        channel().shutdownOutput();
      }
      return 0;
    } catch (NotYetConnectedException e) {
      return -Errno.ENOTCONN.number();
    } catch (IOException e) {
      return NioErrors.fold(this, e, Errno.ENOTCONN);
    }
  }

  @Override
  public Endpoint peerEndpoint() throws IOException {
    checkOpen();
    SocketAddress peer = channel().isConnected() ? channel().getRemoteAddress() : null;
    if (peer == null) {
      throw notConnected();
    }
    return NioEndpoints.of(peer, family());
  }
}
